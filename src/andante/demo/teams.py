"""Creates the teams of Alder & Finch: four teams in two programs, with changes of team and role."""

import datetime as dt

from andante.directory.people.rules import UserRecord
from andante.organization.memberships import actions as memberships
from andante.organization.memberships.wire import TeamMembershipInput
from andante.organization.programs import actions as programs
from andante.organization.programs.wire import ProgramInput
from andante.organization.resources import actions as resources
from andante.organization.resources.wire import SkillsAssignmentInput
from andante.organization.roles import actions as roles
from andante.organization.teams import actions as teams
from andante.organization.teams.rules import TeamRecord
from andante.organization.teams.wire import TeamInput

from .company import Company
from .projects import TEAMS

PROGRAMS = {"Commerce": ("Grace Thompson", ("Mobile", "Customer Care")), "Foundations": ("Ingrid Sorensen", ("Platform", "Data"))}
"""By name: the manager and the teams of the program."""
SUMMARIES = {
    "Platform": "The partner API and what everything runs on",
    "Mobile": "The app, and the shop behind it",
    "Data": "The warehouse, the reports and the payments",
    "Customer Care": "Customers who call, write or complain",
}
ROLES = {"Tomasz Wójcik": "Architect", "Chloé Dubois": "Designer", "Emma Lindqvist": "Designer", "Hana Novotná": "Analyst"}
"""The roles of some users. Team leads have the role Lead, and all others the default role."""
LEAD = "Lead"
MOVED = ("João Almeida", "Customer Care", 160)
"""A user, their previous team, and how many days ago they moved."""
PROMOTED = ("Aisha Rahman", "Architect", 100)
"""A user, their new role, and how many days ago they were promoted."""
SHARED = {"Hana Novotná": ("Platform", 40), "Noah Jansen": ("Mobile", 25)}
"""Users in a second team, with the percentage of their time there. The rest of their time belongs to the first team."""
GENERIC = {"Freelance designer": "Mobile", "Release engineer": "Platform"}
"""Generic resources, with their teams."""
SKILLS = {
    "Platform": ["Python", "Kubernetes", "PostgreSQL"],
    "Mobile": ["Kotlin", "Swift", "Interaction design"],
    "Data": ["SQL", "Statistics", "Python"],
    "Customer Care": ["German", "French", "Mediation"],
}
MAX_YEARS_BEFORE = 4


def create_teams(company: Company) -> None:
    teams_by_name = _create_teams_and_programs(company)
    role_ids = {name: roles.create(company.call, name).id for name in (LEAD, *sorted({*ROLES.values()}))}
    for name, team in teams_by_name.items():
        for person in company.staff[name]:
            _add_memberships(company, person, teams_by_name, name, role_ids)
        for key in TEAMS[name]:
            teams.create_link(company.call, team.id, company.projects[key].id)
    _add_skills(company, teams_by_name)


def _create_teams_and_programs(company: Company) -> dict[str, TeamRecord]:
    teams_by_name = {
        name: teams.create(company.call, TeamInput(name=name, summary=SUMMARIES[name], lead_account_id=members[0].account_id))
        for name, members in company.staff.items()
    }
    for name, (manager, team_names) in PROGRAMS.items():
        manager_id = company.person(manager).account_id
        given = ProgramInput(name=name, manager_account_id=manager_id, team_ids=[teams_by_name[team].id for team in team_names])
        programs.create(company.call, given)
    return teams_by_name


def _add_memberships(
    company: Company, person: UserRecord, teams_by_name: dict[str, TeamRecord], team: str, role_ids: dict[str, int]
) -> None:
    """Adds all past and current memberships of a user, oldest first."""
    name = person.display_name
    start = _start(company, person)
    role_id = role_ids[LEAD] if person == company.staff[team][0] else role_ids.get(ROLES.get(name, ""))
    if name == MOVED[0]:
        since = company.today - dt.timedelta(days=MOVED[2])
        company.moved[person.account_id] = (MOVED[1], since)
        _add_membership(company, person, teams_by_name[MOVED[1]], None, start, since)
        start = since
    if name == PROMOTED[0]:
        since = company.today - dt.timedelta(days=PROMOTED[2])
        _add_membership(company, person, teams_by_name[team], role_id, start, since)
        role_id, start = role_ids[PROMOTED[1]], since
    other, percent = SHARED.get(name, ("", 0))
    _add_membership(company, person, teams_by_name[team], role_id, start, None, 100 - percent)
    if other:
        _add_membership(company, person, teams_by_name[other], role_id, start, None, percent)


def _start(company: Company, person: UserRecord) -> dt.date:
    """The first day of a random month before the year of worklogs."""
    months = company.random(f"start of {person.account_id}").randrange(1, 12 * MAX_YEARS_BEFORE)
    year, month = divmod(company.first_day.year * 12 + company.first_day.month - 1 - months, 12)
    return dt.date(year, month + 1, 1)


def _add_membership(
    company: Company, person: UserRecord, team: TeamRecord, role_id: int | None, start: dt.date, end: dt.date | None, percent: int = 100
) -> None:
    given = TeamMembershipInput(
        account_id=person.account_id, team_id=team.id, role_id=role_id, commitment_percent=percent, from_=start, to=end
    )
    memberships.add(company.call, given)


def _add_skills(company: Company, teams_by_name: dict[str, TeamRecord]) -> None:
    """Creates skills and generic resources, and assigns skills to users and resources."""
    random = company.random("skills")
    wanted = sorted({skill for skills in SKILLS.values() for skill in skills})
    ids = {name: resources.create_skill(company.call, name).id for name in wanted}
    for team, members in company.staff.items():
        for person in members:
            skill_ids = [ids[name] for name in random.sample(SKILLS[team], random.choice([1, 2, 2, 3]))]
            resources.assign(company.call, SkillsAssignmentInput(assignee_id=person.account_id, assignee_type="USER", skill_ids=skill_ids))
    for name, team in GENERIC.items():
        resource = resources.create(company.call, name)
        teams.add_resource(company.call, teams_by_name[team].id, resource.id)
        skill_ids = [ids[SKILLS[team][-1]]]
        resources.assign(company.call, SkillsAssignmentInput(assignee_id=str(resource.id), assignee_type="GENERIC", skill_ids=skill_ids))
