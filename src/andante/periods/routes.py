"""Answers the period operations."""

from ..kit.call import Call
from ..kit.server import answers
from ..kit.wire import DateSpan
from . import actions, wire
from .rules import Period
from .wire import TimesheetApprovalPeriod, TimesheetApprovalPeriods


@answers(wire.get_periods)
def get_periods(call: Call, dates: DateSpan) -> TimesheetApprovalPeriods:
    return TimesheetApprovalPeriods(periods=[render(period) for period in actions.touching(call, dates.from_, dates.to)])


def render(period: Period) -> TimesheetApprovalPeriod:
    return TimesheetApprovalPeriod(from_=period.from_, to=period.to)
