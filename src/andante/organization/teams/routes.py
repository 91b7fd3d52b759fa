"""Handles the operations on teams, their links and their generic resources."""

from collections.abc import Sequence

from andante.kit.call import Call
from andante.kit.paging import FIRST_PAGE, Paging
from andante.kit.server import handles
from andante.kit.wire import Link, Page, Results
from andante.organization.resources import wire as resources_wire
from andante.organization.resources.wire import GenericResourceRef
from andante.organization.roles import wire as roles_wire

from . import actions, queries, rules, wire
from .rules import MembershipRecord, TeamLinkRecord, TeamName, TeamRecord, TeamResourceRecord, TeamSearch
from .wire import (
    ALL_TEAMS,
    GenericResourceTeamMember,
    GenericResourceTeamMemberInput,
    GenericResourceTeamMembers,
    ProgramRef,
    RoleRef,
    Team,
    TeamFilter,
    TeamInput,
    TeamLink,
    TeamLinkInput,
    TeamLinkScope,
    TeamMembers,
    TeamMembershipSummary,
    TeamMemberSummary,
    TeamRef,
    TeamReference,
)


@handles(wire.get_teams)
def get_teams(call: Call, filter: TeamFilter = ALL_TEAMS, paging: Paging = FIRST_PAGE) -> Page[Team]:
    search = TeamSearch(members=filter.team_members, part_of_name=filter.name, ids=filter.team_ids)
    teams = actions.page(call, search, paging)
    if not filter.include_memberships:
        return call.page(paging, teams, render, key=lambda team: (team.id,))
    members = _members_by_team(call, teams)
    return call.page(paging, teams, lambda call, team: render(call, team, members.get(team.id, [])), key=lambda team: (team.id,))


@handles(wire.create_team)
def create_team(call: Call, body: TeamInput) -> Team:
    return render(call, actions.create(call, body))


@handles(wire.get_team_by_id)
def get_team_by_id(call: Call, id: int) -> Team:
    return render(call, actions.find(call, id))


@handles(wire.update_team)
def update_team(call: Call, id: int, body: TeamInput) -> Team:
    return render(call, actions.change(call, id, body))


@handles(wire.delete_team)
def delete_team(call: Call, id: int) -> None:
    actions.remove(call, id)


@handles(wire.get_team_links)
def get_team_links(call: Call, id: int, paging: Paging = FIRST_PAGE) -> Page[TeamLink]:
    return call.page(paging, actions.page_of_links(call, id, paging), render_link, key=lambda link: (link.id,))


@handles(wire.create_team_link)
def create_team_link(call: Call, body: TeamLinkInput) -> TeamLink:
    return render_link(call, actions.create_link(call, body.team_id, body.scope_id))


@handles(wire.get_team_link_by_project_id)
def get_team_link_by_project_id(call: Call, id: int | str) -> Results[TeamLink]:
    return call.results(actions.links_of_project(call, id), render_link)


@handles(wire.get_team_link)
def get_team_link(call: Call, link_id: int) -> TeamLink:
    return render_link(call, actions.find_link(call, link_id))


@handles(wire.delete_team_link)
def delete_team_link(call: Call, link_id: int) -> None:
    actions.remove_link(call, link_id)


@handles(wire.get_resources_in_team)
def get_resources_in_team(call: Call, team_id: int) -> GenericResourceTeamMembers:
    members = [_resource_ref(call, resource) for resource in actions.resources_of(call, team_id)]
    url = call.link(wire.get_resources_in_team, team_id)
    return GenericResourceTeamMembers(self_=url, team=_team_reference(call, team_id), count=len(members), members=members)


@handles(wire.add_resource_to_team)
def add_resource_to_team(call: Call, team_id: int, body: GenericResourceTeamMemberInput) -> GenericResourceTeamMember:
    return render_resource(call, actions.add_resource(call, team_id, body.generic_resource_id))


@handles(wire.get_generic_resource_team_member)
def get_generic_resource_team_member(call: Call, team_id: int, resource_id: int) -> GenericResourceTeamMember:
    return render_resource(call, actions.find_resource(call, team_id, resource_id))


@handles(wire.remove_generic_resource_from_team)
def remove_generic_resource_from_team(call: Call, team_id: int, resource_id: int) -> None:
    actions.remove_resource(call, team_id, resource_id)


def render(call: Call, team: TeamRecord, members: list[TeamMemberSummary] | None = None) -> Team:
    """`members` is None unless the request includes memberships. Programs, memberships and permission roles are in higher domains, so
    this function builds their URLs itself."""
    url = call.link(wire.get_team_by_id, team.id)
    return Team(
        self_=url,
        id=team.id,
        name=team.name,
        summary=team.summary,
        lead=call.user(team.lead_id) if team.lead_id else None,
        program=_program_ref(call, team),
        links=Link(f"{url}/links"),
        members=TeamMembers(self_=f"{call.base_url}/4/team-memberships/team/{team.id}", team_members=members),
        permissions=Link(f"{call.base_url}/4/permission-roles?teamId={team.id}"),
        administrative=team.administrative,
    )


def _members_by_team(call: Call, teams: Sequence[TeamRecord]) -> dict[int, list[TeamMemberSummary]]:
    """The members of these teams, by team id, each with all memberships."""
    members: dict[tuple[int, str], TeamMemberSummary] = {}
    by_team: dict[int, list[TeamMemberSummary]] = {}
    for membership in queries.memberships_of_teams(call, teams):
        key = membership.team_id, membership.account_id
        if key not in members:
            user = call.user(membership.account_id)
            members[key] = TeamMemberSummary(account_id=membership.account_id, self_=user.self_ or "", memberships=[])
            by_team.setdefault(membership.team_id, []).append(members[key])
        members[key].memberships.append(_summary(call, membership))
    return by_team


def _summary(call: Call, membership: MembershipRecord) -> TeamMembershipSummary:
    return TeamMembershipSummary(
        id=membership.id,
        commitment=membership.commitment_percent / rules.FULL_COMMITMENT,
        role=render_role(call, membership),
        start_date=membership.from_date,
        end_date=membership.to_date,
    )


def render_ref(call: Call, team: TeamName) -> TeamRef:
    return TeamRef(self_=call.link(wire.get_team_by_id, team.id), id=team.id, name=team.name)


def _program_ref(call: Call, team: TeamRecord) -> ProgramRef | None:
    if team.program_id is None:
        return None
    return ProgramRef(self_=f"{call.base_url}/4/programs/{team.program_id}", id=team.program_id, name=team.program_name or "")


def render_role(call: Call, membership: MembershipRecord) -> RoleRef:
    return RoleRef(self_=call.link(roles_wire.get_role_by_id, membership.role_id), id=membership.role_id, name=membership.role_name)


def render_link(call: Call, link: TeamLinkRecord) -> TeamLink:
    project = call.project(link.project_id)
    return TeamLink(
        self_=call.link(wire.get_team_link, link.id),
        id=link.id,
        scope=TeamLinkScope(self_=project.self_, id=project.id, type="PROJECT"),
        team=render(call, link.team),
    )


def render_resource(call: Call, resource: TeamResourceRecord) -> GenericResourceTeamMember:
    return GenericResourceTeamMember(
        self_=call.link(wire.get_generic_resource_team_member, resource.team_id, resource.resource_id),
        team=_team_reference(call, resource.team_id),
        member=_resource_ref(call, resource),
        assigned_to_team_at=resource.assigned_at,
        assigned_to_team_by=call.user(resource.assigned_by),
    )


def _resource_ref(call: Call, resource: TeamResourceRecord) -> GenericResourceRef:
    url = call.link(resources_wire.get_generic_resource, resource.resource_id)
    return GenericResourceRef(self_=url, id=resource.resource_id, name=resource.resource_name)


def _team_reference(call: Call, id: int) -> TeamReference:
    return TeamReference(self_=call.link(wire.get_team_by_id, id), id=id)
