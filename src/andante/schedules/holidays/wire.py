"""Request and response bodies and operations of holiday schemes and holidays."""

import datetime as dt
from typing import Annotated, Literal

from msgspec import Meta

from andante.kit.clock import SECONDS_PER_DAY
from andante.kit.operation import Group
from andante.kit.paging import FIRST_PAGE, Paging
from andante.kit.refs import UserRef
from andante.kit.wire import Id, Name, Page, Query, Results, Text, UnlinkedPage, Wire, one_of
from andante.schedules.schemes.wire import AccountIds, SchemeMemberResult, SchemeMemberSearchInput
from andante.scopes import Scope

HOLIDAY_SCHEMES = Group("Holiday Schemes", view=Scope.SCHEMES_VIEW, manage=Scope.SCHEMES_MANAGE)

HolidayType = Literal["FIXED", "FLOATING"]


class HolidaySchemeInput(Wire, kw_only=True):
    name: Name
    description: Text | None = None


class HolidayScheme(Wire, kw_only=True):
    """Users without an assignment are members of the default scheme and counted there."""

    self_: str
    id: int
    name: str
    description: str
    default_scheme: bool
    member_count: int


class HolidayInput(Wire, kw_only=True):
    """A FIXED holiday occurs every year on the day and month of its date; on 29 February, only in leap years. A FLOATING
    holiday occurs only on its date. `durationSeconds` is subtracted from the required seconds of the day. If it is less,
    the rest of the day remains working time."""

    name: Name
    type: HolidayType
    date: dt.date
    duration_seconds: Annotated[int, Meta(ge=1, le=SECONDS_PER_DAY)]
    description: Text | None = None


class Holiday(Wire, kw_only=True):
    self_: str
    id: int
    scheme_id: int
    name: str
    description: str
    type: Annotated[str, one_of("FIXED", "FLOATING")]
    date: dt.date
    duration_seconds: int


class HolidaySchemeMembersInput(Wire):
    """Without `accountIds`, no assignment changes."""

    account_ids: AccountIds | None = None


class Year(Query, frozen=True):
    """Default: the current year in the caller's time zone."""

    year: Annotated[int, Meta(ge=1, le=9999)] | None = None


THIS_YEAR = Year()


@HOLIDAY_SCHEMES.reads("GET", "/4/holiday-schemes")
def get_holiday_schemes() -> Results[HolidayScheme]:
    """Retrieve all holiday schemes."""


@HOLIDAY_SCHEMES.writes("POST", "/4/holiday-schemes")
def create_holiday_scheme(body: HolidaySchemeInput) -> HolidayScheme:
    """Create a holiday scheme."""


@HOLIDAY_SCHEMES.reads("POST", "/4/holiday-schemes/members/search")
def search_holiday_scheme_members(body: SchemeMemberSearchInput) -> UnlinkedPage[SchemeMemberResult]:
    """Search the members of several holiday schemes."""


@HOLIDAY_SCHEMES.reads("GET", "/4/holiday-schemes/users/{accountId}")
def get_user_holiday_scheme(account_id: str) -> HolidayScheme:
    """Retrieve the holiday scheme of a user."""


@HOLIDAY_SCHEMES.reads("GET", "/4/holiday-schemes/{schemeId}")
def get_holiday_scheme(scheme_id: Id) -> HolidayScheme:
    """Retrieve a holiday scheme."""


@HOLIDAY_SCHEMES.writes("PUT", "/4/holiday-schemes/{schemeId}")
def update_holiday_scheme(scheme_id: Id, body: HolidaySchemeInput) -> HolidayScheme:
    """Update a holiday scheme."""


@HOLIDAY_SCHEMES.writes("DELETE", "/4/holiday-schemes/{schemeId}", refuses=(400,))
def delete_holiday_scheme(scheme_id: Id) -> None:
    """Delete a holiday scheme and its holidays.

    Its members return to the default scheme, which can't be deleted.
    """


@HOLIDAY_SCHEMES.writes("PUT", "/4/holiday-schemes/{schemeId}/default")
def set_default_scheme(scheme_id: Id) -> HolidayScheme:
    """Make a holiday scheme the default one.

    It then applies to all users without an assignment.
    """


@HOLIDAY_SCHEMES.reads("GET", "/4/holiday-schemes/{schemeId}/members")
def get_workload_scheme_members(scheme_id: Id, paging: Paging = FIRST_PAGE) -> Page[UserRef]:
    """Retrieve the members of a holiday scheme.

    In Tempo's API, the name of this operation mentions workload schemes, but it is about holiday schemes.
    """


@HOLIDAY_SCHEMES.writes("POST", "/4/holiday-schemes/{schemeId}/members")
def set_workload_scheme_membership(scheme_id: Id, body: HolidaySchemeMembersInput) -> None:
    """Assign users to a holiday scheme instead of their current one.

    In Tempo's API, the name of this operation mentions workload schemes, but it is about holiday schemes.
    """


@HOLIDAY_SCHEMES.reads("GET", "/4/holiday-schemes/{schemeId}/holidays")
def get_holidays(scheme_id: Id, year: Year = THIS_YEAR) -> Results[Holiday]:
    """Retrieve the holidays of a year, by date.

    Fixed holidays have their date in this year. Holidays on 29 February are included only in leap years.
    """


@HOLIDAY_SCHEMES.writes("POST", "/4/holiday-schemes/{schemeId}/holidays")
def create_holiday(scheme_id: Id, body: HolidayInput) -> Holiday:
    """Create a holiday."""


@HOLIDAY_SCHEMES.reads("GET", "/4/holiday-schemes/{schemeId}/holidays/floating")
def get_floating_holidays(scheme_id: Id) -> Results[Holiday]:
    """Retrieve the floating holidays of all years, by date."""


@HOLIDAY_SCHEMES.reads("GET", "/4/holiday-schemes/{schemeId}/holidays/{holidayId}")
def get_holiday(scheme_id: Id, holiday_id: Id) -> Holiday:
    """Retrieve a holiday with its stored date."""


@HOLIDAY_SCHEMES.writes("PUT", "/4/holiday-schemes/{schemeId}/holidays/{holidayId}")
def update_holiday(scheme_id: Id, holiday_id: Id, body: HolidayInput) -> Holiday:
    """Update a holiday."""


@HOLIDAY_SCHEMES.writes("DELETE", "/4/holiday-schemes/{schemeId}/holidays/{holidayId}")
def delete_holiday(scheme_id: Id, holiday_id: Id) -> None:
    """Delete a holiday."""
