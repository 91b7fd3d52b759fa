"""Parses the dates of JQL (`2026-03-17`, `-7d`) and evaluates its date functions (`startOfWeek()`)."""

import calendar
import datetime as dt
import re
from zoneinfo import ZoneInfo

from andante.kit.clock import Instant, days_into_week, instant

FUNCTIONS = (
    "now()",
    *(f"{end}Of{unit}()" for end in ("start", "end") for unit in ("Day", "Week", "Month", "Year")),
)
_CALENDAR = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T](\d{1,2}):(\d{2}))?\Z", re.ASCII)
_RELATIVE = re.compile(r"([+-]?)((?:\d{1,6}[yMwdhm]\s*)+)\Z", re.ASCII)
_FUNCTION = re.compile(r"(start|end)of(day|week|month|year)\Z", re.IGNORECASE)
_UNITS = {"d": "days", "w": "weeks", "h": "hours", "m": "minutes"}
_INCREMENT = {"day": "d", "week": "w", "month": "M", "year": "y"}


def to_local(at: Instant, time_zone: str) -> dt.datetime:
    """The date and time in a time zone, without its offset."""
    return dt.datetime.fromisoformat(at).astimezone(ZoneInfo(time_zone)).replace(tzinfo=None)


def to_utc(local: dt.datetime, time_zone: str) -> Instant:
    """The timestamp of a date and time in a time zone. If it is out of range, the time is interpreted as UTC."""
    try:
        return instant(local.replace(tzinfo=ZoneInfo(time_zone)))
    except OverflowError:
        return instant(local.replace(tzinfo=dt.UTC))


def parse_date(text: str, now: dt.datetime) -> dt.datetime | None:
    """The time that a text means: a date, a date and time, or an offset from `now` like `-7d`. None if it is something else."""
    try:
        if found := _CALENDAR.match(text):
            year, month, day, hour, minute = (int(part or 0) for part in found.groups())
            return dt.datetime.combine(dt.date(year, month, day), dt.time(hour, minute))
        if found := _RELATIVE.match(text):
            return _add(now, found[1], found[2])
    except (ValueError, OverflowError):
        pass
    return None


def evaluate(name: str, arguments: tuple[str, ...], now: dt.datetime, week_start: int) -> dt.datetime | None:
    """The result of a date function like `startOfWeek(-1)`; None if it isn't one. Weeks start on the weekday `week_start`
    (1 is Monday). An end is the last second of its unit."""
    if name.lower() == "now":
        return None if arguments else now
    found = _FUNCTION.match(name)
    if found is None or len(arguments) > 1:
        return None
    end, unit = found[1].lower(), found[2].lower()
    try:
        start = _start(now, unit, week_start)
        start = start if end == "start" else _add(start, "+", f"1{_INCREMENT[unit]}") - dt.timedelta(seconds=1)
        return _shift(start, arguments[0], unit) if arguments else start
    except (ValueError, OverflowError):
        return None


def _start(now: dt.datetime, unit: str, week_start: int) -> dt.datetime:
    day = now.replace(hour=0, minute=0, second=0)
    match unit:
        case "week":
            return day - dt.timedelta(days=days_into_week(day, week_start))
        case "month":
            return day.replace(day=1)
        case "year":
            return day.replace(month=1, day=1)
    return day


def _shift(time: dt.datetime, increment: str, unit: str) -> dt.datetime:
    """Adds the argument of a function: `-1` is in the unit of the function, `-1d` in days."""
    found = re.fullmatch(r"([+-]?)(\d{1,6})([yMwdhm]?)", increment, re.ASCII)
    if found is None:
        raise ValueError(increment)
    return _add(time, found[1], f"{found[2]}{found[3] or _INCREMENT[unit]}")


def _add(time: dt.datetime, sign: str, amounts: str) -> dt.datetime:
    """Adds amounts like `1w 2d`. Adding months or years keeps the day of the month, or
    uses the last day if the month is shorter."""
    for number, unit in re.findall(r"(\d+)([yMwdhm])", amounts):
        amount = -int(number) if sign == "-" else int(number)
        if unit in _UNITS:
            time += dt.timedelta(**{_UNITS[unit]: amount})
        else:
            year, month = divmod(time.year * 12 + time.month - 1 + amount * (12 if unit == "y" else 1), 12)
            if not dt.MINYEAR <= year <= dt.MAXYEAR:
                raise OverflowError(year)
            time = time.replace(year=year, month=month + 1, day=min(time.day, calendar.monthrange(year, month + 1)[1]))
    return time
