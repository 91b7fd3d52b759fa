"""Computes the required seconds of each day from the week of a workload scheme and the holidays of a holiday scheme."""

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

WORKDAY_START_SECONDS = 9 * 3600
"""Working days start at 9:00, in seconds of the day. Schedules only contain how long they are."""

DEFAULT_SCHEMES = ""
"""The account id of the assignment that contains the default schemes. It doesn't belong to a user."""


class SchemeAssignment(Struct, frozen=True):
    """The week and the holiday scheme of a user."""

    account_id: str
    week: Week
    holiday_scheme_id: int


class ScheduleDay(Struct, frozen=True):
    """One day of a schedule. `required_seconds` are those of the week, less the day's holidays. `holiday` is the longest one."""

    date: dt.date
    type: str
    required_seconds: int
    holiday: HolidayRecord | None = None


class Calendar:
    """The working days for a week and the holidays of a scheme. They are computed year by year when they are needed, so
    ranges can have any length. `holidays` must be complete for these ranges."""

    def __init__(self, week: Week, holidays: Sequence[HolidayRecord]) -> None:
        self._week, self._holidays = week, holidays
        self._years: dict[int, list[dt.date]] = {}

    def working_days(self, start: dt.date, end: dt.date) -> list[dt.date]:
        """The days with required seconds in a range, including both ends, in order."""
        found: list[dt.date] = []
        for year in range(start.year, end.year + 1):
            days = self._of_year(year)
            found += days[bisect_left(days, start) : bisect_right(days, end)]
        return found

    def days(self, start: dt.date, end: dt.date) -> tuple[ScheduleDay, ...]:
        """Every day of a range, including both ends."""
        return days_of(self._week, by_day(self._holidays, start, end), start, end)

    def required_seconds(self, start: dt.date, end: dt.date) -> dict[dt.date, int]:
        """Required seconds by day, without days that have none."""
        return {day.date: day.required_seconds for day in self.days(start, end) if day.required_seconds}

    def _of_year(self, year: int) -> list[dt.date]:
        if year not in self._years:
            self._years[year] = list(self.required_seconds(dt.date(year, 1, 1), dt.date(year, 12, 31)))
        return self._years[year]


class Calendars(NamedTuple):
    """Calendars by account id, and the calendar of the default schemes."""

    by_user: Mapping[str, Calendar]
    default: Calendar


def calendars(assignments: Iterable[SchemeAssignment], holidays: Iterable[HolidayRecord]) -> Calendars:
    """The calendar of each assignment. One of them must be that of DEFAULT_SCHEMES. Users with the same week and holiday
    scheme share one calendar."""
    by_scheme = _by_scheme(holidays)
    shared: dict[tuple[Week, int], Calendar] = {}
    found = {}
    for assignment in assignments:
        pair = (assignment.week, assignment.holiday_scheme_id)
        if pair not in shared:
            shared[pair] = Calendar(assignment.week, by_scheme[assignment.holiday_scheme_id])
        found[assignment.account_id] = shared[pair]
    return Calendars(found, found.pop(DEFAULT_SCHEMES))


def days_of(week: Week, holidays: HolidaysByDay, start: dt.date, end: dt.date) -> tuple[ScheduleDay, ...]:
    """Every day of a range, including both ends."""
    first, last = start.toordinal(), end.toordinal()
    days = map(dt.date.fromordinal, range(first, last + 1))
    return tuple(_day(date, week[date.weekday()], holidays.get(date, ())) for date in days)


def _day(date: dt.date, base: int, holidays: Sequence[HolidayRecord]) -> ScheduleDay:
    if not holidays:
        return ScheduleDay(date, "WORKING_DAY" if base else "NON_WORKING_DAY", base)
    required = base - _holiday_seconds(base, holidays)
    return ScheduleDay(date, "HOLIDAY" if base else "HOLIDAY_AND_NON_WORKING_DAY", required, holidays[0])


def _holiday_seconds(base: int, holidays: Sequence[HolidayRecord]) -> int:
    """The duration of one day's holidays, at most the `base` seconds that the week requires."""
    return min(base, sum(holiday.duration_seconds for holiday in holidays))


def required_seconds(week: Week, holidays: HolidaysByDay, start: dt.date, end: dt.date) -> int:
    """The required seconds of a range. Computed from the number of weeks, which is faster than day by day."""
    weeks, rest = divmod((end - start).days + 1, 7)
    total = weeks * sum(week) + sum(week[(start.weekday() + n) % 7] for n in range(rest))
    return total - sum(_holiday_seconds(week[date.weekday()], on_day) for date, on_day in holidays.items())


def compute_by_user(
    assignments: Iterable[SchemeAssignment],
    holidays: Iterable[HolidayRecord],
    start: dt.date,
    end: dt.date,
    compute: Callable[[Week, HolidaysByDay, dt.date, dt.date], T],
) -> dict[str, T]:
    """The result of `compute` by account id. `compute` is called once for each combination of week and holiday scheme. Users
    with the same combination share the result."""
    on_days = {scheme_id: by_day(of_scheme, start, end) for scheme_id, of_scheme in _by_scheme(holidays).items()}
    results: dict[tuple[Week, int], T] = {}
    found = {}
    for assignment in assignments:
        pair = (assignment.week, assignment.holiday_scheme_id)
        if pair not in results:
            results[pair] = compute(assignment.week, on_days.get(assignment.holiday_scheme_id, {}), start, end)
        found[assignment.account_id] = results[pair]
    return found


def _by_scheme(holidays: Iterable[HolidayRecord]) -> dict[int, list[HolidayRecord]]:
    """Holidays by the id of their scheme. A scheme without holidays has an empty list."""
    by_scheme: dict[int, list[HolidayRecord]] = defaultdict(list)
    for holiday in holidays:
        by_scheme[holiday.scheme_id].append(holiday)
    return by_scheme
