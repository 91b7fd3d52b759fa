"""Mirrors teams with their programs, memberships, links and generic resources, and skills."""

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from andante.kit.batches import batched
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
from .groups import Group, Key, by_id, impersonate, read_all, write_each
from .rules import Change, Ids
from .source import Source

MAX_ASSIGNEES = 100


class ResourceInput(Struct, frozen=True):
    """A generic resource, with the users who created and updated it, and when."""

    name: str
    created_by: str
    created_at: str
    updated_by: str
    updated_at: str


class TeamAndProject(Struct, frozen=True):
    """A team and the project that it is linked to."""

    team_id: int
    project_id: int


class ResourceInTeam(Struct, frozen=True):
    """A generic resource in a team, with the user who added it, and when."""

    team_id: int
    resource_id: int
    added_by: str
    added_at: str


def _resources(source: Source) -> Iterator[GenericResource]:
    return source.tempo.generic_resources.iter_search_generic_resources(GenericResourceSearchInput())


def _resource(resource: GenericResource, _: Ids) -> ResourceInput:
    """The account ids may be the system's, so no placeholders are created for them."""
    return ResourceInput(
        resource.name, resource.created_by.account_id, resource.created_at, resource.updated_by.account_id, resource.updated_at
    )


def _create_resource(call: Call, input: ResourceInput) -> ResourceRecord:
    created = resources.create(impersonate(call, input.created_by, input.created_at), input.name)
    if (input.updated_by, input.updated_at) != (input.created_by, input.created_at):
        _change_resource(call, created.id, input)
    return created


def _change_resource(call: Call, id: int, input: ResourceInput) -> None:
    resources.change(impersonate(call, input.updated_by, input.updated_at), id, input.name)


def _team(team: Team, ids: Ids) -> TeamInput:
    """Without the program, because programs contain their teams. The API doesn't report whether a team is public: all are."""
    lead = ids.user(team.lead.account_id) if team.lead else None
    return TeamInput(name=team.name, summary=team.summary, lead_account_id=lead, administrative=team.administrative)


def _change_team(call: Call, id: int, input: TeamInput) -> None:
    teams.change(call, id, replace(input, program_id=teams.find(call, id).program_id))


def _program(program: Program, ids: Ids) -> ProgramInput:
    return ProgramInput(
        name=program.name,
        manager_account_id=ids.user(program.manager.account_id) if program.manager else None,
        team_ids=sorted(ids.of("teams", team.id) for team in program.teams.values),
    )


def _remove_program(call: Call, local_id: str) -> None:
    """Removes the teams from the program first, because only empty programs can be deleted."""
    program = programs.find(call, int(local_id))
    programs.change(call, program.id, ProgramInput(name=program.name, manager_account_id=program.manager_id))
    programs.remove(call, program.id)


def _memberships(source: Source) -> Iterator[TeamMembership]:
    """All memberships, of all teams and times."""
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


def _team_link(link: TeamLink, ids: Ids) -> TeamAndProject:
    return TeamAndProject(ids.of("teams", link.team.id), ids.project(link.scope.id))


def _link(call: Call, input: TeamAndProject) -> TeamLinkRecord:
    return teams.create_link(call, input.team_id, input.project_id)


def _resources_in_teams(source: Source) -> Iterator[GenericResourceTeamMember]:
    group = source.tempo.team_generic_resources
    for team in source.tempo.teams.iter_teams():
        for resource in group.get_resources_in_team(team.id).members:
            yield group.get_generic_resource_team_member(team.id, resource.id)


def _resource_in_team(member: GenericResourceTeamMember, ids: Ids) -> ResourceInTeam:
    return ResourceInTeam(
        ids.of("teams", member.team.id),
        ids.of("generic-resources", member.member.id),
        member.assigned_to_team_by.account_id,
        member.assigned_to_team_at,
    )


def _add_to_teams(call: Call, changes: Sequence[Change[ResourceInTeam]]) -> list[Key]:
    return [_add_to_team(call, change) for change in changes]


def _add_to_team(call: Call, change: Change[ResourceInTeam]) -> Key:
    """If the resource was removed and added again at the source, does the same here."""
    if change.local_id is not None:
        _remove_from_team(call, change.local_id)
    resource = change.input
    teams.add_resource(impersonate(call, resource.added_by, resource.added_at), resource.team_id, resource.resource_id)
    return f"{resource.team_id}/{resource.resource_id}"


def _remove_from_team(call: Call, local_id: str) -> None:
    team_id, _, resource_id = local_id.partition("/")
    teams.remove_resource(call, int(team_id), int(resource_id))


def _assignees(source: Source) -> Iterator[Assignee]:
    """All people and generic resources, because each may have skills. Without Jira, the people who are members of teams."""
    if source.jira:
        people = {user.account_id for user in jira.users(source.jira)}
    else:
        people = {membership.member.account_id for membership in _memberships(source)}
    yield from (Assignee(assignee_id=account_id, assignee_type="USER") for account_id in sorted(people))
    yield from (Assignee(assignee_id=str(resource.id), assignee_type="GENERIC") for resource in _resources(source))


def _assignments(source: Source) -> Iterator[SkillAssignment]:
    for assignees in batched(_assignees(source), MAX_ASSIGNEES):
        found = source.tempo.skill_assignments.iter_search_skill_assignments(SkillAssignmentsSearchInput(assignees=assignees))
        yield from (assignment for assignment in found if assignment.skills)


def _assignment(assignment: SkillAssignment, ids: Ids) -> SkillsAssignmentInput:
    is_user = assignment.assignee_type == "USER"
    assignee = ids.user(assignment.assignee_id) if is_user else str(ids.of("generic-resources", assignment.assignee_id))
    return SkillsAssignmentInput(
        assignee_id=assignee,
        assignee_type="USER" if is_user else "GENERIC",
        skill_ids=sorted(ids.of("skills", skill.id) for skill in assignment.skills),
    )


def _assign_skills(call: Call, changes: Sequence[Change[SkillsAssignmentInput]]) -> list[Key]:
    for change in changes:
        resources.replace_skills(call, change.input)
    return [f"{change.input.assignee_type}/{change.input.assignee_id}" for change in changes]


def _remove_skills(call: Call, local_id: str) -> None:
    kind, _, id = local_id.partition("/")
    resources.replace_skills(call, SkillsAssignmentInput(assignee_id=id, assignee_type="USER" if kind == "USER" else "GENERIC"))


GENERIC_RESOURCES = Group[GenericResource, ResourceInput](
    "generic-resources",
    read=read_all(_resources),
    key=lambda resource: resource.id,
    convert=_resource,
    write=write_each(_create_resource, _change_resource),
    remove=by_id(resources.remove),
)
SKILLS = Group[Skill, SkillInput](
    "skills",
    read=read_all(lambda source: source.tempo.skills.iter_skills()),
    key=lambda skill: skill.id,
    convert=lambda skill, _: SkillInput(name=skill.name),
    write=write_each(
        lambda call, input: resources.create_skill(call, input.name), lambda call, id, input: resources.change_skill(call, id, input.name)
    ),
    remove=by_id(resources.remove_skill),
)
SKILL_ASSIGNMENTS = Group[SkillAssignment, SkillsAssignmentInput](
    "skill-assignments",
    read=read_all(_assignments),
    key=lambda assignment: f"{assignment.assignee_type}/{assignment.assignee_id}",
    convert=_assignment,
    write=_assign_skills,
    remove=_remove_skills,
)
TEAMS = Group[Team, TeamInput](
    "teams",
    read=read_all(lambda source: source.tempo.teams.iter_teams()),
    key=lambda team: team.id,
    convert=_team,
    write=write_each(teams.create, _change_team),
    remove=by_id(teams.remove),
)
PROGRAMS = Group[Program, ProgramInput](
    "programs",
    read=read_all(lambda source: source.tempo.programs.get_programs().results),
    key=lambda program: program.id,
    convert=_program,
    write=write_each(programs.create, programs.change),
    remove=_remove_program,
)
MEMBERSHIPS = Group[TeamMembership, TeamMembershipInput](
    "memberships",
    read=read_all(_memberships),
    key=lambda membership: membership.id,
    convert=_membership,
    write=write_each(memberships.add, memberships.change),
    remove=by_id(memberships.remove),
)
TEAM_LINKS = Group[TeamLink, TeamAndProject](
    "team-links",
    read=read_all(_team_links),
    key=lambda link: link.id,
    convert=_team_link,
    write=write_each(_link, None),
    remove=by_id(teams.remove_link),
)
TEAM_RESOURCES = Group[GenericResourceTeamMember, ResourceInTeam](
    "team-resources",
    read=read_all(_resources_in_teams),
    key=lambda member: f"{member.team.id}/{member.member.id}",
    convert=_resource_in_team,
    write=_add_to_teams,
    remove=_remove_from_team,
)
