"""Request and response bodies, operations and import rows for team memberships."""

import datetime as dt
from typing import Annotated

from msgspec import Meta, Struct

from andante.kit.operation import Group
from andante.kit.paging import FIRST_PAGE, Paging
from andante.kit.refs import UserRef
from andante.kit.wire import Id, Ids, Key, Keys, Link, Name, Page, Results, Wire
from andante.organization.teams.wire import TEAMS, RoleRef, TeamRef
from andante.scopes import Scope

TEAM_MEMBERSHIPS = Group("Team Memberships", view=Scope.TEAMS_VIEW, manage=Scope.TEAMS_MANAGE)

Percent = Annotated[int, Meta(ge=0, le=100)]


class MembershipInput(Wire, kw_only=True):
    """Replaces everything except the team and the member. `to` is the first day after the membership or, with
    `useInclusiveEndDate`, the last day. Without `from` the membership has no start; without `to` it has no end."""

    role_id: Id | None = None
    commitment_percent: Percent | None = None
    from_: dt.date | None = None
    to: dt.date | None = None
    use_inclusive_end_date: bool | None = None


class TeamMembershipInput(MembershipInput, kw_only=True):
    """`roleId` defaults to the default role, `commitmentPercent` to 100."""

    account_id: Key
    team_id: Id


class MembershipRow(Struct, kw_only=True, rename={"from_": "from"}):
    """A membership in an import file, identified by team, user and first day. `team` is a name or an id, `user` an account
    id, email or user name, and `role` a name. `inclusive_to` is the last day. Missing fields of an existing membership don't change; those
    of a new one get their defaults."""

    team: Key | Id
    user: Key
    from_: dt.date | None = None
    inclusive_to: dt.date | None = None
    role: Name | None = None
    commitment_percent: Percent | None = None


class Membership(Wire, kw_only=True):
    """`to` is the first day after the membership, `inclusiveTo` its last day."""

    self_: str
    id: int
    commitment_percent: int
    from_: dt.date | None = None
    to: dt.date | None = None
    inclusive_to: dt.date | None = None
    role: RoleRef
    member: Link
    team: Link


class TeamMembership(Wire, kw_only=True):
    """`to` is the first day after the membership, `inclusiveTo` its last day."""

    self_: str
    id: int
    commitment_percent: int
    from_: dt.date | None = None
    to: dt.date | None = None
    inclusive_to: dt.date | None = None
    role: RoleRef
    team: TeamRef
    member: UserRef


class MembershipSearchInput(Wire, kw_only=True):
    """A membership must match all fields, and at least one value of each field."""

    account_ids: Keys | None = None
    role_ids: Ids | None = None
    team_ids: Ids | None = None


class ActiveMemberships(Wire, kw_only=True):
    self_: str
    active: Membership


class MemberMemberships(Wire, kw_only=True):
    team: Link
    member: UserRef
    memberships: ActiveMemberships


@TEAMS.reads("GET", "/4/teams/{id}/members")
def get_team_members(id: Id, paging: Paging = FIRST_PAGE) -> Page[MemberMemberships]:
    """Retrieve the current members of a team."""


@TEAM_MEMBERSHIPS.writes("POST", "/4/team-memberships")
def create_membership(body: TeamMembershipInput) -> TeamMembership:
    """Create a membership. It must not overlap another membership of the same person in the same team."""


@TEAM_MEMBERSHIPS.reads("POST", "/4/team-memberships/search")
def search_memberships(body: MembershipSearchInput, paging: Paging = FIRST_PAGE) -> Page[TeamMembership]:
    """Search past, current and future memberships in the teams that the caller may see."""


@TEAM_MEMBERSHIPS.reads("GET", "/4/team-memberships/team/{teamId}")
def get_all_memberships(team_id: Id) -> Results[TeamMembership]:
    """Retrieve all past, current and future memberships of a team."""


@TEAM_MEMBERSHIPS.reads("GET", "/4/team-memberships/{id}")
def get_membership(id: Id) -> TeamMembership:
    """Retrieve a membership."""


@TEAM_MEMBERSHIPS.writes("PUT", "/4/team-memberships/{id}")
def update_membership(id: Id, body: MembershipInput) -> TeamMembership:
    """Update a membership."""


@TEAM_MEMBERSHIPS.writes("DELETE", "/4/team-memberships/{id}")
def delete_membership(id: Id) -> None:
    """Delete a membership."""
