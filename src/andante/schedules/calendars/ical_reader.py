"""Reads the events of iCalendar files as holidays. The server doesn't import this: iCalendar needs memory, and it starts faster without."""

import datetime as dt
import re
from collections.abc import Collection, Iterator

from dateutil.rrule import rrulestr
from icalendar import Calendar, Event, vRecur

from andante.kit.clock import SECONDS_PER_DAY
from andante.kit.errors import FaultCode, Invalid
from andante.schedules.holidays.wire import HolidayInput

from .rules import new_holiday

DAY = dt.timedelta(days=1)
MAX_EVENT_DAYS = 366
RECURRENCES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
LIMITING_PARTS = ("BYDAY", "BYSETPOS", "BYYEARDAY", "BYWEEKNO", "COUNT", "UNTIL")
"""The parts of a recurrence rule with which a yearly event may not occur every year on its date."""


def holidays_from_ical(content: bytes, years: Collection[int] = (), *, seconds: int = SECONDS_PER_DAY) -> list[HolidayInput]:
    """The events of an iCalendar file as holidays, for these years or, without any, for all. An event that occurs every year
    on its date is FIXED, all others are FLOATING. An event of several days becomes one holiday for each day. A whole day
    has the duration `seconds`."""
    try:
        events = Calendar.from_ical(content).walk("VEVENT")
    except ValueError as error:
        raise Invalid("", FaultCode.MALFORMED, f"The file is not iCalendar: {error}") from None
    return [holiday for event in events if isinstance(event, Event) for holiday in _holidays_of_event(event, years, seconds)]


def _holidays_of_event(event: Event, years: Collection[int], seconds: int) -> Iterator[HolidayInput]:
    name = str(event.get("SUMMARY", "")).strip() or "Holiday"
    description = str(event.get("DESCRIPTION", ""))
    try:
        start, end = event.start, event.end
    except ValueError as error:
        raise Invalid("", FaultCode.MALFORMED, f"The event '{name}' has no valid start and end: {error}") from None
    days = list(_days_of_event(name, start, end, seconds))
    if not days:
        return
    first = days[0][0]
    fixed = _is_yearly(event, first)
    for shift in _shifts(event, name, first, years, fixed=fixed):
        for day, event_seconds in days:
            if fixed or not years or (day + shift).year in years:
                yield new_holiday(name, description, fixed, day + shift, event_seconds)


def _days_of_event(name: str, start: dt.date, end: dt.date, seconds: int) -> Iterator[tuple[dt.date, int]]:
    """Pairs of day and seconds for each day of an event, in the time zone of its start."""
    if (_day(end) - _day(start)).days > MAX_EVENT_DAYS:
        raise Invalid("", FaultCode.OUT_OF_RANGE, f"The event '{name}' is longer than {MAX_EVENT_DAYS} days: from {start} to {end}")
    if isinstance(start, dt.datetime) and isinstance(end, dt.datetime):
        yield from _days_of_timed_event(start.replace(tzinfo=None), _in_zone_of(start, end).replace(tzinfo=None))
    else:
        yield from ((_day(start) + n * DAY, seconds) for n in range(max((_day(end) - _day(start)).days, 1)))


def _days_of_timed_event(start: dt.datetime, end: dt.datetime) -> Iterator[tuple[dt.date, int]]:
    for n in range((end.date() - start.date()).days + 1):
        midnight = dt.datetime.combine(start.date() + n * DAY, dt.time(0))
        event_seconds = int((min(end, midnight + DAY) - max(start, midnight)).total_seconds())
        if event_seconds > 0:
            yield midnight.date(), event_seconds


def _in_zone_of(start: dt.datetime, end: dt.datetime) -> dt.datetime:
    return end.astimezone(start.tzinfo) if start.tzinfo and end.tzinfo else end


def _day(date: dt.date) -> dt.date:
    return date.date() if isinstance(date, dt.datetime) else date


def _is_yearly(event: Event, first: dt.date) -> bool:
    """Whether the event occurs every year on the day and month of its first day."""
    rule = event.get("RRULE")
    return (
        isinstance(rule, vRecur)
        and "EXDATE" not in event
        and rule.get("FREQ") == ["YEARLY"]
        and rule.get("INTERVAL", [1]) == [1]
        and not any(part in rule for part in LIMITING_PARTS)
        and [int(month) for month in rule.get("BYMONTH", [first.month])] == [first.month]
        and rule.get("BYMONTHDAY", [first.day]) == [first.day]
    )


def _shifts(event: Event, name: str, first: dt.date, years: Collection[int], *, fixed: bool) -> Iterator[dt.timedelta]:
    """The time from the first day of an event to each occurrence in these years."""
    recurrence = event.get("RRULE")
    if recurrence is None or fixed:
        yield dt.timedelta(0)
        return
    if not years:
        raise Invalid("", FaultCode.REQUIRED, f"The event '{name}' repeats: name the years to import")
    if not isinstance(recurrence, vRecur) or recurrence.get("FREQ", [None])[0] not in RECURRENCES:
        raise Invalid("", FaultCode.INVALID_CHOICE, f"The recurrence of the event '{name}' must be one of {', '.join(RECURRENCES)}")
    text = re.sub(r"UNTIL=(\d{8})(T\d{6}Z?)?", r"UNTIL=\1T235959", recurrence.to_ical().decode())  # type: ignore[no-untyped-call]
    rule = rrulestr(text, dtstart=dt.datetime.combine(first, dt.time(0)))
    excluded = set(_excluded_days(event))
    for year in sorted(years):
        for found in rule.between(dt.datetime(year, 1, 1), dt.datetime(year, 12, 31), inc=True):  # noqa: DTZ001
            if found.date() not in excluded:
                yield found.date() - first


def _excluded_days(event: Event) -> Iterator[dt.date]:
    properties = event.get("EXDATE", [])
    for dates in properties if isinstance(properties, list) else [properties]:
        for entry in dates.dts:
            yield _day(entry.dt)
