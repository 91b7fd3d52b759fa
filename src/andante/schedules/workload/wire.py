"""Request and response bodies and operations of workload schemes."""

from typing import Annotated, Literal

from msgspec import Meta

from andante.kit.clock import SECONDS_PER_DAY
from andante.kit.operation import Group
from andante.kit.paging import FIRST_PAGE, Paging
from andante.kit.refs import UserRef
from andante.kit.wire import Id, Name, Page, Text, UnlinkedPage, Wire, one_of
from andante.schedules.schemes.wire import AccountIds, SchemeMemberResult, SchemeMemberSearchInput
from andante.scopes import Scope

WORKLOAD_SCHEMES = Group("Workload Schemes", view=Scope.SCHEMES_VIEW, manage=Scope.SCHEMES_MANAGE)

WeekDay = Literal["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"]


class WorkloadSchemeDayInput(Wire, kw_only=True):
    day: WeekDay
    required_seconds: Annotated[int, Meta(ge=0, le=SECONDS_PER_DAY)]


class WorkloadSchemeInput(Wire, kw_only=True):
    """`days` must contain each day of the week once. Default: eight hours from Monday to Friday."""

    name: Name
    description: Text | None = None
    days: Annotated[list[WorkloadSchemeDayInput], Meta(min_length=7, max_length=7)] | None = None


class WorkloadSchemeDay(Wire, kw_only=True):
    day: Annotated[str, one_of("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")]
    required_seconds: int


class WorkloadScheme(Wire, kw_only=True):
    """Users without an assignment are members of the default scheme and counted there."""

    self_: str
    id: int
    name: str
    description: str
    default_scheme: bool
    member_count: int
    days: list[WorkloadSchemeDay]


class WorkloadSchemeMembersInput(Wire):
    account_ids: AccountIds


@WORKLOAD_SCHEMES.reads("GET", "/4/workload-schemes", refuses=(404,))
def get_workload_schemes(paging: Paging = FIRST_PAGE) -> Page[WorkloadScheme]:
    """Retrieve all workload schemes."""


@WORKLOAD_SCHEMES.writes("POST", "/4/workload-schemes")
def create_workload_scheme(body: WorkloadSchemeInput) -> WorkloadScheme:
    """Create a workload scheme."""


@WORKLOAD_SCHEMES.reads("POST", "/4/workload-schemes/members/search")
def search_workload_scheme_members(body: SchemeMemberSearchInput) -> UnlinkedPage[SchemeMemberResult]:
    """Search the members of several workload schemes."""


@WORKLOAD_SCHEMES.reads("GET", "/4/workload-schemes/users/{accountId}")
def get_user_workload_scheme(account_id: str) -> WorkloadScheme:
    """Retrieve the workload scheme of a user."""


@WORKLOAD_SCHEMES.reads("GET", "/4/workload-schemes/{id}")
def get_workload_scheme_by_id(id: Id) -> WorkloadScheme:
    """Retrieve a workload scheme."""


@WORKLOAD_SCHEMES.writes("PUT", "/4/workload-schemes/{id}")
def update_workload_scheme(id: Id, body: WorkloadSchemeInput) -> WorkloadScheme:
    """Update a workload scheme."""


@WORKLOAD_SCHEMES.writes("DELETE", "/4/workload-schemes/{id}", refuses=(400,))
def delete_workload_scheme(id: Id) -> None:
    """Delete a workload scheme.

    Its members return to the default scheme, which can't be deleted.
    """


@WORKLOAD_SCHEMES.writes("PUT", "/4/workload-schemes/{id}/default")
def set_default_workload_scheme(id: Id) -> WorkloadScheme:
    """Make a workload scheme the default one.

    It then applies to all users without an assignment.
    """


@WORKLOAD_SCHEMES.reads("GET", "/4/workload-schemes/{id}/members")
def get_workload_scheme_members1(id: Id, paging: Paging = FIRST_PAGE) -> Page[UserRef]:
    """Retrieve the members of a workload scheme."""


@WORKLOAD_SCHEMES.writes("POST", "/4/workload-schemes/{id}/members")
def set_workload_scheme_for_users(id: Id, body: WorkloadSchemeMembersInput) -> None:
    """Assign users to a workload scheme instead of their current one."""
