"""Answers the operations on teams, programs and memberships."""

from collections.abc import Sequence

from andante.kit.call import Call
from andante.kit.paging import FIRST_PAGE, Paging
from andante.kit.server import handles
from andante.kit.wire import Link, Page, Results
from andante.organization.grants.wire import get_permission_roles
from andante.organization.roles import wire as roles_wire

from . import actions, rules, wire
from .rules import MembershipRecord, MembershipSearch, ProgramRecord, TeamName, TeamRecord, TeamSearch
from .wire import (
    ALL_TEAMS,
    ActiveMemberships,
    MemberMemberships,
    Membership,
    MembershipInput,
    MembershipSearchInput,
    Program,
    ProgramInput,
    ProgramRef,
    ProgramTeams,
    RoleRef,
    Team,
    TeamFilter,
    TeamInput,
    TeamMembers,
    TeamMembership,
    TeamMembershipInput,
    TeamMembershipSummary,
    TeamMemberSummary,
    TeamRef,
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


@handles(wire.get_team_members)
def get_team_members(call: Call, id: int, paging: Paging = FIRST_PAGE) -> Page[MemberMemberships]:
    members = actions.members_today(call, actions.find(call, id), paging)
    return call.page(paging, members, _render_member, key=lambda membership: (membership.id,))


@handles(wire.get_programs)
def get_programs(call: Call) -> Results[Program]:
    return call.results(actions.programs(call), _render_program)


@handles(wire.create_program)
def create_program(call: Call, body: ProgramInput) -> Program:
    return _render_program(call, actions.create_program(call, body))


@handles(wire.get_program_by_id)
def get_program_by_id(call: Call, id: int) -> Program:
    return _render_program(call, actions.find_program(call, id))


@handles(wire.update_program)
def update_program(call: Call, id: int, body: ProgramInput) -> Program:
    return _render_program(call, actions.change_program(call, id, body))


@handles(wire.delete_program)
def delete_program(call: Call, id: int) -> None:
    actions.remove_program(call, id)


@handles(wire.get_teams_by_program_id)
def get_teams_by_program_id(call: Call, id: int) -> Results[TeamRef]:
    return call.results(actions.find_program(call, id).teams, _team_ref)


@handles(wire.create_membership)
def create_membership(call: Call, body: TeamMembershipInput) -> TeamMembership:
    return render_membership(call, actions.add_member(call, body))


@handles(wire.search_memberships)
def search_memberships(call: Call, body: MembershipSearchInput, paging: Paging = FIRST_PAGE) -> Page[TeamMembership]:
    search = MembershipSearch(account_ids=body.account_ids, role_ids=body.role_ids, team_ids=body.team_ids)
    found = actions.search_memberships(call, search, paging)
    return call.page(paging, found, render_membership, key=lambda membership: (membership.id,))


@handles(wire.get_all_memberships)
def get_all_memberships(call: Call, team_id: int) -> Results[TeamMembership]:
    return call.results(actions.memberships_of_teams(call, [actions.find(call, team_id)]), render_membership)


@handles(wire.get_membership)
def get_membership(call: Call, id: int) -> TeamMembership:
    return render_membership(call, actions.find_membership(call, id))


@handles(wire.update_membership)
def update_membership(call: Call, id: int, body: MembershipInput) -> TeamMembership:
    return render_membership(call, actions.change_membership(call, id, body))


@handles(wire.delete_membership)
def delete_membership(call: Call, id: int) -> None:
    actions.remove_membership(call, id)


def render(call: Call, team: TeamRecord, members: list[TeamMemberSummary] | None = None) -> Team:
    """`members` are shown where they were asked for."""
    address = call.link(wire.get_team_by_id, team.id)
    return Team(
        self_=address,
        id=team.id,
        name=team.name,
        summary=team.summary,
        lead=call.user(team.lead_id) if team.lead_id else None,
        program=_program_ref(call, team),
        links=Link(f"{address}/links"),
        members=TeamMembers(self_=call.link(wire.get_all_memberships, team.id), team_members=members),
        permissions=Link(f"{call.link(get_permission_roles)}?teamId={team.id}"),
        administrative=team.administrative,
    )


def render_membership(call: Call, membership: MembershipRecord) -> TeamMembership:
    return TeamMembership(
        self_=call.link(wire.get_membership, membership.id),
        id=membership.id,
        commitment_percent=membership.commitment_percent,
        from_=membership.from_date,
        to=membership.to_date,
        inclusive_to=membership.last_day,
        role=_role_ref(call, membership),
        team=_team_ref(call, TeamName(membership.team_id, membership.team_name)),
        member=call.user(membership.account_id),
    )


def _render_member(call: Call, membership: MembershipRecord) -> MemberMemberships:
    member, team = call.user(membership.account_id), Link(call.link(wire.get_team_by_id, membership.team_id))
    active = Membership(
        self_=call.link(wire.get_membership, membership.id),
        id=membership.id,
        commitment_percent=membership.commitment_percent,
        from_=membership.from_date,
        to=membership.to_date,
        inclusive_to=membership.last_day,
        role=_role_ref(call, membership),
        member=Link(member.self_ or ""),
        team=team,
    )
    memberships = ActiveMemberships(self_=call.link(wire.get_all_memberships, membership.team_id), active=active)
    return MemberMemberships(team=team, member=member, memberships=memberships)


def _members_by_team(call: Call, teams: Sequence[TeamRecord]) -> dict[int, list[TeamMemberSummary]]:
    """The members of these teams, each with all memberships."""
    members: dict[tuple[int, str], TeamMemberSummary] = {}
    by_team: dict[int, list[TeamMemberSummary]] = {}
    for one in actions.memberships_of_teams(call, teams):
        if (one.team_id, one.account_id) not in members:
            reference = call.user(one.account_id)
            member = TeamMemberSummary(account_id=one.account_id, self_=reference.self_ or "", memberships=[])
            members[one.team_id, one.account_id] = member
            by_team.setdefault(one.team_id, []).append(member)
        members[one.team_id, one.account_id].memberships.append(_summary(call, one))
    return by_team


def _summary(call: Call, membership: MembershipRecord) -> TeamMembershipSummary:
    return TeamMembershipSummary(
        id=membership.id,
        commitment=membership.commitment_percent / rules.FULL_COMMITMENT,
        role=_role_ref(call, membership),
        start_date=membership.from_date,
        end_date=membership.to_date,
    )


def _render_program(call: Call, program: ProgramRecord) -> Program:
    teams = [_team_ref(call, team) for team in program.teams]
    return Program(
        self_=call.link(wire.get_program_by_id, program.id),
        id=program.id,
        name=program.name,
        manager=call.user(program.manager_id) if program.manager_id else None,
        teams=ProgramTeams(self_=call.link(wire.get_teams_by_program_id, program.id), values=teams),
    )


def _team_ref(call: Call, team: TeamName) -> TeamRef:
    return TeamRef(self_=call.link(wire.get_team_by_id, team.id), id=team.id, name=team.name)


def _program_ref(call: Call, team: TeamRecord) -> ProgramRef | None:
    if team.program_id is None:
        return None
    return ProgramRef(self_=call.link(wire.get_program_by_id, team.program_id), id=team.program_id, name=team.program_name or "")


def _role_ref(call: Call, membership: MembershipRecord) -> RoleRef:
    return RoleRef(self_=call.link(roles_wire.get_role_by_id, membership.role_id), id=membership.role_id, name=membership.role_name)
