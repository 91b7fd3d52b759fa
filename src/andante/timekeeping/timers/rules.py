"""Splits the time of a timer into days, and checks its start and end."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple
from zoneinfo import ZoneInfo

from msgspec import Struct

from andante.directory.issues.rules import IssueRecord
from andante.kit import clock
from andante.kit.clock import SECONDS_PER_DAY, Instant
from andante.kit.durations import in_hours, round_up_to_minutes
from andante.kit.errors import Conflict, FaultCode, Invalid
from andante.schedules.user_schedules.rules import WORKDAY_START_SECONDS

from .wire import TimerState

MIDNIGHT = dt.time(0)
FIRST_START = Instant("1970-01-01T00:00:00Z")
MAX_SECONDS = SECONDS_PER_DAY
FORGOTTEN_SECONDS = 10 * 3600
"""A timer that runs for longer was probably forgotten."""


class TimerRecord(Struct, frozen=True):
    account_id: str
    issue_id: int | None
    description: str
    attributes: dict[str, str]
    started_at: Instant
    updated_at: Instant

    def seconds_until(self, end: Instant) -> int:
        """How long it has run; 0 if the clock was set back to before its start."""
        return max(0, clock.seconds_between(self.started_at, end))


class RunningTimer(NamedTuple):
    """A timer with its issue. `suggested_end` is set if the timer was probably forgotten and ran at the end of a working day."""

    record: TimerRecord
    issue: IssueRecord | None
    forgotten: bool = False
    suggested_end: Instant | None = None


class DayPart(NamedTuple):
    """The time of a timer on one day."""

    date: dt.date
    start: dt.time
    seconds: int


def check_seen(timer: TimerRecord | None, was: TimerState | None) -> None:
    """Raises Conflict if the timer isn't as the user saw it."""
    if was is None:
        return
    started_at = was.started_at and clock.parse_instant(was.started_at, "was.startedAt")
    updated_at = was.updated_at and clock.parse_instant(was.updated_at, "was.updatedAt")
    if timer is None:
        if started_at:
            raise Conflict("The timer was stopped or discarded in the meantime.")
    elif not started_at:
        raise Conflict("A timer was started in the meantime.")
    elif timer.started_at != started_at or (updated_at and timer.updated_at != updated_at):
        raise Conflict("The timer was changed in the meantime.")


def parse_start(text: str, now: Instant) -> Instant:
    """Raises Invalid for a time that isn't possible or in the future."""
    start = clock.parse_instant(text, "startedAt")
    if not FIRST_START <= start <= now:
        raise Invalid("startedAt", FaultCode.OUT_OF_RANGE, f"must not be in the future or before 1970, not {text}")
    return start


def parse_end(text: str, started_at: Instant, now: Instant) -> Instant:
    """Raises Invalid for a time that isn't between the start of the timer and now."""
    end = clock.parse_instant(text, "endedAt")
    if not started_at < end <= now:
        raise Invalid(
            "endedAt", FaultCode.OUT_OF_RANGE, f"must be after the start of the timer, {started_at}, and not in the future, not {text}"
        )
    return end


def check_length(seconds: int) -> None:
    """Raises Invalid if the timer ran for too long."""
    if seconds > MAX_SECONDS:
        message = f"The timer ran for {in_hours(seconds)}, and at most 24 hours can be logged. State when you stopped working."
        raise Invalid("endedAt", FaultCode.OUT_OF_RANGE, message)


def day_parts(started_at: Instant, ended_at: Instant, time_zone: str) -> list[DayPart]:
    """The time of a timer, rounded up to the minute, on each day in a time zone. All parts are whole minutes. Days with less than a
    minute are left out: their time is part of the last day."""
    total = round_up_to_minutes(clock.seconds_between(started_at, ended_at))
    start, end = (dt.datetime.fromisoformat(time).astimezone(ZoneInfo(time_zone)) for time in (started_at, ended_at))
    found: list[DayPart] = []
    logged = 0
    for number in range((end.date() - start.date()).days + 1):
        day = start.date() + dt.timedelta(days=number)
        midnight = clock.local_to_utc(day + dt.timedelta(days=1), MIDNIGHT, time_zone)
        reached = total if midnight >= ended_at else clock.seconds_between(started_at, midnight) // 60 * 60
        if reached > logged:
            found.append(DayPart(day, _start_time(MIDNIGHT if number else start.time(), reached - logged), reached - logged))
            logged = reached
    return found


def _start_time(start: dt.time, seconds: int) -> dt.time:
    """The start, or an earlier time if the rounded time would not end on the same day. It would not for a few seconds before midnight,
    and on the long day at the end of summer time."""
    second = min(start.hour * 3600 + start.minute * 60 + start.second, SECONDS_PER_DAY - seconds)
    return dt.time(second // 3600, second // 60 % 60, second % 60)


def billable_parts(parts: Sequence[DayPart], billable_seconds: int) -> list[int]:
    """The billable seconds of each day: the first days are billable, and the last one has the rest."""
    found = []
    for part in parts[:-1]:
        found.append(min(part.seconds, billable_seconds))
        billable_seconds -= found[-1]
    return [*found, billable_seconds]


def suggested_end(started_at: Instant, required_seconds: int, time_zone: str, now: Instant) -> Instant | None:
    """The end of the working day on which a timer started: the required time of the day after 9:00. None if the timer didn't run at that
    time, or the day has no required time."""
    second = min(WORKDAY_START_SECONDS + required_seconds, SECONDS_PER_DAY - 60)
    end = clock.local_to_utc(clock.today(started_at, time_zone), dt.time(second // 3600, second // 60 % 60), time_zone)
    return end if required_seconds and started_at < end <= now else None
