"""Days, weeks and times of day as people write them. Rules: they are handed today, and ask no clock."""

import datetime as dt
import re

from andante.kit.errors import FaultCode, Invalid
from andante.kit.faults import shown

WEEK_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SHORTEST_NAME = 3
NEAR = {"yesterday": -1, "today": 0, "tomorrow": 1}
YEARS = range(1970, 9999)
_AGO = re.compile(r"[-+]\d{1,5}", re.ASCII)
_TIME = re.compile(r"(\d{1,2})(?::(\d\d))?", re.ASCII)

DAY_FORMS = "2026-03-31, today, yesterday, mon to sun (the last one), or -3 (three days ago)"


def day(text: str, today: dt.date) -> dt.date:
    """The day that is meant. The name of a day of the week is the last one: today, where it is today's."""
    try:
        meant = _day(text.strip().lower(), today)
    except (ValueError, OverflowError):
        meant = None
    if meant is None or meant.year not in YEARS:
        raise Invalid("", FaultCode.INVALID, f"{shown(text)} is no day: say it like {DAY_FORMS}")
    return meant


def _day(written: str, today: dt.date) -> dt.date:
    if _AGO.fullmatch(written):
        return today + dt.timedelta(days=int(written))
    if written in NEAR:
        return today + dt.timedelta(days=NEAR[written])
    for number, name in enumerate(WEEK_DAYS):
        if len(written) >= SHORTEST_NAME and name.startswith(written):
            return today - dt.timedelta(days=(today.weekday() - number) % 7)
    return dt.date.fromisoformat(written)


def time_of_day(text: str) -> str:
    """`9`, `9:00` or `17:30`, as the API takes it."""
    found = _TIME.fullmatch(text.strip())
    try:
        if found:
            return dt.time(int(found[1]), int(found[2] or 0)).isoformat()
    except ValueError:
        pass
    raise Invalid("", FaultCode.INVALID, f"{shown(text)} is no time of day: say it like 9:00 or 17:30")


def week_of(day: dt.date, first_week_day: int) -> list[dt.date]:
    """The seven days of the week around a day. Days of the week count from 1, Monday, to 7, Sunday."""
    start = day - dt.timedelta(days=(day.isoweekday() - first_week_day) % 7)
    return [start + dt.timedelta(days=number) for number in range(7)]


def month_of(day: dt.date) -> tuple[dt.date, dt.date]:
    """The first and the last day of its month."""
    first = day.replace(day=1)
    return first, (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)


def days_of(first: str | None, last: str | None, today: dt.date) -> tuple[dt.date, dt.date]:
    """The first and the last day that are meant; this month's where they are not given."""
    start, end = month_of(today)
    start = day(first, today) if first else start
    return start, day(last, today) if last else max(start, end)


def rounded_up(seconds: int) -> int:
    """To whole minutes, and at least one: what a timer shows is what is logged."""
    return max(1, -(-seconds // 60)) * 60
