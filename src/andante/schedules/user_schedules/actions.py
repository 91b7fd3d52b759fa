"""What one may ask about schedules. Everybody may see everybody's."""

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from typing import TypeVar

from andante.directory.people import actions as people
from andante.kit.call import Call
from andante.kit.clock import check_span
from andante.schedules.holidays import actions as holidays

from . import rules, store
from .rules import Calendars, HolidaysByDay, ScheduleDay, Week

T = TypeVar("T")


def days(call: Call, account_ids: Collection[str], start: dt.date, end: dt.date) -> dict[str, Sequence[ScheduleDay]]:
    """The days of a range for each of these people that exists: two statements, however many people and days."""
    return _ask(call, account_ids, start, end, rules.days_of)


def required_seconds(call: Call, account_ids: Collection[str], start: dt.date, end: dt.date) -> dict[str, int]:
    """What each of these people that exists owes in a range: two statements as well."""
    return _ask(call, account_ids, start, end, rules.required_seconds)


def calendars(call: Call, account_ids: Collection[str], start: dt.date, end: dt.date) -> Calendars:
    """The working days of each of these people that exists, and of nobody in particular, to be asked about any part of a
    range however long: two statements as well."""
    belongings = store.belongings_and_default(call.db, account_ids)
    schemes = {belonging.holiday_scheme_id for belonging in belongings}
    return rules.calendars(belongings, holidays.between(call, schemes, start, end))


def days_of_user(call: Call, account_id: str, start: dt.date, end: dt.date) -> Sequence[ScheduleDay]:
    """One person's days; NotFound where there is no such person."""
    people.find(call, account_id)
    return days(call, [account_id], start, end)[account_id]


def _ask(
    call: Call,
    account_ids: Collection[str],
    start: dt.date,
    end: dt.date,
    answer: Callable[[Week, HolidaysByDay, dt.date, dt.date], T],
) -> dict[str, T]:
    check_span(start, end)
    belongings = store.belongings(call.db, account_ids)
    schemes = {belonging.holiday_scheme_id for belonging in belongings}
    return rules.for_everybody(belongings, holidays.between(call, schemes, start, end), start, end, answer)
