"""Periods in the API."""

import datetime as dt

from andante.kit.operation import Group
from andante.kit.wire import DateSpan, Wire
from andante.scopes import Scope

PERIODS = Group("Periods", view=Scope.PERIODS_VIEW, manage=Scope.PERIODS_MANAGE)


class TimesheetApprovalPeriod(Wire, kw_only=True):
    """A period from its first to its last day."""

    from_: dt.date
    to: dt.date


class TimesheetApprovalPeriods(Wire, kw_only=True):
    periods: list[TimesheetApprovalPeriod]


@PERIODS.reads("GET", "/4/periods")
def get_periods(dates: DateSpan) -> TimesheetApprovalPeriods:
    """Retrieve the periods of a date range.

    Returns every period that includes a day of the range, oldest first. The range may be at most ten years long.
    """
