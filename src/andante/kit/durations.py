"""How people write durations, and how they are shown to them."""

import re
from fractions import Fraction

from .errors import FaultCode, Invalid
from .faults import MAX_SHOWN_CHARACTERS
from .wire import MAX_INT32

_UNITS = {"h": 3600, "hour": 3600, "hours": 3600, "m": 60, "min": 60, "minutes": 60, "s": 1, "sec": 1, "seconds": 1}
_PART = r"(\d{1,9}(?:[.,]\d{1,6})?)\s*([a-z]+)"
_PARTS = re.compile(rf"{_PART}(?:\s*{_PART})*", re.ASCII)
_CLOCK = re.compile(r"(\d{1,9}):([0-5]\d)", re.ASCII)


def parse_duration(text: str) -> int:
    """The seconds that a person means by `1h 30m`, `1.5h`, `90m`, `1:30`, `45s` or plainly `5400`. Invalid for
    anything else: days and weeks too, which have not the same length for everybody."""
    written = text.strip().lower()
    if re.fullmatch(r"\d{1,12}", written, re.ASCII):
        return int(written)
    if clock := _CLOCK.fullmatch(written):
        return int(clock[1]) * 3600 + int(clock[2]) * 60
    parts = re.findall(_PART, written, re.ASCII) if _PARTS.fullmatch(written) else []
    if any(unit[0] in "dw" for _, unit in parts):
        words = f"the duration '{text}' has days or weeks, which are not equally long for everybody: say hours, like 8h"
        raise Invalid("", FaultCode.INVALID, words)
    lengths = [_UNITS.get(unit, 0) for _, unit in parts]
    if not parts or 0 in lengths or lengths != sorted(set(lengths), reverse=True):
        words = f"'{text[:MAX_SHOWN_CHARACTERS]}' is no duration: say it like 1h 30m, 1.5h, 90m, 1:30 or 5400 (seconds)"
        raise Invalid("", FaultCode.INVALID, words)
    seconds = sum(Fraction(number.replace(",", ".")) * length for (number, _), length in zip(parts, lengths, strict=True))
    if seconds != int(seconds):
        raise Invalid("", FaultCode.INVALID, f"the duration '{text}' does not come to whole seconds")
    return int(seconds)


def parse_seconds(column: str, given: int | str, least: int) -> int:
    """The duration that stands in a column of a file: seconds, or as people write it; Invalid where it is less than `least`."""
    try:
        seconds = given if isinstance(given, int) else parse_duration(given)
    except Invalid as refusal:
        raise Invalid(column, FaultCode.INVALID, f"can't be read: {refusal}") from None
    if not least <= seconds <= MAX_INT32:
        raise Invalid(column, FaultCode.OUT_OF_RANGE, f"must come to {least} to {MAX_INT32} seconds, not {given}")
    return seconds


def in_hours(seconds: int) -> str:
    """`1:30` for 5400 seconds, as `parse_duration` takes it back; part of a minute is cut off, what is less than nothing has a
    minus."""
    hours, rest = divmod(abs(seconds), 3600)
    return f"{'-' if seconds <= -60 else ''}{hours}:{rest // 60:02}"
