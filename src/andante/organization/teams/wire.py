"""Request and response bodies and operations for teams, their links and their generic resources."""

import datetime as dt
from typing import Annotated, Literal

from msgspec import Meta

from andante.kit.operation import Group
from andante.kit.paging import FIRST_PAGE, Paging
from andante.kit.refs import UserRef
from andante.kit.wire import Id, Ids, Link, Name, Page, Query, Results, Text, Texts, Wire, one_of
from andante.organization.resources.wire import GenericResourceRef
from andante.scopes import Scope

TEAMS = Group("Team", view=Scope.TEAMS_VIEW, manage=Scope.TEAMS_MANAGE)

TEAM_LINKS = Group("Team Links", view=TEAMS.view, manage=TEAMS.manage)

TEAM_RESOURCES = Group("Generic Resource Team Members", view=TEAMS.view, manage=TEAMS.manage)

AccountIdText = Annotated[str, Meta(max_length=128, pattern=r"^[a-zA-Z0-9:_.-]*\Z", description="an account id")]


class TeamInput(Wire, kw_only=True):
    """If `public` is missing or true, everyone may see the team. If it is false, only its lead, its past, current and future
    members, users with a permission role over it and users who may manage teams may see it."""

    name: Name
    summary: Text | None = None
    lead_account_id: AccountIdText | None = None
    program_id: Id | None = None
    public: bool | None = None
    administrative: bool | None = None


class ProgramRef(Wire, kw_only=True):
    self_: str
    id: int
    name: str


class RoleRef(Wire, kw_only=True):
    self_: str
    id: int
    name: str


class TeamMembershipSummary(Wire, kw_only=True):
    """`commitment` is a fraction from 0 to 1. `endDate` is the first day after the membership."""

    id: int
    commitment: float
    role: RoleRef
    start_date: dt.date | None = None
    end_date: dt.date | None = None


class TeamMemberSummary(Wire, kw_only=True):
    account_id: str
    self_: str
    memberships: list[TeamMembershipSummary]


class TeamMembers(Wire, kw_only=True):
    """`teamMembers` are all past, current and future members. They are included only with `includeMemberships`."""

    self_: str
    team_members: list[TeamMemberSummary] | None = None


class Team(Wire, kw_only=True):
    self_: str
    id: int
    name: str
    summary: str | None = None
    lead: UserRef | None = None
    program: ProgramRef | None = None
    links: Link
    members: TeamMembers
    permissions: Link
    administrative: bool


class TeamRef(Wire, kw_only=True):
    self_: str
    id: int
    name: str


class TeamFilter(Query, frozen=True):
    """`name` is a part of the name. `teamMembers` are account ids: at least one of these users must be in the team today."""

    team_members: Texts = []
    name: str | None = None
    team_ids: Ids = []
    include_memberships: bool = False


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


ALL_TEAMS = TeamFilter()


@TEAMS.reads("GET", "/4/teams")
def get_teams(filter: TeamFilter = ALL_TEAMS, paging: Paging = FIRST_PAGE) -> Page[Team]:
    """Retrieve the teams that the caller may see."""


@TEAMS.writes("POST", "/4/teams")
def create_team(body: TeamInput) -> Team:
    """Create a team."""


@TEAMS.reads("GET", "/4/teams/{id}")
def get_team_by_id(id: Id) -> Team:
    """Retrieve a team."""


@TEAMS.writes("PUT", "/4/teams/{id}")
def update_team(id: Id, body: TeamInput) -> Team:
    """Update a team."""


@TEAMS.writes("DELETE", "/4/teams/{id}", refuses=(400,))
def delete_team(id: Id) -> None:
    """Delete a team, with its memberships and links."""


@TEAMS.reads("GET", "/4/teams/{id}/links")
def get_team_links(id: Id, paging: Paging = FIRST_PAGE) -> Page[TeamLink]:
    """Retrieve the links of a team."""


@TEAM_LINKS.writes("POST", "/4/team-links")
def create_team_link(body: TeamLinkInput) -> TeamLink:
    """Link a team to a project."""


@TEAM_LINKS.reads("GET", "/4/team-links/project/{id}")
def get_team_link_by_project_id(id: int | str) -> Results[TeamLink]:
    """Retrieve the links of a project, by id or key, to teams that the caller may see."""


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
    """Add a generic resource to a team."""


@TEAM_RESOURCES.reads("GET", "/4/teams/{teamId}/generic-resources/{resourceId}")
def get_generic_resource_team_member(team_id: Id, resource_id: Id) -> GenericResourceTeamMember:
    """Retrieve a generic resource of a team."""


@TEAM_RESOURCES.writes("DELETE", "/4/teams/{teamId}/generic-resources/{resourceId}")
def remove_generic_resource_from_team(team_id: Id, resource_id: Id) -> None:
    """Remove a generic resource from a team."""
