"""Writes schedules and plans as iCalendar."""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from icalendar import Calendar, Event

from andante.kit.clock import Instant, local_to_utc
from andante.schedules.user_schedules.rules import ScheduleDay

DAY = dt.timedelta(days=1)


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
