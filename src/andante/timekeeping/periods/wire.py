"""Periods on the wire."""

import datetime as dt

from andante.kit.operation import Group
from andante.kit.wire import DateSpan, Wire
from andante.scopes import Scope

PERIODS = Group("Periods", view=Scope.PERIODS_VIEW, manage=Scope.PERIODS_MANAGE)


class TimesheetApprovalPeriod(Wire, kw_only=True):
    """Both days belong to it."""

    from_: dt.date
    to: dt.date


class TimesheetApprovalPeriods(Wire, kw_only=True):
    periods: list[TimesheetApprovalPeriod]


@PERIODS.reads("GET", "/4/periods")
def get_periods(dates: DateSpan) -> TimesheetApprovalPeriods:
    """Retrieve the periods that a range of at most ten years touches, oldest first."""
