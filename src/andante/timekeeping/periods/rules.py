"""How periods tile the calendar."""

import calendar
import datetime as dt
from collections.abc import Iterable

from msgspec import Struct

from andante.kit.errors import FaultCode, Invalid
from andante.timekeeping.configuration.rules import ConfigurationRecord

DAYS_A_WEEK = 7
FIRST, LAST = dt.date.min.toordinal(), dt.date.max.toordinal()


class Period(Struct, frozen=True, gc=False, order=True):
    """A week or a month. Both days belong to it."""

    from_: dt.date
    to: dt.date

    def __str__(self) -> str:
        return f"{self.from_} to {self.to}"


class Lock(Struct, frozen=True, gc=False):
    """A period of a person in which nothing can be written, as its timesheet is in review or approved."""

    account_id: str
    from_date: dt.date
    to_date: dt.date
    state: str

    def has(self, day: dt.date) -> bool:
        return self.from_date <= day <= self.to_date

    def __str__(self) -> str:
        state = self.state.lower().replace("_", " ")
        return (
            f"The timesheet of the user '{self.account_id}' for {self.from_date} to {self.to_date} is {state}: "
            "no work on its days can be logged, changed or deleted"
        )


def locked(pairs: Iterable[tuple[str, dt.date]], locks: Iterable[Lock]) -> dict[tuple[str, dt.date], Lock]:
    """Those of the (person, day) pairs on which a lock lies, in their order."""
    of: dict[str, list[Lock]] = {}
    for lock in locks:
        of.setdefault(lock.account_id, []).append(lock)
    found = ((person, day, next((lock for lock in of.get(person, ()) if lock.has(day)), None)) for person, day in pairs)
    return {(person, day): lock for person, day, lock in found if lock}


def containing(day: dt.date, configuration: ConfigurationRecord) -> Period:
    """The one period that a day belongs to. The first and the last week of the calendar are cut off where it ends."""
    if configuration.approval_period == "MONTH":
        return Period(day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1]))
    start = day.toordinal() - (day.isoweekday() - configuration.approval_week_start) % DAYS_A_WEEK
    end = start + DAYS_A_WEEK - 1
    return Period(dt.date.fromordinal(max(start, FIRST)), dt.date.fromordinal(min(end, LAST)))


def touching(start: dt.date, end: dt.date, configuration: ConfigurationRecord) -> list[Period]:
    """The periods that have a day between the two, both included, oldest first."""
    periods = [containing(start, configuration)]
    while periods[-1].to < end:
        periods.append(containing(periods[-1].to + dt.timedelta(days=1), configuration))
    return periods


def exactly(start: dt.date, end: dt.date | None, configuration: ConfigurationRecord) -> Period:
    """The period that a range is; without an end, the one that contains `start`. Invalid for any other range, naming
    the periods that it might mean."""
    period = containing(start, configuration)
    if end is None or period == Period(start, end):
        return period
    meant = dict.fromkeys([period, containing(end, configuration)])
    raise Invalid(
        "from", FaultCode.INVALID_CHOICE, f"{start} to 'to' {end} is not a period; perhaps {' or '.join(map(str, meant))} is meant"
    )
