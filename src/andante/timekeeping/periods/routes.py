"""Handles the operation that lists periods."""

from andante.kit.call import Call
from andante.kit.server import handles
from andante.kit.wire import DateSpan

from . import queries, wire
from .rules import Period
from .wire import TimesheetApprovalPeriod, TimesheetApprovalPeriods


@handles(wire.get_periods)
def get_periods(call: Call, dates: DateSpan) -> TimesheetApprovalPeriods:
    return TimesheetApprovalPeriods(periods=[render(period) for period in queries.periods_between(call, dates.from_, dates.to)])


def render(period: Period) -> TimesheetApprovalPeriod:
    return TimesheetApprovalPeriod(from_=period.from_, to=period.to)
