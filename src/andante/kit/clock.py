"""The only reader of the clock, and what an instant is."""

import datetime as dt
import time
from functools import lru_cache
from typing import NewType
from zoneinfo import ZoneInfo

from .errors import FaultCode, Invalid

Instant = NewType("Instant", str)
"""A moment in UTC, whole seconds, as it crosses the wire: `2026-02-06T16:41:41Z`. Sorts like time."""

MAX_SPAN_DAYS = 3653
"""Ten years: what one request may ask about day by day."""


_read = time.time


def now() -> Instant:
    return _of_second(int(_read()))


@lru_cache(maxsize=2)
def _of_second(seconds: int) -> Instant:
    """Worded once for everybody who asks within the second."""
    return instant(dt.datetime.fromtimestamp(seconds, dt.UTC))


def instant(moment: dt.datetime) -> Instant:
    """The instant of an aware date-time; fractions of its second are cut off."""
    return Instant(moment.astimezone(dt.UTC).isoformat()[:19] + "Z")


@lru_cache(maxsize=256)
def later(start: Instant, seconds: int) -> Instant:
    """The instant `seconds` after `start` (before it, where negative)."""
    return instant(dt.datetime.fromisoformat(start) + dt.timedelta(seconds=seconds))


def seconds_between(start: Instant, end: Instant) -> int:
    return int((dt.datetime.fromisoformat(end) - dt.datetime.fromisoformat(start)).total_seconds())


def today(at: Instant, time_zone: str) -> dt.date:
    """The calendar day that somebody in `time_zone` has at that instant."""
    return dt.datetime.fromisoformat(at).astimezone(ZoneInfo(time_zone)).date()


def local_to_utc(day: dt.date, time: dt.time, time_zone: str) -> Instant:
    """When a clock in `time_zone` shows that day and time. Of an hour that comes twice, the first."""
    return instant(dt.datetime.combine(day, time, ZoneInfo(time_zone)))


def parse_instant(text: str, name: str) -> Instant:
    """A date (its first moment) or a UTC date-time; `name` is what a refusal calls it."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        must = f"must be valid on the format: 'yyyy-MM-dd' or 'yyyy-MM-ddTHH:mm:ssZ', not '{text}'"
        raise Invalid(name, FaultCode.INVALID, must) from None
    return instant(moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC))


def parse_time(text: str) -> dt.time:
    """`9:30`, `09:30` or `09:30:00`, already matched by the pattern of `kit.wire.ClockTime`."""
    hour, minute, second = (*map(int, text.split(":")), 0)[:3]
    return dt.time(hour, minute, second)


def check_range(start: dt.date | None, end: dt.date | None) -> None:
    if start and end and start > end:
        raise Invalid("from", FaultCode.INCONSISTENT, f"{start} must not be later than 'to' {end}")


def check_span(start: dt.date, end: dt.date) -> None:
    """The same for a range that is answered day by day: it must not be longer than ten years."""
    check_range(start, end)
    days = (end - start).days + 1
    if days > MAX_SPAN_DAYS:
        most = f"at most {MAX_SPAN_DAYS}, ten years, can be asked for at once"
        raise Invalid("from", FaultCode.TOO_LARGE, f"{start} to 'to' {end} are {days} days; {most}")
