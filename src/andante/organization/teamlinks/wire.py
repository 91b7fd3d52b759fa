"""Team links and the generic resources of teams on the wire."""

from typing import Annotated, Literal

from andante.kit.operation import Group
from andante.kit.paging import FIRST_PAGE, Paging
from andante.kit.refs import UserRef
from andante.kit.wire import Id, Page, Results, Wire, one_of
from andante.organization.resources.wire import GenericResourceRef
from andante.organization.teams.wire import TEAMS, Team

TEAM_LINKS = Group("Team Links", view=TEAMS.view, manage=TEAMS.manage)
TEAM_RESOURCES = Group("Generic Resource Team Members", view=TEAMS.view, manage=TEAMS.manage)


class TeamLinkInput(Wire, kw_only=True):
    """`scopeId` is the id of a project."""

    scope_id: Id
    scope_type: Literal["PROJECT"]
    team_id: Id


class TeamLinkScope(Wire, kw_only=True):
    self_: str
    id: int
    type: Annotated[str, one_of("BOARD", "PROJECT")]


class TeamLink(Wire, kw_only=True):
    self_: str
    id: int
    scope: TeamLinkScope
    team: Team


class GenericResourceTeamMemberInput(Wire, kw_only=True):
    generic_resource_id: Id


class TeamReference(Wire, kw_only=True):
    self_: str
    id: int


class GenericResourceTeamMember(Wire, kw_only=True):
    self_: str
    team: TeamReference
    member: GenericResourceRef
    assigned_to_team_at: str
    assigned_to_team_by: UserRef


class GenericResourceTeamMembers(Wire, kw_only=True):
    self_: str
    team: TeamReference
    count: int
    members: list[GenericResourceRef]


@TEAMS.reads("GET", "/4/teams/{id}/links")
def get_team_links(id: Id, paging: Paging = FIRST_PAGE) -> Page[TeamLink]:
    """Retrieve the links of a team."""


@TEAM_LINKS.writes("POST", "/4/team-links")
def create_team_link(body: TeamLinkInput) -> TeamLink:
    """Link a team to a project."""


@TEAM_LINKS.reads("GET", "/4/team-links/project/{id}")
def get_team_link_by_project_id(id: int | str) -> Results[TeamLink]:
    """Retrieve the links of a project, given by id or key, to teams that the caller may see."""


@TEAM_LINKS.reads("GET", "/4/team-links/{linkId}")
def get_team_link(link_id: Id) -> TeamLink:
    """Retrieve a team link."""


@TEAM_LINKS.writes("DELETE", "/4/team-links/{linkId}")
def delete_team_link(link_id: Id) -> None:
    """Delete a team link."""


@TEAM_RESOURCES.reads("GET", "/4/teams/{teamId}/generic-resources")
def get_resources_in_team(team_id: Id) -> GenericResourceTeamMembers:
    """Retrieve the generic resources of a team."""


@TEAM_RESOURCES.writes("POST", "/4/teams/{teamId}/generic-resources")
def add_resource_to_team(team_id: Id, body: GenericResourceTeamMemberInput) -> GenericResourceTeamMember:
    """Put a generic resource into a team."""


@TEAM_RESOURCES.reads("GET", "/4/teams/{teamId}/generic-resources/{resourceId}")
def get_generic_resource_team_member(team_id: Id, resource_id: Id) -> GenericResourceTeamMember:
    """Retrieve a generic resource of a team."""


@TEAM_RESOURCES.writes("DELETE", "/4/teams/{teamId}/generic-resources/{resourceId}")
def remove_generic_resource_from_team(team_id: Id, resource_id: Id) -> None:
    """Take a generic resource out of a team."""
