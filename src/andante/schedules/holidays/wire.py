"""Holiday schemes and holidays on the wire."""

import datetime as dt
from typing import Annotated, Literal

from msgspec import Meta

from andante.kit.operation import Group
from andante.kit.paging import FIRST_PAGE, Paging
from andante.kit.refs import UserRef
from andante.kit.wire import Id, Name, Page, Query, Results, Text, UnlinkedPage, Wire, one_of
from andante.schedules.schemes.wire import AccountIds, SchemeMemberResult, SchemeMemberSearchInput
from andante.scopes import Scope

HOLIDAY_SCHEMES = Group("Holiday Schemes", view=Scope.SCHEMES_VIEW, manage=Scope.SCHEMES_MANAGE)

SECONDS_A_DAY = 86_400

HolidayType = Literal["FIXED", "FLOATING"]


class HolidaySchemeInput(Wire, kw_only=True):
    name: Name
    description: Text | None = None


class HolidayScheme(Wire, kw_only=True):
    """Who was put into no scheme is a member of the default one, and counted there."""

    self_: str
    id: int
    name: str
    description: str
    default_scheme: bool
    member_count: int


class HolidayInput(Wire, kw_only=True):
    """A FIXED holiday comes every year on the day and month of its date; one of 29 February comes in leap years only.
    A FLOATING one comes on its date and never again. `durationSeconds` is what it takes from the required time of the
    day: less than that is half a holiday."""

    name: Name
    type: HolidayType
    date: dt.date
    duration_seconds: Annotated[int, Meta(ge=1, le=SECONDS_A_DAY)]
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
    """Without `accountIds` nobody is moved."""

    account_ids: AccountIds | None = None


class Year(Query, frozen=True):
    """Absent: this year, where the caller is."""

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
    """Delete a holiday scheme, with its holidays.

    Its members return to the default scheme, which can't be deleted.
    """


@HOLIDAY_SCHEMES.writes("PUT", "/4/holiday-schemes/{schemeId}/default")
def set_default_scheme(scheme_id: Id) -> HolidayScheme:
    """Make a holiday scheme the default one.

    Who was put into no scheme belongs to it from then on.
    """


@HOLIDAY_SCHEMES.reads("GET", "/4/holiday-schemes/{schemeId}/members")
def get_workload_scheme_members(scheme_id: Id, paging: Paging = FIRST_PAGE) -> Page[UserRef]:
    """Retrieve the members of a holiday scheme.

    The API's name for it says workload, and means holiday.
    """


@HOLIDAY_SCHEMES.writes("POST", "/4/holiday-schemes/{schemeId}/members")
def set_workload_scheme_membership(scheme_id: Id, body: HolidaySchemeMembersInput) -> None:
    """Put users into a holiday scheme, out of the ones that they were in.

    The API's name for it says workload, and means holiday.
    """


@HOLIDAY_SCHEMES.reads("GET", "/4/holiday-schemes/{schemeId}/holidays")
def get_holidays(scheme_id: Id, year: Year = THIS_YEAR) -> Results[Holiday]:
    """Retrieve the holidays of a year, by date.

    Fixed ones have their date in that year; one of 29 February is there in leap years only.
    """


@HOLIDAY_SCHEMES.writes("POST", "/4/holiday-schemes/{schemeId}/holidays")
def create_holiday(scheme_id: Id, body: HolidayInput) -> Holiday:
    """Create a holiday."""


@HOLIDAY_SCHEMES.reads("GET", "/4/holiday-schemes/{schemeId}/holidays/floating")
def get_floating_holidays(scheme_id: Id) -> Results[Holiday]:
    """Retrieve the floating holidays of all years, by date."""


@HOLIDAY_SCHEMES.reads("GET", "/4/holiday-schemes/{schemeId}/holidays/{holidayId}")
def get_holiday(scheme_id: Id, holiday_id: Id) -> Holiday:
    """Retrieve a holiday, with the date that it was given."""


@HOLIDAY_SCHEMES.writes("PUT", "/4/holiday-schemes/{schemeId}/holidays/{holidayId}")
def update_holiday(scheme_id: Id, holiday_id: Id, body: HolidayInput) -> Holiday:
    """Update a holiday."""


@HOLIDAY_SCHEMES.writes("DELETE", "/4/holiday-schemes/{schemeId}/holidays/{holidayId}")
def delete_holiday(scheme_id: Id, holiday_id: Id) -> None:
    """Delete a holiday."""
