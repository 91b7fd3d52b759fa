"""Loads the schedules of several users for other domains. This needs no permission: all users may see all schedules."""

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from typing import TypeVar

from andante.kit.call import Call
from andante.kit.clock import check_span
from andante.kit.lookup import require_found
from andante.schedules.holidays import queries as holidays

from . import rules, store
from .rules import Calendar, Calendars, HolidaysByDay, ScheduleDay, Week

T = TypeVar("T")


def days(call: Call, account_ids: Collection[str], start: dt.date, end: dt.date) -> dict[str, Sequence[ScheduleDay]]:
    """The days of a range by account id, loaded in two statements. Users who don't exist are absent."""
    return _compute(call, account_ids, start, end, rules.days_of)


def required_seconds(call: Call, account_ids: Collection[str], start: dt.date, end: dt.date) -> dict[str, int]:
    """The required seconds of a range by account id, loaded in two statements. Users who don't exist are absent."""
    return _compute(call, account_ids, start, end, rules.required_seconds)


def calendars(call: Call, account_ids: Collection[str], start: dt.date, end: dt.date) -> Calendars:
    """The calendars of these users and the default calendar, loaded in two statements. Users who don't exist are absent. The
    calendars are valid for any part of the range, which can have any length."""
    assignments = store.assignments_and_default(call.db, account_ids)
    scheme_ids = {assignment.holiday_scheme_id for assignment in assignments}
    return rules.calendars(assignments, holidays.between(call, scheme_ids, start, end))


def calendar(call: Call, account_id: str, start: dt.date, end: dt.date) -> Calendar:
    """The calendar of one user, valid in this range, in one statement. Raises NotFound if the user doesn't exist."""
    return require_found(store.calendar(call.db, account_id, start, end), "User", account_id)


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
    return rules.compute_by_user(assignments, holidays.between(call, scheme_ids, start, end), start, end, compute)
