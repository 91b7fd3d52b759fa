"""Parses and formats durations as people write them."""

import re
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from .errors import FaultCode, Invalid
from .faults import MAX_SHOWN_CHARACTERS
from .wire import MAX_INT32

MAX_CACHED_CHARACTERS = 20
_UNITS = {"h": 3600, "hour": 3600, "hours": 3600, "m": 60, "min": 60, "minutes": 60, "s": 1, "sec": 1, "seconds": 1}
MINUTES_PER_DAY = 24 * 60
_PART = r"(\d{1,9}(?:[.,]\d{1,6})?)\s*([a-z]+)"
_PARTS = re.compile(rf"{_PART}(?:\s*{_PART})*", re.ASCII)
_CLOCK = re.compile(r"(\d{1,9}):([0-5]\d)", re.ASCII)


def parse_duration(text: str, bare: Literal["hours", "seconds"] = "seconds") -> int:
    """The seconds of `1h 30m`, `1.5h`, `90m`, `1:30`, `45s` or `5400`. Raises Invalid for anything else, including days and
    weeks: their length differs between people.

    `bare` is the unit of a number without one: seconds in files and in the API, hours where people type. Hours must be less than
    24, because a larger number could mean minutes or seconds. The pages do the same in `web/shell/js/durations.js`."""
    duration = text.strip().lower()
    if bare == "hours" and re.fullmatch(r"\d{1,12}(?:[.,]\d{1,6})?|[.,]\d{1,6}", duration, re.ASCII):
        return _parse_hours(text, duration.replace(",", "."))
    if re.fullmatch(r"\d{1,12}", duration, re.ASCII):
        return int(duration)
    if clock := _CLOCK.fullmatch(duration):
        return int(clock[1]) * 3600 + int(clock[2]) * 60
    parts = re.findall(_PART, duration, re.ASCII) if _PARTS.fullmatch(duration) else []
    if any(unit[0] in "dw" for _, unit in parts):
        message = f"the duration '{text}' has days or weeks, whose length differs between people: use hours, like 8h"
        raise Invalid("", FaultCode.INVALID, message)
    lengths = [_UNITS.get(unit, 0) for _, unit in parts]
    if not parts or 0 in lengths or lengths != sorted(set(lengths), reverse=True):
        number = "1.5 (hours)" if bare == "hours" else "5400 (seconds)"
        message = f"'{text[:MAX_SHOWN_CHARACTERS]}' is not a duration: use a form like 1h 30m, 1.5h, 90m, 1:30 or {number}"
        raise Invalid("", FaultCode.INVALID, message)
    seconds = sum(Fraction(number.replace(",", ".")) * length for (number, _), length in zip(parts, lengths, strict=True))
    return _whole(text, Fraction(seconds))


def _whole(text: str, seconds: Fraction) -> int:
    if seconds != int(seconds):
        raise Invalid("", FaultCode.INVALID, f"the duration '{text}' is not a whole number of seconds")
    return int(seconds)


def _parse_hours(text: str, number: str) -> int:
    if Fraction(number) >= 24:
        shown = text.strip()
        other = f"{shown}h for hours" if Fraction(number) < MINUTES_PER_DAY else f"{shown}s for seconds"
        message = f"the duration '{shown}' has no unit: use {shown}m for minutes or {other}"
        raise Invalid("", FaultCode.INVALID, message)
    return _whole(text, Fraction(number) * 3600)


def _parse_cell(text: str) -> int:
    """Like `parse_duration`. The results of short texts are cached, because files repeat durations."""
    return _parse_short(text) if len(text) <= MAX_CACHED_CHARACTERS else parse_duration(text)


_parse_short = lru_cache(maxsize=4096)(parse_duration)


def parse_seconds(column: str, value: int | str, minimum: int) -> int:
    """The seconds of a duration in a column of a file. Raises Invalid if it can't be read or is shorter than `minimum`."""
    try:
        seconds = value if isinstance(value, int) else _parse_cell(value)
    except Invalid as refusal:
        raise Invalid(column, FaultCode.INVALID, f"can't be read: {refusal}") from None
    if not minimum <= seconds <= MAX_INT32:
        raise Invalid(column, FaultCode.OUT_OF_RANGE, f"must be {minimum} to {MAX_INT32} seconds, not {value}")
    return seconds


def round_up_to_minutes(seconds: int) -> int:
    """Rounds up to whole minutes, at least one."""
    return max(1, -(-seconds // 60)) * 60


def in_hours(seconds: int) -> str:
    """Formats 5400 seconds as `1:30`, which `parse_duration` accepts. Leaves out the seconds of an incomplete minute."""
    hours, rest = divmod(abs(seconds), 3600)
    return f"{'-' if seconds <= -60 else ''}{hours}:{rest // 60:02}"
