"""Parses days, weeks and times of day. The functions receive today's date and never read the clock."""

import datetime as dt
import re

from andante.kit.errors import FaultCode, Invalid
from andante.kit.faults import shown

WEEK_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MIN_NAME_LENGTH = 3
RELATIVE_DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1}
YEARS = range(1970, 9999)
_OFFSET = re.compile(r"[-+]\d{1,5}", re.ASCII)
_TIME = re.compile(r"(\d{1,2})(?::(\d\d))?", re.ASCII)

DAY_FORMS = "2026-03-31, today, yesterday, mon to sun (the most recent), or -3 (three days ago)"


def day(text: str, today: dt.date) -> dt.date:
    """Parses a day. The name of a weekday means the most recent one, including today."""
    try:
        found = _day(text.strip().lower(), today)
    except (ValueError, OverflowError):
        found = None
    if found is None or found.year not in YEARS:
        raise Invalid("", FaultCode.INVALID, f"{shown(text)} is not a day: use a form like {DAY_FORMS}")
    return found


def _day(text: str, today: dt.date) -> dt.date:
    if _OFFSET.fullmatch(text):
        return today + dt.timedelta(days=int(text))
    if text in RELATIVE_DAYS:
        return today + dt.timedelta(days=RELATIVE_DAYS[text])
    for number, name in enumerate(WEEK_DAYS):
        if len(text) >= MIN_NAME_LENGTH and name.startswith(text):
            return today - dt.timedelta(days=(today.weekday() - number) % 7)
    return dt.date.fromisoformat(text)


def time_of_day(text: str) -> str:
    """Parses `9`, `9:00` or `17:30` into the API's format."""
    found = _TIME.fullmatch(text.strip())
    try:
        if found:
            return dt.time(int(found[1]), int(found[2] or 0)).isoformat()
    except ValueError:
        pass
    raise Invalid("", FaultCode.INVALID, f"{shown(text)} is not a time of day: use a form like 9:00 or 17:30")


def week_of(day: dt.date, first_week_day: int) -> list[dt.date]:
    """The seven days of the week that contains a day. `first_week_day` is 1 (Monday) to 7 (Sunday)."""
    start = day - dt.timedelta(days=(day.isoweekday() - first_week_day) % 7)
    return [start + dt.timedelta(days=number) for number in range(7)]


def month_of(day: dt.date) -> tuple[dt.date, dt.date]:
    """The first and the last day of the month that contains a day."""
    first = day.replace(day=1)
    return first, (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)


def date_range(first: str | None, last: str | None, today: dt.date) -> tuple[dt.date, dt.date]:
    """The first and the last day of a range. The default is this month."""
    start, end = month_of(today)
    start = day(first, today) if first else start
    return start, day(last, today) if last else max(start, end)
