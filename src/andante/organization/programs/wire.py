"""Request and response bodies and operations for programs."""

from andante.kit.operation import Group
from andante.kit.refs import UserRef
from andante.kit.wire import Id, Ids, Name, Results, Wire
from andante.organization.teams.wire import AccountIdText, TeamRef
from andante.scopes import Scope

PROGRAMS = Group("Program", view=Scope.PLANS_VIEW, manage=Scope.PLANS_MANAGE)


class ProgramInput(Wire, kw_only=True):
    """`teamIds` are all teams of the program."""

    name: Name
    manager_account_id: AccountIdText | None = None
    team_ids: Ids | None = None


class ProgramTeams(Wire, kw_only=True):
    self_: str
    values: list[TeamRef]


class Program(Wire, kw_only=True):
    """`teams` are the teams that the caller may see."""

    self_: str
    id: int
    name: str
    manager: UserRef | None = None
    teams: ProgramTeams


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
    """Update a program. Teams that `teamIds` doesn't contain are removed from it."""


@PROGRAMS.writes("DELETE", "/4/programs/{id}", refuses=(400,))
def delete_program(id: Id) -> None:
    """Delete a program that has no teams."""


@PROGRAMS.reads("GET", "/4/programs/{id}/teams", refuses=(400,))
def get_teams_by_program_id(id: Id) -> Results[TeamRef]:
    """Retrieve the teams of a program."""
