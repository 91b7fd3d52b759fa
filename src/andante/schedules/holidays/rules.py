"""Holidays, and the rules for the days on which they fall."""

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator

import msgspec
from msgspec import Struct

from .wire import HolidayInput

FIXED = "FIXED"


class HolidaySchemeRecord(Struct, frozen=True):
    id: int
    name: str
    description: str
    is_default: bool
    member_count: int


class HolidayRecord(Struct, frozen=True, gc=False):
    """A FIXED holiday falls on the day and month of `date` every year, a FLOATING one only on `date`."""

    id: int
    scheme_id: int
    name: str
    description: str
    type: str
    date: dt.date
    duration_seconds: int


def record(id: int, scheme_id: int, input: HolidayInput) -> HolidayRecord:
    return HolidayRecord(id, scheme_id, input.name, input.description or "", input.type, input.date, input.duration_seconds)


def in_year(holiday: HolidayRecord, year: int) -> HolidayRecord | None:
    """The holiday with its date in this year, or None if it doesn't occur, like one on 29 February in most years."""
    if holiday.type != FIXED or holiday.date.year == year:
        return holiday if holiday.date.year == year else None
    if (holiday.date.month, holiday.date.day) == (2, 29) and not calendar.isleap(year):
        return None
    return msgspec.structs.replace(holiday, date=holiday.date.replace(year=year))


def of_year(holidays: Iterable[HolidayRecord], year: int) -> list[HolidayRecord]:
    """The holidays of a year, by date."""
    return sorted((found for holiday in holidays if (found := in_year(holiday, year))), key=lambda holiday: (holiday.date, holiday.id))


def by_day(holidays: Iterable[HolidayRecord], first: dt.date, last: dt.date) -> dict[dt.date, list[HolidayRecord]]:
    """The holidays of each day, longest first. Days of the range without holidays are absent."""
    days: dict[dt.date, list[HolidayRecord]] = defaultdict(list)
    for found in _occurrences(holidays, first, last):
        days[found.date].append(found)
    for on_day in days.values():
        on_day.sort(key=lambda holiday: (-holiday.duration_seconds, holiday.id))
    return dict(days)


def _occurrences(holidays: Iterable[HolidayRecord], first: dt.date, last: dt.date) -> Iterator[HolidayRecord]:
    for holiday in holidays:
        years = range(first.year, last.year + 1) if holiday.type == FIXED else (holiday.date.year,)
        for year in years:
            found = in_year(holiday, year)
            if found and first <= found.date <= last:
                yield found


def missing(inputs: Iterable[HolidayInput], existing: Iterable[HolidayRecord]) -> list[HolidayInput]:
    """The inputs that don't exist yet, without duplicates. Two holidays are the same if they have the same name, type and day."""
    known = {_identity(holiday) for holiday in existing}
    found = []
    for holiday in inputs:
        if _identity(holiday) not in known:
            known.add(_identity(holiday))
            found.append(holiday)
    return found


def _identity(holiday: HolidayInput | HolidayRecord) -> tuple[str, str, int, int, int]:
    year = 0 if holiday.type == FIXED else holiday.date.year
    return holiday.name, holiday.type, year, holiday.date.month, holiday.date.day
