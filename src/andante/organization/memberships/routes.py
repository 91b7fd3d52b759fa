"""Handles the operations on memberships."""

from andante.kit.call import Call
from andante.kit.paging import FIRST_PAGE, Paging
from andante.kit.server import handles
from andante.kit.wire import Link, Page, Results
from andante.organization.teams import wire as teams_wire
from andante.organization.teams.routes import render_ref, render_role
from andante.organization.teams.rules import MembershipRecord, TeamName

from . import actions, wire
from .rules import MembershipSearch
from .wire import (
    ActiveMemberships,
    MemberMemberships,
    Membership,
    MembershipInput,
    MembershipSearchInput,
    TeamMembership,
    TeamMembershipInput,
)


@handles(wire.get_team_members)
def get_team_members(call: Call, id: int, paging: Paging = FIRST_PAGE) -> Page[MemberMemberships]:
    members = actions.members_today(call, id, paging)
    return call.page(paging, members, _render_member, key=lambda membership: (membership.id,))


@handles(wire.create_membership)
def create_membership(call: Call, body: TeamMembershipInput) -> TeamMembership:
    return render(call, actions.add(call, body))


@handles(wire.search_memberships)
def search_memberships(call: Call, body: MembershipSearchInput, paging: Paging = FIRST_PAGE) -> Page[TeamMembership]:
    search = MembershipSearch(account_ids=body.account_ids, role_ids=body.role_ids, team_ids=body.team_ids)
    found = actions.search(call, search, paging)
    return call.page(paging, found, render, key=lambda membership: (membership.id,))


@handles(wire.get_all_memberships)
def get_all_memberships(call: Call, team_id: int) -> Results[TeamMembership]:
    return call.results(actions.of_team(call, team_id), render)


@handles(wire.get_membership)
def get_membership(call: Call, id: int) -> TeamMembership:
    return render(call, actions.find(call, id))


@handles(wire.update_membership)
def update_membership(call: Call, id: int, body: MembershipInput) -> TeamMembership:
    return render(call, actions.change(call, id, body))


@handles(wire.delete_membership)
def delete_membership(call: Call, id: int) -> None:
    actions.remove(call, id)


def render(call: Call, membership: MembershipRecord) -> TeamMembership:
    return TeamMembership(
        self_=call.link(wire.get_membership, membership.id),
        id=membership.id,
        commitment_percent=membership.commitment_percent,
        from_=membership.from_date,
        to=membership.to_date,
        inclusive_to=membership.last_day,
        role=render_role(call, membership),
        team=render_ref(call, TeamName(membership.team_id, membership.team_name)),
        member=call.user(membership.account_id),
    )


def _render_member(call: Call, membership: MembershipRecord) -> MemberMemberships:
    member, team = call.user(membership.account_id), Link(call.link(teams_wire.get_team_by_id, membership.team_id))
    active = Membership(
        self_=call.link(wire.get_membership, membership.id),
        id=membership.id,
        commitment_percent=membership.commitment_percent,
        from_=membership.from_date,
        to=membership.to_date,
        inclusive_to=membership.last_day,
        role=render_role(call, membership),
        member=Link(member.self_ or ""),
        team=team,
    )
    memberships = ActiveMemberships(self_=call.link(wire.get_all_memberships, membership.team_id), active=active)
    return MemberMemberships(team=team, member=member, memberships=memberships)
