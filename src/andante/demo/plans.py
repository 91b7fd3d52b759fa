"""Creates the plans of two teams for the next quarter: work by week, recurring meetings, and a tester who is not hired yet."""

import datetime as dt
from random import Random

from andante.directory.issues.rules import IssueRecord
from andante.directory.people.rules import UserRecord
from andante.kit.call import Call
from andante.organization.memberships import actions as memberships
from andante.organization.memberships.wire import TeamMembershipInput
from andante.organization.resources import actions as resources
from andante.organization.teams import actions as teams
from andante.organization.teams.rules import TeamRecord
from andante.organization.teams.wire import TeamInput
from andante.planning.plans import actions as plans
from andante.planning.plans.wire import PlanInput

from .company import Company

PLANNING_TEAMS = ("Platform", "Mobile")
WEEKS = 13
HOUR = 3600
TESTER = "Tester (to be hired)"


def create_plans(company: Company) -> None:
    """Plans a quarter, starting this week."""
    random = company.random("plans")
    monday = company.monday
    for name in PLANNING_TEAMS:
        team = _find_or_create_team(company, name)
        for person in company.staff[name]:
            _plan_routine(company, person, monday)
            _plan_issues(company, name, person, monday, random)
        _plan_tester(company, team, company.backlog[name][-1], monday)


def _find_or_create_team(company: Company, name: str) -> TeamRecord:
    """The team of this name. Creates it with its members if it doesn't exist."""
    existing = teams.named(company.call, name)
    if existing:
        return existing[0]
    members = company.staff[name]
    created = teams.create(company.call, TeamInput(name=name, lead_account_id=members[0].account_id))
    for person in members:
        memberships.add(company.call, TeamMembershipInput(account_id=person.account_id, team_id=created.id))
    return created


def _plan_routine(company: Company, person: UserRecord, monday: dt.date) -> None:
    """Plans a 15-minute stand-up every morning, and an hour of sprint planning every other week."""
    last = monday + dt.timedelta(weeks=WEEKS, days=-1)
    stand_up = _plan_input(person, company.routine["Daily stand-up"], monday, monday + dt.timedelta(days=4), HOUR // 4)
    planning = _plan_input(person, company.routine["Sprint planning"], monday, monday, HOUR)
    stand_up.rule, stand_up.start_time, stand_up.recurrence_end_date = "WEEKLY", "09:30", last
    planning.rule, planning.start_time, planning.recurrence_end_date = "BI_WEEKLY", "10:00", last
    for given in (stand_up, planning):
        plans.create(company.call, given)


def _plan_issues(company: Company, team: str, person: UserRecord, monday: dt.date, random: Random) -> None:
    """Plans one issue after another, each for most of the day and one to three weeks. Leaves the last weeks free."""
    week = 0
    while week < WEEKS - random.randrange(1, 4):
        weeks = random.randint(1, 3)
        start = monday + dt.timedelta(weeks=week)
        end = start + dt.timedelta(weeks=weeks, days=-3)
        longest_day = max(company.required[person.account_id].values(), default=0)
        hours = max(1, longest_day // HOUR - random.randint(1, 3))
        issue = random.choice(company.backlog[team] if week else company.sprint_issues(team, person, monday))
        given = _plan_input(person, issue, start, end, hours * HOUR)
        given.description = random.choice([None, None, "If the design is ready", "Together with the customer"])
        plans.create(company.call, given)
        week += weeks


def _plan_tester(company: Company, team: TeamRecord, issue: IssueRecord, monday: dt.date) -> None:
    """Plans forty hours of testing in the last month for a generic resource."""
    call: Call = company.call
    resource = resources.create(call, f"{TESTER}, {team.name}")
    teams.add_resource(call, team.id, resource.id)
    plans.create(
        call,
        PlanInput(
            assignee_id=str(resource.id),
            assignee_type="GENERIC",
            plan_item_id=str(issue.id),
            plan_item_type="ISSUE",
            start_date=monday + dt.timedelta(weeks=WEEKS - 4),
            end_date=monday + dt.timedelta(weeks=WEEKS, days=-3),
            effort_persistence_type="TOTAL_SECONDS",
            planned_seconds=40 * HOUR,
        ),
    )


def _plan_input(person: UserRecord, issue: IssueRecord, start: dt.date, end: dt.date, seconds_per_day: int) -> PlanInput:
    return PlanInput(
        assignee_id=person.account_id,
        assignee_type="USER",
        plan_item_id=str(issue.id),
        plan_item_type="ISSUE",
        start_date=start,
        end_date=end,
        planned_seconds_per_day=seconds_per_day,
    )
