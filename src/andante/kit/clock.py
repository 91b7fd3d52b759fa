"""Reads the clock, and converts between timestamps, dates and time zones. No other module reads the clock."""

import datetime as dt
import time
from functools import lru_cache
from typing import NewType
from zoneinfo import ZoneInfo

from .errors import FaultCode, Invalid

Instant = NewType("Instant", str)
"""A timestamp in UTC in whole seconds, as the API writes it: `2026-02-06T16:41:41Z`. Sorting the texts sorts by time."""

SECONDS_PER_DAY = 86_400

MAX_SPAN_DAYS = 3653
"""Ten years: the longest range that a request may cover day by day."""


_read = time.time
_read_monotonic = time.monotonic


def now() -> Instant:
    return _of_second(int(_read()))


def offset() -> float:
    """The time minus that of a clock that nobody can set. It decreases when the clock is set back. In seconds."""
    return _read() - _read_monotonic()


@lru_cache(maxsize=2)
def _of_second(seconds: int) -> Instant:
    """Cached, because many requests need the timestamp of the same second."""
    return instant(dt.datetime.fromtimestamp(seconds, dt.UTC))


def instant(time: dt.datetime) -> Instant:
    """The timestamp of an aware date-time, without fractions of a second."""
    return Instant(time.astimezone(dt.UTC).isoformat()[:19] + "Z")


@lru_cache(maxsize=256)
def later(start: Instant, seconds: int) -> Instant:
    """The timestamp `seconds` after `start`, or before it if `seconds` is negative."""
    return instant(dt.datetime.fromisoformat(start) + dt.timedelta(seconds=seconds))


def seconds_between(start: Instant, end: Instant) -> int:
    return int((dt.datetime.fromisoformat(end) - dt.datetime.fromisoformat(start)).total_seconds())


@lru_cache(maxsize=1024)
def today(at: Instant, time_zone: str) -> dt.date:
    """The date in `time_zone` at that time. Cached, because all worklogs of an import need it."""
    return dt.datetime.fromisoformat(at).astimezone(ZoneInfo(time_zone)).date()


def days_into_week(day: dt.date, week_start: int) -> int:
    """How many days after the start of its week a day is, from 0 to 6. `week_start` is from 1 for Monday to 7 for Sunday."""
    return (day.isoweekday() - week_start) % 7


def local_to_utc(day: dt.date, time: dt.time, time_zone: str) -> Instant:
    """The timestamp of a local date and time. In the hour that is repeated when summer time ends, the first one."""
    return instant(dt.datetime.combine(day, time, ZoneInfo(time_zone)))


def parse_instant(text: str, name: str) -> Instant:
    """Parses a date (its first second) or a UTC date-time. Raises Invalid for the field `name`."""
    try:
        time = dt.datetime.fromisoformat(text)
    except ValueError:
        message = f"must be valid on the format: 'yyyy-MM-dd' or 'yyyy-MM-ddTHH:mm:ssZ', not '{text}'"
        raise Invalid(name, FaultCode.INVALID, message) from None
    return instant(time if time.tzinfo else time.replace(tzinfo=dt.UTC))


@lru_cache(maxsize=4096)
def parse_time(text: str) -> dt.time:
    """Parses `9:30`, `09:30` or `09:30:00`: any text that matches the pattern of `kit.wire.ClockTime`. Cached: files repeat times."""
    hour, minute, second = (*map(int, text.split(":")), 0)[:3]
    return dt.time(hour, minute, second)


def check_range(start: dt.date | None, end: dt.date | None) -> None:
    """Raises Invalid if the range ends before it starts."""
    if start and end and start > end:
        raise Invalid("from", FaultCode.INCONSISTENT, f"{start} must not be later than 'to' {end}")


def check_span(start: dt.date, end: dt.date) -> None:
    """Like `check_range`, for responses with an entry per day: the range must not be longer than ten years."""
    check_range(start, end)
    days = (end - start).days + 1
    if days > MAX_SPAN_DAYS:
        limit = f"a request can cover at most {MAX_SPAN_DAYS} days (ten years)"
        raise Invalid("from", FaultCode.TOO_LARGE, f"{start} to 'to' {end} are {days} days; {limit}")
