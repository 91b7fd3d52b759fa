"""Answers the operations on team links and on the generic resources of teams."""

from andante.kit.call import Call
from andante.kit.paging import FIRST_PAGE, Paging
from andante.kit.server import handles
from andante.kit.wire import Page, Results
from andante.organization.resources import wire as resources_wire
from andante.organization.resources.wire import GenericResourceRef
from andante.organization.teams import routes as teams_routes
from andante.organization.teams import wire as teams_wire

from . import actions, wire
from .rules import TeamLinkRecord, TeamResourceRecord
from .wire import (
    GenericResourceTeamMember,
    GenericResourceTeamMemberInput,
    GenericResourceTeamMembers,
    TeamLink,
    TeamLinkInput,
    TeamLinkScope,
    TeamReference,
)


@handles(wire.get_team_links)
def get_team_links(call: Call, id: int, paging: Paging = FIRST_PAGE) -> Page[TeamLink]:
    return call.page(paging, actions.page_of_team(call, id, paging), render, key=lambda link: (link.id,))


@handles(wire.create_team_link)
def create_team_link(call: Call, body: TeamLinkInput) -> TeamLink:
    return render(call, actions.create(call, body))


@handles(wire.get_team_link_by_project_id)
def get_team_link_by_project_id(call: Call, id: int | str) -> Results[TeamLink]:
    return call.results(actions.of_project(call, id), render)


@handles(wire.get_team_link)
def get_team_link(call: Call, link_id: int) -> TeamLink:
    return render(call, actions.find(call, link_id))


@handles(wire.delete_team_link)
def delete_team_link(call: Call, link_id: int) -> None:
    actions.remove(call, link_id)


@handles(wire.get_resources_in_team)
def get_resources_in_team(call: Call, team_id: int) -> GenericResourceTeamMembers:
    members = [_resource_ref(call, one) for one in actions.resources_of(call, team_id)]
    address = call.link(wire.get_resources_in_team, team_id)
    return GenericResourceTeamMembers(self_=address, team=_team(call, team_id), count=len(members), members=members)


@handles(wire.add_resource_to_team)
def add_resource_to_team(call: Call, team_id: int, body: GenericResourceTeamMemberInput) -> GenericResourceTeamMember:
    return render_resource(call, actions.add_resource(call, team_id, body))


@handles(wire.get_generic_resource_team_member)
def get_generic_resource_team_member(call: Call, team_id: int, resource_id: int) -> GenericResourceTeamMember:
    return render_resource(call, actions.find_resource(call, team_id, resource_id))


@handles(wire.remove_generic_resource_from_team)
def remove_generic_resource_from_team(call: Call, team_id: int, resource_id: int) -> None:
    actions.remove_resource(call, team_id, resource_id)


def render(call: Call, link: TeamLinkRecord) -> TeamLink:
    project = call.project(link.project_id)
    return TeamLink(
        self_=call.link(wire.get_team_link, link.id),
        id=link.id,
        scope=TeamLinkScope(self_=project.self_, id=project.id, type="PROJECT"),
        team=teams_routes.render(call, link.team),
    )


def render_resource(call: Call, one: TeamResourceRecord) -> GenericResourceTeamMember:
    return GenericResourceTeamMember(
        self_=call.link(wire.get_generic_resource_team_member, one.team_id, one.resource_id),
        team=_team(call, one.team_id),
        member=_resource_ref(call, one),
        assigned_to_team_at=one.assigned_at,
        assigned_to_team_by=call.user(one.assigned_by),
    )


def _resource_ref(call: Call, one: TeamResourceRecord) -> GenericResourceRef:
    address = call.link(resources_wire.get_generic_resource, one.resource_id)
    return GenericResourceRef(self_=address, id=one.resource_id, name=one.resource_name)


def _team(call: Call, id: int) -> TeamReference:
    return TeamReference(self_=call.link(teams_wire.get_team_by_id, id), id=id)
