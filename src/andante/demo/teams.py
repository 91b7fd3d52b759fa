"""Who works with whom at Alder & Finch: four teams in two programs, and who changed between them."""

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
"""By name: who manages it, and its teams."""
SUMMARIES = {
    "Platform": "The partner API and what everything runs on",
    "Mobile": "The app, and the shop behind it",
    "Data": "The warehouse, the reports and the payments",
    "Customer Care": "Whoever calls, writes or complains",
}
ROLES = {"Tomasz Wójcik": "Architect", "Chloé Dubois": "Designer", "Emma Lindqvist": "Designer", "Hana Novotná": "Analyst"}
"""Others have the default role, and those who lead a team the role Lead."""
LEAD = "Lead"
MOVED = ("João Almeida", "Customer Care", 160)
"""Who, from which team, how many days ago."""
PROMOTED = ("Aisha Rahman", "Architect", 100)
"""Who, to which role, how many days ago."""
SHARED = {"Hana Novotná": ("Platform", 40), "Noah Jansen": ("Mobile", 25)}
"""Who is in a second team with so many per cent; the rest belongs to the first."""
GENERIC = {"Freelance designer": "Mobile", "Release engineer": "Platform"}
"""Whom one can plan for without knowing who it will be, and in which team."""
SKILLS = {
    "Platform": ["Python", "Kubernetes", "PostgreSQL"],
    "Mobile": ["Kotlin", "Swift", "Interaction design"],
    "Data": ["SQL", "Statistics", "Python"],
    "Customer Care": ["German", "French", "Mediation"],
}
YEARS_THERE = 4


def form(company: Company) -> None:
    formed = _teams(company)
    role_ids = {name: roles.create(company.call, name).id for name in (LEAD, *sorted({*ROLES.values()}))}
    for name, team in formed.items():
        for person in company.staff[name]:
            _join(company, person, formed, name, role_ids)
        for key in TEAMS[name]:
            teams.create_link(company.call, team.id, company.projects[key].id)
    _learn(company, formed)


def _teams(company: Company) -> dict[str, TeamRecord]:
    formed = {
        name: teams.create(company.call, TeamInput(name=name, summary=SUMMARIES[name], lead_account_id=members[0].account_id))
        for name, members in company.staff.items()
    }
    for name, (manager, theirs) in PROGRAMS.items():
        manager_id = company.named(manager).account_id
        given = ProgramInput(name=name, manager_account_id=manager_id, team_ids=[formed[team].id for team in theirs])
        programs.create(company.call, given)
    return formed


def _join(company: Company, person: UserRecord, formed: dict[str, TeamRecord], team: str, role_ids: dict[str, int]) -> None:
    """All memberships that somebody has or had, oldest first."""
    name = person.display_name
    start = _start(company, person)
    role_id = role_ids[LEAD] if person == company.staff[team][0] else role_ids.get(ROLES.get(name, ""))
    if name == MOVED[0]:
        since = company.today - dt.timedelta(days=MOVED[2])
        company.moved[person.account_id] = (MOVED[1], since)
        _add(company, person, formed[MOVED[1]], None, start, since)
        start = since
    if name == PROMOTED[0]:
        since = company.today - dt.timedelta(days=PROMOTED[2])
        _add(company, person, formed[team], role_id, start, since)
        role_id, start = role_ids[PROMOTED[1]], since
    other, percent = SHARED.get(name, ("", 0))
    _add(company, person, formed[team], role_id, start, None, 100 - percent)
    if other:
        _add(company, person, formed[other], role_id, start, None, percent)


def _start(company: Company, person: UserRecord) -> dt.date:
    """The first of a month some time before the year that is told."""
    months = company.chance(f"start of {person.account_id}").randrange(1, 12 * YEARS_THERE)
    year, month = divmod(company.first_day.year * 12 + company.first_day.month - 1 - months, 12)
    return dt.date(year, month + 1, 1)


def _add(
    company: Company, person: UserRecord, team: TeamRecord, role_id: int | None, start: dt.date, end: dt.date | None, percent: int = 100
) -> None:
    given = TeamMembershipInput(
        account_id=person.account_id, team_id=team.id, role_id=role_id, commitment_percent=percent, from_=start, to=end
    )
    memberships.add(company.call, given)


def _learn(company: Company, formed: dict[str, TeamRecord]) -> None:
    """Generic resources, and what everybody can do."""
    chance = company.chance("skills")
    wanted = sorted({skill for skills in SKILLS.values() for skill in skills})
    ids = {name: resources.create_skill(company.call, name).id for name in wanted}
    for team, members in company.staff.items():
        for person in members:
            skill_ids = [ids[name] for name in chance.sample(SKILLS[team], chance.choice([1, 2, 2, 3]))]
            resources.assign(company.call, SkillsAssignmentInput(assignee_id=person.account_id, assignee_type="USER", skill_ids=skill_ids))
    for name, team in GENERIC.items():
        resource = resources.create(company.call, name)
        teams.add_resource(company.call, formed[team].id, resource.id)
        skill_ids = [ids[SKILLS[team][-1]]]
        resources.assign(company.call, SkillsAssignmentInput(assignee_id=str(resource.id), assignee_type="GENERIC", skill_ids=skill_ids))
