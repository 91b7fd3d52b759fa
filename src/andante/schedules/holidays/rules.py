"""When holidays come."""

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
    """`date` is as it was given: a FIXED holiday comes every year on its day and month, a FLOATING one on that date only."""

    id: int
    scheme_id: int
    name: str
    description: str
    type: str
    date: dt.date
    duration_seconds: int


def record(id: int, scheme_id: int, given: HolidayInput) -> HolidayRecord:
    return HolidayRecord(id, scheme_id, given.name, given.description or "", given.type, given.date, given.duration_seconds)


def in_year(holiday: HolidayRecord, year: int) -> HolidayRecord | None:
    """The holiday with its date in that year; None where it does not come, as one of 29 February in most years."""
    if holiday.type != FIXED or holiday.date.year == year:
        return holiday if holiday.date.year == year else None
    if (holiday.date.month, holiday.date.day) == (2, 29) and not calendar.isleap(year):
        return None
    return msgspec.structs.replace(holiday, date=holiday.date.replace(year=year))


def of_year(holidays: Iterable[HolidayRecord], year: int) -> list[HolidayRecord]:
    """Those that come in a year, by date."""
    return sorted((found for holiday in holidays if (found := in_year(holiday, year))), key=lambda holiday: (holiday.date, holiday.id))


def by_day(holidays: Iterable[HolidayRecord], first: dt.date, last: dt.date) -> dict[dt.date, list[HolidayRecord]]:
    """What comes on each day of a range that has holidays, longest first."""
    days: dict[dt.date, list[HolidayRecord]] = defaultdict(list)
    for found in _occurrences(holidays, first, last):
        days[found.date].append(found)
    for those in days.values():
        those.sort(key=lambda holiday: (-holiday.duration_seconds, holiday.id))
    return dict(days)


def _occurrences(holidays: Iterable[HolidayRecord], first: dt.date, last: dt.date) -> Iterator[HolidayRecord]:
    for holiday in holidays:
        years = range(first.year, last.year + 1) if holiday.type == FIXED else (holiday.date.year,)
        for year in years:
            found = in_year(holiday, year)
            if found and first <= found.date <= last:
                yield found


def not_there_yet(given: Iterable[HolidayInput], existing: Iterable[HolidayRecord]) -> list[HolidayInput]:
    """Those of the given holidays that a scheme does not have, each once: same name, same type, same day."""
    known = {_identity(holiday) for holiday in existing}
    fresh = []
    for holiday in given:
        if _identity(holiday) not in known:
            known.add(_identity(holiday))
            fresh.append(holiday)
    return fresh


def _identity(holiday: HolidayInput | HolidayRecord) -> tuple[str, str, int, int, int]:
    year = 0 if holiday.type == FIXED else holiday.date.year
    return holiday.name, holiday.type, year, holiday.date.month, holiday.date.day
