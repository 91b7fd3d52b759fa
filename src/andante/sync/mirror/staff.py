"""Teams and all that is in them, generic resources and skills."""

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from andante.kit.call import Call
from andante.organization.memberships import actions as memberships
from andante.organization.memberships.wire import MembershipSearchInput, TeamMembership, TeamMembershipInput
from andante.organization.programs import actions as programs
from andante.organization.programs.wire import Program, ProgramInput
from andante.organization.resources import actions as resources
from andante.organization.resources.rules import ResourceRecord
from andante.organization.resources.wire import (
    Assignee,
    GenericResource,
    GenericResourceSearchInput,
    Skill,
    SkillAssignment,
    SkillAssignmentsSearchInput,
    SkillInput,
    SkillsAssignmentInput,
)
from andante.organization.teams import actions as teams
from andante.organization.teams.rules import TeamLinkRecord
from andante.organization.teams.wire import (
    GenericResourceTeamMember,
    Team,
    TeamInput,
    TeamLink,
)

from . import jira
from .groups import Group, Name, as_if, by_id, each, some_at_once, whole
from .rules import Change, Ids
from .source import Source

MOST_ASSIGNEES = 100


class ResourceGiven(Struct, frozen=True):
    """A generic resource, with who made and changed it when."""

    name: str
    created_by: str
    created_at: str
    updated_by: str
    updated_at: str


class LinkGiven(Struct, frozen=True):
    """A team and the project that it is linked to."""

    team_id: int
    project_id: int


class Place(Struct, frozen=True):
    """A generic resource in a team, with who put it there when."""

    team_id: int
    resource_id: int
    by: str
    at: str


def _resources(source: Source) -> Iterator[GenericResource]:
    return source.tempo.generic_resources.iter_search_generic_resources(GenericResourceSearchInput())


def _resource(resource: GenericResource, _: Ids) -> ResourceGiven:
    """Who wrote it need not be a person: it may be the system itself."""
    return ResourceGiven(
        resource.name, resource.created_by.account_id, resource.created_at, resource.updated_by.account_id, resource.updated_at
    )


def _create_resource(call: Call, given: ResourceGiven) -> ResourceRecord:
    made = resources.create(as_if(call, given.created_by, given.created_at), given.name)
    if (given.updated_by, given.updated_at) != (given.created_by, given.created_at):
        _change_resource(call, made.id, given)
    return made


def _change_resource(call: Call, id: int, given: ResourceGiven) -> None:
    resources.change(as_if(call, given.updated_by, given.updated_at), id, given.name)


def _team(team: Team, ids: Ids) -> TeamInput:
    """Without its program, which the programs tell. Whether it is public, nobody tells: it is."""
    lead = ids.user(team.lead.account_id) if team.lead else None
    return TeamInput(name=team.name, summary=team.summary, lead_account_id=lead, administrative=team.administrative)


def _change_team(call: Call, id: int, given: TeamInput) -> None:
    teams.change(call, id, replace(given, program_id=teams.find(call, id).program_id))


def _program(program: Program, ids: Ids) -> ProgramInput:
    return ProgramInput(
        name=program.name,
        manager_account_id=ids.user(program.manager.account_id) if program.manager else None,
        team_ids=sorted(ids.of("teams", team.id) for team in program.teams.values),
    )


def _remove_program(call: Call, ours: str) -> None:
    """Its teams leave it first."""
    program = programs.find(call, int(ours))
    programs.change(call, program.id, ProgramInput(name=program.name, manager_account_id=program.manager_id))
    programs.remove(call, program.id)


def _memberships(source: Source) -> Iterator[TeamMembership]:
    """Of all teams and times."""
    return source.tempo.team_memberships.iter_search_memberships(MembershipSearchInput())


def _membership(membership: TeamMembership, ids: Ids) -> TeamMembershipInput:
    return TeamMembershipInput(
        account_id=ids.user(membership.member.account_id),
        team_id=ids.of("teams", membership.team.id),
        role_id=ids.of("roles", membership.role.id),
        commitment_percent=membership.commitment_percent,
        from_=membership.from_,
        to=membership.inclusive_to,
        use_inclusive_end_date=True,
    )


def _team_links(source: Source) -> Iterator[TeamLink]:
    for team in source.tempo.teams.iter_teams():
        yield from source.tempo.teams.iter_team_links(team.id)


def _team_link(link: TeamLink, ids: Ids) -> LinkGiven:
    return LinkGiven(ids.of("teams", link.team.id), ids.project(link.scope.id))


def _link(call: Call, given: LinkGiven) -> TeamLinkRecord:
    return teams.create_link(call, given.team_id, given.project_id)


def _places(source: Source) -> Iterator[GenericResourceTeamMember]:
    group = source.tempo.team_generic_resources
    for team in source.tempo.teams.iter_teams():
        for resource in group.get_resources_in_team(team.id).members:
            yield group.get_generic_resource_team_member(team.id, resource.id)


def _place(member: GenericResourceTeamMember, ids: Ids) -> Place:
    return Place(
        ids.of("teams", member.team.id),
        ids.of("generic-resources", member.member.id),
        member.assigned_to_team_by.account_id,
        member.assigned_to_team_at,
    )


def _put_into_teams(call: Call, changes: Sequence[Change[Place]]) -> list[Name]:
    return [_put_into_team(call, one) for one in changes]


def _put_into_team(call: Call, one: Change[Place]) -> Name:
    """One that was taken out and put in again meanwhile is taken out here first."""
    if one.ours is not None:
        _take_out_of_team(call, one.ours)
    teams.add_resource(as_if(call, one.given.by, one.given.at), one.given.team_id, one.given.resource_id)
    return f"{one.given.team_id}/{one.given.resource_id}"


def _take_out_of_team(call: Call, ours: str) -> None:
    team_id, _, resource_id = ours.partition("/")
    teams.remove_resource(call, int(team_id), int(resource_id))


def _assignees(source: Source) -> Iterator[Assignee]:
    """Everybody and everything that may have skills. Where Jira can't be asked, people are those who are in teams."""
    if source.jira:
        people = {user.account_id for user in jira.users(source.jira)}
    else:
        people = {membership.member.account_id for membership in _memberships(source)}
    yield from (Assignee(assignee_id=account_id, assignee_type="USER") for account_id in sorted(people))
    yield from (Assignee(assignee_id=str(one.id), assignee_type="GENERIC") for one in _resources(source))


def _assignments(source: Source) -> Iterator[SkillAssignment]:
    for some in some_at_once(_assignees(source), MOST_ASSIGNEES):
        found = source.tempo.skill_assignments.iter_search_skill_assignments(SkillAssignmentsSearchInput(assignees=some))
        yield from (one for one in found if one.skills)


def _assignment(assignment: SkillAssignment, ids: Ids) -> SkillsAssignmentInput:
    is_user = assignment.assignee_type == "USER"
    assignee = ids.user(assignment.assignee_id) if is_user else str(ids.of("generic-resources", assignment.assignee_id))
    return SkillsAssignmentInput(
        assignee_id=assignee,
        assignee_type="USER" if is_user else "GENERIC",
        skill_ids=sorted(ids.of("skills", skill.id) for skill in assignment.skills),
    )


def _assign_skills(call: Call, changes: Sequence[Change[SkillsAssignmentInput]]) -> list[Name]:
    for one in changes:
        resources.replace_skills(call, one.given)
    return [f"{one.given.assignee_type}/{one.given.assignee_id}" for one in changes]


def _take_skills(call: Call, ours: str) -> None:
    kind, _, id = ours.partition("/")
    resources.replace_skills(call, SkillsAssignmentInput(assignee_id=id, assignee_type="USER" if kind == "USER" else "GENERIC"))


GENERIC_RESOURCES = Group[GenericResource, ResourceGiven](
    "generic-resources",
    read=whole(_resources),
    key=lambda resource: resource.id,
    given=_resource,
    write=each(_create_resource, _change_resource),
    remove=by_id(resources.remove),
)
SKILLS = Group[Skill, SkillInput](
    "skills",
    read=whole(lambda source: source.tempo.skills.iter_skills()),
    key=lambda skill: skill.id,
    given=lambda skill, _: SkillInput(name=skill.name),
    write=each(
        lambda call, given: resources.create_skill(call, given.name), lambda call, id, given: resources.change_skill(call, id, given.name)
    ),
    remove=by_id(resources.remove_skill),
)
SKILL_ASSIGNMENTS = Group[SkillAssignment, SkillsAssignmentInput](
    "skill-assignments",
    read=whole(_assignments),
    key=lambda assignment: f"{assignment.assignee_type}/{assignment.assignee_id}",
    given=_assignment,
    write=_assign_skills,
    remove=_take_skills,
)
TEAMS = Group[Team, TeamInput](
    "teams",
    read=whole(lambda source: source.tempo.teams.iter_teams()),
    key=lambda team: team.id,
    given=_team,
    write=each(teams.create, _change_team),
    remove=by_id(teams.remove),
)
PROGRAMS = Group[Program, ProgramInput](
    "programs",
    read=whole(lambda source: source.tempo.programs.get_programs().results),
    key=lambda program: program.id,
    given=_program,
    write=each(programs.create, programs.change),
    remove=_remove_program,
)
MEMBERSHIPS = Group[TeamMembership, TeamMembershipInput](
    "memberships",
    read=whole(_memberships),
    key=lambda membership: membership.id,
    given=_membership,
    write=each(memberships.add, memberships.change),
    remove=by_id(memberships.remove),
)
TEAM_LINKS = Group[TeamLink, LinkGiven](
    "team-links",
    read=whole(_team_links),
    key=lambda link: link.id,
    given=_team_link,
    write=each(_link, None),
    remove=by_id(teams.remove_link),
)
TEAM_RESOURCES = Group[GenericResourceTeamMember, Place](
    "team-resources",
    read=whole(_places),
    key=lambda member: f"{member.team.id}/{member.member.id}",
    given=_place,
    write=_put_into_teams,
    remove=_take_out_of_team,
)
