"""Teams, programs and memberships on the wire."""

import datetime as dt
from typing import Annotated

from msgspec import Meta, Struct

from andante.kit.operation import Group
from andante.kit.paging import FIRST_PAGE, Paging
from andante.kit.refs import UserRef
from andante.kit.wire import Id, Key, Link, Name, Page, Query, Results, Text, Wire
from andante.scopes import Scope

TEAMS = Group("Team", view=Scope.TEAMS_VIEW, manage=Scope.TEAMS_MANAGE)
TEAM_MEMBERSHIPS = Group("Team Memberships", view=Scope.TEAMS_VIEW, manage=Scope.TEAMS_MANAGE)
PROGRAMS = Group("Program", view=Scope.PLANS_VIEW, manage=Scope.PLANS_MANAGE)

AccountIdText = Annotated[str, Meta(max_length=128, pattern=r"^[a-zA-Z0-9:_.-]*\Z", description="an account id")]
Percent = Annotated[int, Meta(ge=0, le=100)]
Ids = Annotated[list[Id], Meta(max_length=10_000)]
AccountIds = Annotated[list[Key], Meta(max_length=10_000)]


class TeamInput(Wire, kw_only=True):
    """Without `public` everybody sees it; otherwise its lead, who is or was in it, and who may manage teams."""

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
    """`commitment` is a part of 1. `endDate` is the first day after."""

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
    """`teamMembers` are there where they were asked for: all, whenever they are or were in it."""

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
    """`name` is a part of the name; `teamMembers` are account ids, of whom one is in the team today."""

    team_members: list[str] = []
    name: str | None = None
    team_ids: list[Id] = []
    include_memberships: bool = False


class ProgramInput(Wire, kw_only=True):
    """`teamIds` are all teams of the program."""

    name: Name
    manager_account_id: AccountIdText | None = None
    team_ids: Ids | None = None


class ProgramTeams(Wire, kw_only=True):
    self_: str
    values: list[TeamRef]


class Program(Wire, kw_only=True):
    """`teams` are those that the caller may see."""

    self_: str
    id: int
    name: str
    manager: UserRef | None = None
    teams: ProgramTeams


class MembershipInput(Wire, kw_only=True):
    """Replaces the membership, whose team and member stay. `to` is the first day after, unless `useInclusiveEndDate`
    makes it the last day. A day that is not given is open."""

    role_id: Id | None = None
    commitment_percent: Percent | None = None
    from_: dt.date | None = None
    to: dt.date | None = None
    use_inclusive_end_date: bool | None = None


class TeamMembershipInput(MembershipInput, kw_only=True):
    """Without `roleId` it is the default role, without `commitmentPercent` 100."""

    account_id: Key
    team_id: Id


class MembershipRow(Struct, kw_only=True, rename={"from_": "from"}):
    """A membership in a file, which team, user and first day name. The team is a name or an id, the user an account id or
    email, the role a name. `inclusive_to` is the last day. What is absent stays as it is; of a new one it gets its default."""

    team: Key | Id
    user: Key
    from_: dt.date | None = None
    inclusive_to: dt.date | None = None
    role: Name | None = None
    commitment_percent: Percent | None = None


class Membership(Wire, kw_only=True):
    """`to` is the first day after, `inclusiveTo` the last day."""

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
    """`to` is the first day after, `inclusiveTo` the last day."""

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
    """Different fields narrow, several values of one field widen."""

    account_ids: AccountIds | None = None
    role_ids: Ids | None = None
    team_ids: Ids | None = None


class ActiveMemberships(Wire, kw_only=True):
    self_: str
    active: Membership


class MemberMemberships(Wire, kw_only=True):
    team: Link
    member: UserRef
    memberships: ActiveMemberships


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


@TEAMS.reads("GET", "/4/teams/{id}/members")
def get_team_members(id: Id, paging: Paging = FIRST_PAGE) -> Page[MemberMemberships]:
    """Retrieve who is in a team today."""


@PROGRAMS.reads("GET", "/4/programs")
def get_programs() -> Results[Program]:
    """Retrieve all programs."""


@PROGRAMS.writes("POST", "/4/programs")
def create_program(body: ProgramInput) -> Program:
    """Create a program."""


@PROGRAMS.reads("GET", "/4/programs/{id}")
def get_program_by_id(id: Id) -> Program:
    """Retrieve a program."""


@PROGRAMS.writes("PUT", "/4/programs/{id}")
def update_program(id: Id, body: ProgramInput) -> Program:
    """Update a program. Teams that are not named leave it."""


@PROGRAMS.writes("DELETE", "/4/programs/{id}", refuses=(400,))
def delete_program(id: Id) -> None:
    """Delete a program that has no teams."""


@PROGRAMS.reads("GET", "/4/programs/{id}/teams", refuses=(400,))
def get_teams_by_program_id(id: Id) -> Results[TeamRef]:
    """Retrieve the teams of a program."""


@TEAM_MEMBERSHIPS.writes("POST", "/4/team-memberships")
def create_membership(body: TeamMembershipInput) -> TeamMembership:
    """Create a membership. It must not overlap another one of that person in that team."""


@TEAM_MEMBERSHIPS.reads("POST", "/4/team-memberships/search")
def search_memberships(body: MembershipSearchInput, paging: Paging = FIRST_PAGE) -> Page[TeamMembership]:
    """Search memberships, past and coming ones too, in the teams that the caller may see."""


@TEAM_MEMBERSHIPS.reads("GET", "/4/team-memberships/team/{teamId}")
def get_all_memberships(team_id: Id) -> Results[TeamMembership]:
    """Retrieve all memberships of a team, past and coming ones too."""


@TEAM_MEMBERSHIPS.reads("GET", "/4/team-memberships/{id}")
def get_membership(id: Id) -> TeamMembership:
    """Retrieve a membership."""


@TEAM_MEMBERSHIPS.writes("PUT", "/4/team-memberships/{id}")
def update_membership(id: Id, body: MembershipInput) -> TeamMembership:
    """Update a membership."""


@TEAM_MEMBERSHIPS.writes("DELETE", "/4/team-memberships/{id}")
def delete_membership(id: Id) -> None:
    """Delete a membership."""
