"""Arranges a user's days for the calendar: blocks of worklogs, plans at their times, and why days are locked."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from andante.directory.projects.rules import color_index
from andante.kit.clock import SECONDS_PER_DAY
from andante.planning.days.actions import Days
from andante.planning.days.rules import Day, Planned, StoredTimesheet, Subject, lock_of
from andante.planning.weeks.rules import second_of_day
from andante.schedules.user_schedules.rules import WORKDAY_START_SECONDS
from andante.timekeeping.worklogs.rules import WorklogRecord

SECONDS_PER_HALF_HOUR = 1800
LATEST_FIRST_HOUR = 7.5


class Block(Struct, frozen=True):
    """A worklog. `start` is in seconds of the day; a worklog that starts at 0:00 has no time, and is above the hours."""

    id: int
    start: int
    seconds: int
    subject: Subject
    description: str

    @property
    def series(self) -> int:
        return series(self.subject)


class PlanBlock(Struct, frozen=True):
    """Planned time of one day. `start` is in seconds of the day."""

    start: int
    seconds: int
    subject: Subject

    @property
    def series(self) -> int:
        return series(self.subject)

    @property
    def title(self) -> str:
        return f"{self.subject.key} {self.subject.summary}" if self.subject.key else self.subject.project_name


class Column(Struct, frozen=True):
    """One day. `timesheet` is the one that locks it."""

    day: Day
    blocks: Sequence[Block]
    plans: Sequence[PlanBlock]
    timesheet: StoredTimesheet | None

    @property
    def date(self) -> dt.date:
        return self.day.schedule.date

    @property
    def holiday(self) -> str | None:
        return self.day.schedule.holiday.name if self.day.schedule.holiday else None

    @property
    def required(self) -> int:
        return self.day.schedule.required_seconds

    @property
    def timed(self) -> list[Block]:
        return [block for block in self.blocks if block.start]

    @property
    def untimed(self) -> list[Block]:
        return [block for block in self.blocks if not block.start]

    @property
    def work_end(self) -> int:
        """The end of the working day, in seconds of the day."""
        return min(WORKDAY_START_SECONDS + self.required, SECONDS_PER_DAY)


def first_hour(timed: Iterable[Block]) -> float:
    """The hour that the calendar is scrolled to: half an hour before the half hour in which the first worklog starts, at most 7.5."""
    half_hours = (block.start // SECONDS_PER_HALF_HOUR for block in timed)
    return min(LATEST_FIRST_HOUR, max(0, min(half_hours, default=SECONDS_PER_DAY) - 1) / 2)


def series(subject: Subject) -> int:
    """The number of the color of a project, which it keeps on all pages."""
    return color_index(subject.project_id)


def columns(found: Days, issues: Mapping[int, Subject], projects: Mapping[int, Subject]) -> list[Column]:
    """A column for each day. `issues` and `projects` are what time is logged and planned on, by id."""
    return [
        Column(
            day,
            [_block(worklog, issues[worklog.issue_id]) for worklog in found.worklogs if worklog.start_date == day.schedule.date],
            place_plans(found.planned, day.schedule.date, issues, projects),
            lock_of(day.schedule.date, found.timesheets),
        )
        for day in found.days
    ]


def _block(worklog: WorklogRecord, subject: Subject) -> Block:
    return Block(worklog.id, second_of_day(worklog.start_time), worklog.time_spent_seconds, subject, worklog.description)


def place_plans(
    planned: Sequence[Planned], day: dt.date, issues: Mapping[int, Subject], projects: Mapping[int, Subject]
) -> list[PlanBlock]:
    """The plans of a day. Those without a start time come one after the other from 9:00, after the others."""
    placed: list[PlanBlock] = []
    of_day = [(plan, days[day]) for plan, days in planned if day in days]
    end = WORKDAY_START_SECONDS
    for plan, seconds in sorted(of_day, key=lambda pair: (pair[0].start_time is None, pair[0].start_time or dt.time(), pair[0].id)):
        subject = issues[plan.issue_id] if plan.issue_id is not None else projects[plan.project_id or 0]
        start = second_of_day(plan.start_time) if plan.start_time else min(end, max(0, SECONDS_PER_DAY - seconds))
        end = max(end, start + seconds)
        placed.append(PlanBlock(start, seconds, subject))
    return placed
