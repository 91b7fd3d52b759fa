"""What one may ask about periods, as they are configured now."""

import datetime as dt

from ..configuration import actions as configuration
from ..kit.call import Call
from ..kit.clock import check_range, check_span
from . import rules
from .rules import Period


def touching(call: Call, start: dt.date, end: dt.date) -> list[Period]:
    """The periods that a range touches, oldest first."""
    check_span(start, end)
    return rules.touching(start, end, configuration.current(call))


def containing(call: Call, day: dt.date) -> Period:
    return rules.containing(day, configuration.current(call))


def exactly(call: Call, start: dt.date, end: dt.date | None) -> Period:
    """The period that a range is, or that contains `start` where no end is given; Invalid otherwise."""
    check_range(start, end)
    return rules.exactly(start, end, configuration.current(call))
