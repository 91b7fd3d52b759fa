"""What a user's days consist of, and which of them a user may see and change."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct

from andante.kit.clock import Instant
from andante.organization.teams.rules import Span
from andante.planning.plan_days.rules import PlanRecord
from andante.schedules.user_schedules.rules import ScheduleDay
from andante.timekeeping.periods.rules import Period
from andante.timekeeping.timesheets.rules import OPEN
from andante.timekeeping.worklogs.rules import WorklogRecord


class StoredTimesheet(NamedTuple):
    """A timesheet that was submitted at least once. `actor_id` is the user who took its last step, at `updated_at`, with `comment`."""

    from_date: dt.date
    to_date: dt.date
    status: str
    reviewer_id: str
    actor_id: str
    updated_at: Instant
    comment: str
    reviewer_name: str
    actor_name: str

    @property
    def period(self) -> Period:
        return Period(self.from_date, self.to_date)


class Planned(NamedTuple):
    """A plan with its planned seconds by day."""

    plan: PlanRecord
    days: Mapping[dt.date, int]


class Subject(NamedTuple):
    """What time is logged or planned on: an issue with its project, or a project. Then `issue_id`, `key` and `summary` are None.
    `has_account`: whether time on the issue has an account without naming one."""

    issue_id: int | None
    key: str | None
    summary: str | None
    project_id: int
    project_key: str
    project_name: str
    has_account: bool = False


class Day(Struct, frozen=True):
    """A day of a user. `locked` is the status of the timesheet that locks it."""

    schedule: ScheduleDay
    logged_seconds: int
    planned_seconds: int
    locked: str | None
    editable: bool


class Gap(Struct, frozen=True):
    """A day with less time than required."""

    day: ScheduleDay
    logged_seconds: int

    @property
    def missing(self) -> int:
        return self.logged_seconds - self.day.required_seconds


class Reach(NamedTuple):
    """On which days the caller may see and change a user's time. None means on all days."""

    seen: Collection[Span] | None = None
    changed: Collection[Span] | None = None

    def sees(self, day: dt.date) -> bool:
        return self.seen is None or any(span.has(day) for span in self.seen)

    def changes(self, day: dt.date) -> bool:
        return self.changed is None or any(span.has(day) for span in self.changed)

    def sees_all_of(self, period: Period) -> bool:
        return all(map(self.sees, period.days()))


def days(
    schedule: Sequence[ScheduleDay],
    worklogs: Iterable[WorklogRecord],
    planned: Iterable[Planned],
    timesheets: Sequence[StoredTimesheet],
    reach: Reach,
) -> list[Day]:
    """The days of a schedule with the time that is logged and planned on them."""
    logged: Counter[dt.date] = Counter()
    for worklog in worklogs:
        logged[worklog.start_date] += worklog.time_spent_seconds
    on_day: Counter[dt.date] = Counter()
    for plan in planned:
        on_day.update(plan.days)
    locks = {day.date: lock_of(day.date, timesheets) for day in schedule}
    return [
        Day(
            day,
            logged_seconds=logged[day.date],
            planned_seconds=on_day[day.date],
            locked=lock.status if (lock := locks[day.date]) else None,
            editable=not lock and reach.changes(day.date),
        )
        for day in schedule
    ]


def gaps(schedule: Iterable[ScheduleDay], logged: Mapping[dt.date, int]) -> list[Gap]:
    return [Gap(day, logged.get(day.date, 0)) for day in schedule if logged.get(day.date, 0) < day.required_seconds]


def lock_of(day: dt.date, timesheets: Iterable[StoredTimesheet]) -> StoredTimesheet | None:
    """The timesheet that locks a day. None if none does."""
    return next((sheet for sheet in timesheets if sheet.status != OPEN and sheet.from_date <= day <= sheet.to_date), None)
