"""Response bodies and operations of user schedules."""

import datetime as dt
from typing import Annotated

from andante.kit.operation import Group
from andante.kit.wire import DateSpan, Results, Wire, one_of
from andante.schedules.holidays.wire import Holiday
from andante.scopes import Scope

USER_SCHEDULE = Group("User Schedule", view=Scope.SCHEMES_VIEW, manage=Scope.SCHEMES_MANAGE)


class DaySchedule(Wire, kw_only=True):
    """`requiredSeconds` are those of the workload scheme, less the holidays of the day. `holiday` is the longest holiday."""

    date: dt.date
    required_seconds: int
    type: Annotated[str, one_of("WORKING_DAY", "NON_WORKING_DAY", "HOLIDAY", "HOLIDAY_AND_NON_WORKING_DAY")]
    holiday: Holiday | None = None


@USER_SCHEDULE.reads("GET", "/4/user-schedule")
def get_authenticated_user_schedule(dates: DateSpan) -> Results[DaySchedule]:
    """Retrieve the caller's schedule, day by day, for at most ten years."""


@USER_SCHEDULE.reads("GET", "/4/user-schedule/{accountId}")
def get_user_schedule(account_id: str, dates: DateSpan) -> Results[DaySchedule]:
    """Retrieve a user's schedule, day by day, for at most ten years. All users may see all schedules."""
