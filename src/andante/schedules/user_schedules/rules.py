"""What a day requires, from the week of a workload scheme and the holidays of a holiday scheme."""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from msgspec import Struct

from andante.schedules.holidays.rules import HolidayRecord, by_day

T = TypeVar("T")

Week = tuple[int, ...]
"""Required seconds of Monday to Sunday."""

HolidaysByDay = Mapping[dt.date, Sequence[HolidayRecord]]


NOBODY = ""
"""Stands for the account id of whoever was put into no scheme."""


class Belonging(Struct, frozen=True):
    """What determines a person's schedule."""

    account_id: str
    week: Week
    holiday_scheme_id: int


class ScheduleDay(Struct, frozen=True):
    """One day: `required_seconds` is what its holidays leave of the scheme's; `holiday` is the longest of them."""

    date: dt.date
    type: str
    required_seconds: int
    holiday: HolidayRecord | None = None


class Calendar:
    """The working days of a week and the holidays of a scheme. They are worked out year by year as they are asked for, so
    that a range may be as long as it likes; `holidays` must be known for all of it."""

    def __init__(self, week: Week, holidays: Sequence[HolidayRecord]) -> None:
        self._week, self._holidays = week, holidays
        self._years: dict[int, list[dt.date]] = {}

    def working_days(self, start: dt.date, end: dt.date) -> list[dt.date]:
        """The days of a range, both ends included, of which holidays leave any working time, in order."""
        found: list[dt.date] = []
        for year in range(start.year, end.year + 1):
            days = self._of_year(year)
            found += days[bisect_left(days, start) : bisect_right(days, end)]
        return found

    def required_seconds(self, start: dt.date, end: dt.date) -> dict[dt.date, int]:
        """What each of the days of a range requires that requires anything."""
        holidays = by_day(self._holidays, start, end)
        return {day.date: day.required_seconds for day in days_of(self._week, holidays, start, end) if day.required_seconds}

    def _of_year(self, year: int) -> list[dt.date]:
        if year not in self._years:
            self._years[year] = list(self.required_seconds(dt.date(year, 1, 1), dt.date(year, 12, 31)))
        return self._years[year]


class Calendars(NamedTuple):
    """The calendars of people by account id, and that of whoever was put into no scheme."""

    of: Mapping[str, Calendar]
    default: Calendar


def calendars(people: Iterable[Belonging], holidays: Iterable[HolidayRecord]) -> Calendars:
    """The calendar of each person; those who have the week and the holidays in common share one. One of the people is
    nobody, with the default schemes."""
    by_scheme: dict[int, list[HolidayRecord]] = defaultdict(list)
    for holiday in holidays:
        by_scheme[holiday.scheme_id].append(holiday)
    shared: dict[tuple[Week, int], Calendar] = {}
    found = {}
    for person in people:
        pair = (person.week, person.holiday_scheme_id)
        if pair not in shared:
            shared[pair] = Calendar(person.week, by_scheme[person.holiday_scheme_id])
        found[person.account_id] = shared[pair]
    return Calendars(found, found.pop(NOBODY))


def days_of(week: Week, holidays: HolidaysByDay, start: dt.date, end: dt.date) -> tuple[ScheduleDay, ...]:
    """Every day of a range, both ends included."""
    first, last = start.toordinal(), end.toordinal()
    days = map(dt.date.fromordinal, range(first, last + 1))
    return tuple(_day(date, week[date.weekday()], holidays.get(date, ())) for date in days)


def _day(date: dt.date, base: int, holidays: Sequence[HolidayRecord]) -> ScheduleDay:
    if not holidays:
        return ScheduleDay(date, "WORKING_DAY" if base else "NON_WORKING_DAY", base)
    return ScheduleDay(date, "HOLIDAY" if base else "HOLIDAY_AND_NON_WORKING_DAY", base - _taken(base, holidays), holidays[0])


def _taken(base: int, holidays: Sequence[HolidayRecord]) -> int:
    """What the holidays of one day take from its required seconds: together, and never more than there are."""
    return min(base, sum(holiday.duration_seconds for holiday in holidays))


def required_seconds(week: Week, holidays: HolidaysByDay, start: dt.date, end: dt.date) -> int:
    """The sum over the days of a range, without going through them: whole weeks, the rest, less the holidays."""
    weeks, rest = divmod((end - start).days + 1, 7)
    total = weeks * sum(week) + sum(week[(start.weekday() + n) % 7] for n in range(rest))
    return total - sum(_taken(week[date.weekday()], those) for date, those in holidays.items())


def for_everybody(
    people: Iterable[Belonging],
    holidays: Iterable[HolidayRecord],
    start: dt.date,
    end: dt.date,
    answer: Callable[[Week, HolidaysByDay, dt.date, dt.date], T],
) -> dict[str, T]:
    """What `answer` says of a range for each person. It is asked once for each pair of a week and a holiday scheme: those
    who have both in common share the answer."""
    by_scheme: dict[int, list[HolidayRecord]] = defaultdict(list)
    for holiday in holidays:
        by_scheme[holiday.scheme_id].append(holiday)
    on_days = {scheme_id: by_day(those, start, end) for scheme_id, those in by_scheme.items()}
    answers: dict[tuple[Week, int], T] = {}
    found = {}
    for person in people:
        pair = (person.week, person.holiday_scheme_id)
        if pair not in answers:
            answers[pair] = answer(person.week, on_days.get(person.holiday_scheme_id, {}), start, end)
        found[person.account_id] = answers[pair]
    return found
