"""Parses days, weeks and times of day. The functions receive today's date and never read the clock."""

import datetime as dt
import re

from andante.kit.clock import days_into_week
from andante.kit.errors import FaultCode, Invalid
from andante.kit.faults import shown

WEEK_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MIN_NAME_LENGTH = 3
RELATIVE_DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1}
YEARS = range(1970, 9999)
_OFFSET = re.compile(r"[-+]\d{1,5}", re.ASCII)
_TIME = re.compile(r"(\d{1,2})(?::(\d\d))?", re.ASCII)

FORMS = "2026-03-31, today, yesterday, tomorrow, mon to sun ({}), -3 (three days ago) or +3"
DAY_FORMS = FORMS.format("the most recent one, or today")
COMING_DAY_FORMS = FORMS.format("the next one, or today")


def day(text: str, today: dt.date, option: str = "date", *, since: dt.date | None = None) -> dt.date:
    """Parses the day that an option was given, which has this parameter name. The name of a weekday means the most recent one,
    including today, or the first one since this day, including it."""
    try:
        found = _day(text.strip().lower(), today, since)
    except (ValueError, OverflowError):
        found = None
    if found is None or found.year not in YEARS:
        forms = COMING_DAY_FORMS if since else DAY_FORMS
        raise Invalid(option, FaultCode.INVALID, f"{shown(text)} is not a day: use a form like {forms}")
    return found


def _day(text: str, today: dt.date, since: dt.date | None) -> dt.date:
    if _OFFSET.fullmatch(text):
        return today + dt.timedelta(days=int(text))
    if text in RELATIVE_DAYS:
        return today + dt.timedelta(days=RELATIVE_DAYS[text])
    for number, name in enumerate(WEEK_DAYS):
        if len(text) >= MIN_NAME_LENGTH and name.startswith(text):
            if since:
                return since + dt.timedelta(days=(number - since.weekday()) % 7)
            return today - dt.timedelta(days=(today.weekday() - number) % 7)
    return dt.date.fromisoformat(text)


def time_of_day(text: str, option: str = "at") -> str:
    """Parses the `9`, `9:00` or `17:30` that an option was given into the API's format."""
    found = _TIME.fullmatch(text.strip())
    try:
        if found:
            return dt.time(int(found[1]), int(found[2] or 0)).isoformat()
    except ValueError:
        pass
    raise Invalid(option, FaultCode.INVALID, f"{shown(text)} is not a time of day: use a form like 9:00 or 17:30")


def week_of(day: dt.date, first_week_day: int) -> list[dt.date]:
    """The seven days of the week that contains a day. `first_week_day` is 1 (Monday) to 7 (Sunday)."""
    start = day - dt.timedelta(days=days_into_week(day, first_week_day))
    return [start + dt.timedelta(days=number) for number in range(7)]


def month_of(day: dt.date) -> tuple[dt.date, dt.date]:
    """The first and the last day of the month that contains a day."""
    first = day.replace(day=1)
    return first, (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)


def date_range(
    first: str | None, last: str | None, today: dt.date, default: tuple[dt.date, dt.date], *, coming: bool = False
) -> tuple[dt.date, dt.date]:
    """The first and the last day of a range, from the options --from and --to. A weekday in --to is the first one since --from."""
    start = day(first, today, "start", since=today if coming else None) if first else default[0]
    end = day(last, today, "end", since=start if first or coming else None) if last else max(start, default[1])
    if end < start:
        raise Invalid("end", FaultCode.INCONSISTENT, f"must not be before the first day, {start}, but is {end}")
    return start, end
