"""The schedules of many users at once, for other domains. They need no permission: all users may see all schedules."""

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from typing import TypeVar

from andante.kit.call import Call
from andante.kit.clock import check_span
from andante.schedules.holidays import queries as holidays

from . import rules, store
from .rules import Calendars, HolidaysByDay, ScheduleDay, Week

T = TypeVar("T")


def days(call: Call, account_ids: Collection[str], start: dt.date, end: dt.date) -> dict[str, Sequence[ScheduleDay]]:
    """The days of a range for each of these users that exists, in two statements."""
    return _compute(call, account_ids, start, end, rules.days_of)


def required_seconds(call: Call, account_ids: Collection[str], start: dt.date, end: dt.date) -> dict[str, int]:
    """The required seconds of a range for each of these users that exists, in two statements."""
    return _compute(call, account_ids, start, end, rules.required_seconds)


def calendars(call: Call, account_ids: Collection[str], start: dt.date, end: dt.date) -> Calendars:
    """The calendar of each of these users that exists, and the default one, in two statements. They are valid for any part
    of the range, which may be of any length."""
    assignments = store.assignments_and_default(call.db, account_ids)
    scheme_ids = {assignment.holiday_scheme_id for assignment in assignments}
    return rules.calendars(assignments, holidays.between(call, scheme_ids, start, end))


def _compute(
    call: Call,
    account_ids: Collection[str],
    start: dt.date,
    end: dt.date,
    compute: Callable[[Week, HolidaysByDay, dt.date, dt.date], T],
) -> dict[str, T]:
    check_span(start, end)
    assignments = store.assignments(call.db, account_ids)
    scheme_ids = {assignment.holiday_scheme_id for assignment in assignments}
    return rules.for_all(assignments, holidays.between(call, scheme_ids, start, end), start, end, compute)
