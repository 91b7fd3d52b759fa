"""Reads the holidays of countries and of iCalendar files, and writes schedules and plans as iCalendar."""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

import holidays as public_holidays
from dateutil.rrule import rrulestr
from icalendar import Calendar, Event, vRecur

from andante.kit.clock import SECONDS_PER_DAY, Instant, local_to_utc
from andante.kit.errors import FaultCode, Invalid
from andante.schedules.holidays.rules import missing
from andante.schedules.holidays.wire import HolidayInput
from andante.schedules.user_schedules.rules import ScheduleDay

DAY = dt.timedelta(days=1)
FIXED_HOLIDAY_YEARS = 10
"""A country's holiday is FIXED if it is on the same day in this many consecutive years."""

MAX_EVENT_DAYS = 366
RECURRENCES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
LIMITING_PARTS = ("BYDAY", "BYSETPOS", "BYYEARDAY", "BYWEEKNO", "COUNT", "UNTIL")
"""The parts of a recurrence rule with which a yearly event may not occur every year on its date."""


def countries() -> dict[str, list[str]]:
    """The codes of the countries whose holidays are known, with the codes of their subdivisions."""
    known = public_holidays.list_supported_countries()
    aliases = {"UK"}  # and codes of three letters
    return {code: sorted(parts) for code, parts in sorted(known.items()) if len(code) == len("DE") and code not in aliases}


def subdivisions(country: str) -> list[tuple[str, str]]:
    """The codes and names of the subdivisions of a country whose holidays are known, in the order of their names."""
    place = public_holidays.country_holidays(country)
    names = place.get_subdivision_aliases()
    found = [(code, next(iter(names.get(code, ())), code)) for code in place.subdivisions]
    return sorted(found, key=lambda subdivision: subdivision[1])


def holidays_of_country(
    country: str, subdivision: str | None, years: Collection[int], *, seconds: int = SECONDS_PER_DAY, language: str | None = None
) -> list[HolidayInput]:
    """The public holidays of a country (`DE`) or of one of its subdivisions (`BY`) in these years. Holidays on the same day
    in ten consecutive years are FIXED. The others are FLOATING, one for each year. Each holiday lasts `seconds`."""
    check_place(country, subdivision)
    window = range(min(years), max(years) + FIXED_HOLIDAY_YEARS)
    calendar = public_holidays.country_holidays(
        country, subdiv=subdivision, years=window, expand=False, language=_language(country, language)
    )
    days_and_names = {(day, name) for day in calendar for name in calendar.get_list(day)}
    found = []
    for day, name in sorted(days_and_names):
        if day.year in years:
            fixed = not _is_leap_day(day) and all((day.replace(year=year), name) in days_and_names for year in window)
            found.append(_holiday(name, "", fixed, day, seconds))
    return missing(found, [])  # without the duplicates of FIXED holidays, which occur in each of the years


def check_place(country: str, subdivision: str | None) -> None:
    """Raises Invalid if the holidays of this country, or of this subdivision of it, aren't known."""
    known = public_holidays.list_supported_countries()
    if country not in known:
        raise Invalid("country", FaultCode.INVALID_CHOICE, f"The country '{country}' is not supported: use a code like DE or US")
    if subdivision is not None and subdivision not in known[country]:
        raise Invalid(
            "subdivision",
            FaultCode.INVALID_CHOICE,
            f"'{subdivision}' is not a subdivision of {country}. Supported subdivisions: {', '.join(sorted(known[country])) or 'none'}.",
        )


def _language(country: str, language: str | None) -> str | None:
    """The requested language or the country's default, independent of this machine's locale."""
    place = public_holidays.country_holidays(country)
    if language is not None and language not in place.supported_languages:
        raise Invalid(
            "language",
            FaultCode.INVALID_CHOICE,
            f"The holidays of {country} are not available in '{language}'. "
            f"Supported languages: {', '.join(place.supported_languages) or 'none'}.",
        )
    return language or place.default_language


def language_of_holidays(country: str, language: str | None) -> str | None:
    """The name of this language for `holidays_of_country` (`en` is `en_US` for most countries). None if the names of the country's holidays
    are not available in it."""
    available = public_holidays.country_holidays(country).supported_languages
    return next((name for name in available if language and name.partition("_")[0] == language), None)


def _is_leap_day(day: dt.date) -> bool:
    return (day.month, day.day) == (2, 29)


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
                yield _holiday(name, description, fixed, day + shift, event_seconds)


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


def _holiday(name: str, description: str, fixed: bool, day: dt.date, seconds: int) -> HolidayInput:
    return HolidayInput(
        name=name.replace("\0", "")[:255],
        description=description.replace("\0", "")[:32_767],
        type="FIXED" if fixed else "FLOATING",
        date=day,
        duration_seconds=seconds,
    )


class PlannedDay(NamedTuple):
    """The planned time of a plan on one day. Without `time`, the event lasts all day."""

    plan_id: int
    day: dt.date
    time: dt.time | None
    seconds: int
    name: str
    description: str


def plans_to_ical(display_name: str, time_zone: str, days: Iterable[PlannedDay], now: Instant) -> bytes:
    """Planned days as iCalendar, one event for each day. Start times are in the user's time zone."""
    calendar = _new_calendar("Plans", display_name)
    stamp = dt.datetime.fromisoformat(now)
    for planned in days:
        calendar.add_component(_planned_event(planned, time_zone, stamp))
    return bytes(calendar.to_ical())


def _planned_event(planned: PlannedDay, time_zone: str, stamp: dt.datetime) -> Event:
    event = Event()
    event.add("UID", f"{planned.day}.plan-{planned.plan_id}@andante")
    event.add("DTSTAMP", stamp)
    if planned.time is None:
        _add_whole_day(event, planned.day)
    else:
        start = dt.datetime.fromisoformat(local_to_utc(planned.day, planned.time, time_zone))
        event.add("DTSTART", start)
        event.add("DTEND", start + dt.timedelta(seconds=planned.seconds))
    event.add("SUMMARY", f"{planned.name} ({_hours(planned.seconds)})")
    if planned.description:
        event.add("DESCRIPTION", planned.description)
    return event


def schedule_to_ical(account_id: str, display_name: str, days: Iterable[ScheduleDay], now: Instant) -> bytes:
    """A user's schedule as iCalendar, with an all-day event for each day that has required seconds or a holiday."""
    calendar = _new_calendar("Schedule", display_name)
    stamp = dt.datetime.fromisoformat(now)
    for day in days:
        if day.holiday or day.required_seconds:
            calendar.add_component(_schedule_event(account_id, day, stamp))
    return bytes(calendar.to_ical())


def _schedule_event(account_id: str, day: ScheduleDay, stamp: dt.datetime) -> Event:
    event = Event()
    event.add("UID", f"{day.date}.{account_id}@andante")
    event.add("DTSTAMP", stamp)
    _add_whole_day(event, day.date)
    event.add("SUMMARY", _summary(day))
    if day.holiday and day.holiday.description:
        event.add("DESCRIPTION", day.holiday.description)
    event.add("CATEGORIES", [day.type])
    return event


def _new_calendar(content: str, display_name: str) -> Calendar:
    calendar = Calendar()
    calendar.add("PRODID", f"-//Andante//{content}//EN")
    calendar.add("VERSION", "2.0")
    calendar.add("X-WR-CALNAME", f"{content} of {display_name}")
    return calendar


def _add_whole_day(event: Event, day: dt.date) -> None:
    """Makes it an all-day event that doesn't mark the user as busy."""
    event.add("DTSTART", day)
    event.add("DTEND", min(day, dt.date.max - DAY) + DAY)
    event.add("TRANSP", "TRANSPARENT")


def _summary(day: ScheduleDay) -> str:
    if day.holiday is None:
        return f"Work {_hours(day.required_seconds)}"
    return f"{day.holiday.name} (work {_hours(day.required_seconds)})" if day.required_seconds else day.holiday.name


def _hours(seconds: int) -> str:
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours}h {minutes:02}m" if minutes else f"{hours}h"
