"""Divides the calendar into the weeks or months for which timesheets are approved."""

import calendar
import datetime as dt
from collections.abc import Iterable

from msgspec import Struct

from andante.kit.clock import days_into_week
from andante.kit.errors import FaultCode, Invalid
from andante.timekeeping.configuration.rules import ConfigurationRecord

DAYS_PER_WEEK = 7
ONE_DAY = dt.timedelta(days=1)
FIRST_ORDINAL, LAST_ORDINAL = dt.date.min.toordinal(), dt.date.max.toordinal()


class Period(Struct, frozen=True, gc=False, order=True):
    """A week or a month, from its first to its last day."""

    from_: dt.date
    to: dt.date

    def days(self) -> list[dt.date]:
        return [dt.date.fromordinal(number) for number in range(self.from_.toordinal(), self.to.toordinal() + 1)]

    def __str__(self) -> str:
        return f"{self.from_} to {self.to}"


class PeriodLock(Struct, frozen=True, gc=False):
    """A period in which a user's worklogs can't be changed, because its timesheet is in review or approved."""

    account_id: str
    from_date: dt.date
    to_date: dt.date
    state: str

    def includes(self, day: dt.date) -> bool:
        return self.from_date <= day <= self.to_date

    def __str__(self) -> str:
        """The message for a caller who tries to write on a locked day."""
        state = self.state.lower().replace("_", " ")
        return (
            f"The timesheet of the user '{self.account_id}' for {self.from_date} to {self.to_date} is {state}: "
            "worklogs on its days can't be created, changed or deleted"
        )


def locked_days(days: Iterable[tuple[str, dt.date]], locks: Iterable[PeriodLock]) -> dict[tuple[str, dt.date], PeriodLock]:
    """The locked days, each with its lock, in the same order. Days are pairs of account id and date."""
    by_user: dict[str, list[PeriodLock]] = {}
    for lock in locks:
        by_user.setdefault(lock.account_id, []).append(lock)
    checked = (((user, day), next((lock for lock in by_user.get(user, ()) if lock.includes(day)), None)) for user, day in days)
    return {pair: lock for pair, lock in checked if lock}


def period_containing(day: dt.date, configuration: ConfigurationRecord) -> Period:
    """The period that a day belongs to. A week that would extend beyond `date.min` or `date.max` is cut off there."""
    if configuration.approval_period == "MONTH":
        return Period(day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1]))
    start = day.toordinal() - days_into_week(day, configuration.approval_week_start)
    end = start + DAYS_PER_WEEK - 1
    return Period(dt.date.fromordinal(max(start, FIRST_ORDINAL)), dt.date.fromordinal(min(end, LAST_ORDINAL)))


def periods_between(start: dt.date, end: dt.date, configuration: ConfigurationRecord) -> list[Period]:
    """The periods that include a day from `start` to `end`, oldest first."""
    periods = [period_containing(start, configuration)]
    while periods[-1].to < end:
        periods.append(period_containing(periods[-1].to + ONE_DAY, configuration))
    return periods


def periods_until(last: Period, count: int, configuration: ConfigurationRecord) -> list[Period]:
    """This many periods, of which `last` is the last one, oldest first; fewer at the start of the calendar."""
    found = [last]
    while len(found) < count and (before := period_before(found[0], configuration)):
        found.insert(0, before)
    return found


def period_before(period: Period, configuration: ConfigurationRecord) -> Period | None:
    """None at the start of the calendar."""
    return None if period.from_ == dt.date.min else period_containing(period.from_ - ONE_DAY, configuration)


def period_after(period: Period, configuration: ConfigurationRecord) -> Period | None:
    """None at the end of the calendar."""
    return None if period.to == dt.date.max else period_containing(period.to + ONE_DAY, configuration)


def exact_period(start: dt.date, end: dt.date | None, configuration: ConfigurationRecord) -> Period:
    """The period from `start` to `end`; without an end, the one that contains `start`.

    Raises Invalid if this is not a period. The message suggests the periods that contain the two dates.
    """
    period = period_containing(start, configuration)
    if end is None or period == Period(start, end):
        return period
    suggestions = dict.fromkeys([period, period_containing(end, configuration)])
    raise Invalid(
        "from", FaultCode.INVALID_CHOICE, f"{start} to 'to' {end} is not a period; did you mean {' or '.join(map(str, suggestions))}?"
    )
