"""The dates and times of JQL: `2026-03-17`, `-7d`, `startOfWeek()`."""

import calendar
import datetime as dt
import re
from zoneinfo import ZoneInfo

from andante.kit.clock import Instant, instant

FUNCTIONS = (
    "now()",
    *(f"{end}Of{unit}()" for end in ("start", "end") for unit in ("Day", "Week", "Month", "Year")),
)
_CALENDAR = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T](\d{1,2}):(\d{2}))?\Z", re.ASCII)
_RELATIVE = re.compile(r"([+-]?)((?:\d{1,6}[yMwdhm]\s*)+)\Z", re.ASCII)
_FUNCTION = re.compile(r"(start|end)of(day|week|month|year)\Z", re.IGNORECASE)
_UNITS = {"d": "days", "w": "weeks", "h": "hours", "m": "minutes"}
_INCREMENT = {"day": "d", "week": "w", "month": "M", "year": "y"}


def here(now: Instant, time_zone: str) -> dt.datetime:
    """What the clock on the wall shows in that time zone."""
    return dt.datetime.fromisoformat(now).astimezone(ZoneInfo(time_zone)).replace(tzinfo=None)


def to_utc(local: dt.datetime, time_zone: str) -> Instant:
    """The instant at which the clock on the wall shows this. At the ends of time, those of UTC."""
    try:
        return instant(local.replace(tzinfo=ZoneInfo(time_zone)))
    except OverflowError:
        return instant(local.replace(tzinfo=dt.UTC))


def of_text(text: str, here: dt.datetime) -> dt.datetime | None:
    """A date, a date and time, or so much before or after now; None where it is nothing of these."""
    try:
        if found := _CALENDAR.match(text):
            year, month, day, hour, minute = (int(part or 0) for part in found.groups())
            return dt.datetime.combine(dt.date(year, month, day), dt.time(hour, minute))
        if found := _RELATIVE.match(text):
            return _moved(here, found[1], found[2])
    except (ValueError, OverflowError):
        pass
    return None


def of_function(name: str, arguments: tuple[str, ...], here: dt.datetime, week_start: int) -> dt.datetime | None:
    """What `startOfWeek(-1)` and the like stand for; None where it is no such function. Weeks begin on the weekday
    `week_start`, Monday being 1. An end is the last second."""
    if name.lower() == "now":
        return None if arguments else here
    found = _FUNCTION.match(name)
    if found is None or len(arguments) > 1:
        return None
    end, unit = found[1].lower(), found[2].lower()
    try:
        start = _start(here, unit, week_start)
        start = start if end == "start" else _moved(start, "+", f"1{_INCREMENT[unit]}") - dt.timedelta(seconds=1)
        return _shifted(start, arguments[0], unit) if arguments else start
    except (ValueError, OverflowError):
        return None


def _start(here: dt.datetime, unit: str, week_start: int) -> dt.datetime:
    day = here.replace(hour=0, minute=0, second=0)
    match unit:
        case "week":
            return day - dt.timedelta(days=(day.isoweekday() - week_start) % 7)
        case "month":
            return day.replace(day=1)
        case "year":
            return day.replace(month=1, day=1)
    return day


def _shifted(moment: dt.datetime, increment: str, unit: str) -> dt.datetime:
    """`-1` moves by the function's own unit, `-1d` by that one."""
    found = re.fullmatch(r"([+-]?)(\d{1,6})([yMwdhm]?)", increment, re.ASCII)
    if found is None:
        raise ValueError(increment)
    return _moved(moment, found[1], f"{found[2]}{found[3] or _INCREMENT[unit]}")


def _moved(moment: dt.datetime, sign: str, amounts: str) -> dt.datetime:
    """Months and years keep the day, or take the month's last one."""
    for number, unit in re.findall(r"(\d+)([yMwdhm])", amounts):
        amount = -int(number) if sign == "-" else int(number)
        if unit in _UNITS:
            moment += dt.timedelta(**{_UNITS[unit]: amount})
        else:
            year, month = divmod(moment.year * 12 + moment.month - 1 + amount * (12 if unit == "y" else 1), 12)
            if not dt.MINYEAR <= year <= dt.MAXYEAR:
                raise OverflowError(year)
            moment = moment.replace(year=year, month=month + 1, day=min(moment.day, calendar.monthrange(year, month + 1)[1]))
    return moment
