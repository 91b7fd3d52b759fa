"""What the page of a timesheet shows: time by issue, and the steps of its approval."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from msgspec import Struct

from andante.kit.clock import Instant
from andante.planning.days.rules import Day, Planned, Subject
from andante.timekeeping.configuration.rules import ConfigurationRecord
from andante.timekeeping.periods import rules as periods
from andante.timekeeping.periods.rules import DAYS_PER_WEEK, Period
from andante.timekeeping.reviews.rules import DayFacts
from andante.timekeeping.timesheets.rules import APPROVED, IN_REVIEW
from andante.timekeeping.worklogs.rules import WorklogRecord

Verb = Literal["submit", "approve", "reject", "recall", "reopen"]


class StoredStep(NamedTuple):
    """A stored step of a timesheet approval, with the timesheet after it."""

    timesheet_id: int
    to_date: dt.date
    status: str
    actor: str
    actor_name: str
    at: Instant
    comment: str
    time_spent_seconds: int


class Step(Struct, frozen=True):
    verb: Verb
    step: StoredStep


class Background(NamedTuple):
    """The configuration, the keys of the work attributes for accounts, and the steps of the timesheets that start on a day."""

    configuration: ConfigurationRecord
    account_keys: frozenset[str]
    steps: Sequence[StoredStep]

    def period(self, first_day: dt.date) -> Period:
        """The period that includes the day; a stored timesheet that starts on the day if it has another period."""
        configured = periods.period_containing(first_day, self.configuration)
        stored = [step.to_date for step in self.steps]
        return configured if not stored or configured.to in stored else Period(first_day, stored[-1])


class Column(Struct, frozen=True):
    """A day, or in long periods a week."""

    first: dt.date
    last: dt.date
    required_seconds: int
    logged_seconds: int


class Row(Struct, frozen=True):
    """The time on an issue or a project, by column."""

    subject: Subject
    seconds: Sequence[int]
    planned_seconds: int

    @property
    def total(self) -> int:
        return sum(self.seconds)


def history(steps: Iterable[StoredStep], owner: str, period: Period) -> list[Step]:
    """The steps of the timesheet of a period, oldest first."""
    found: list[Step] = []
    for step in steps:
        if step.to_date == period.to:
            found.append(Step(verb_of(found[-1].step.status if found else None, step, owner), step))
    return found


def verb_of(before: str | None, step: StoredStep, owner: str) -> Verb:
    """What a step did. `before` is the status before it."""
    if step.status == IN_REVIEW:
        return "submit"
    if step.status == APPROVED:
        return "approve"
    if before == APPROVED:
        return "reopen"
    return "recall" if step.actor == owner else "reject"


def facts(worklogs: Iterable[WorklogRecord], account_keys: Collection[str], issues: Mapping[int, Subject]) -> dict[dt.date, DayFacts]:
    """What the worklogs of each day add up to. `account_keys` are the work attributes whose values are accounts."""
    found: dict[dt.date, DayFacts] = {}
    for worklog in worklogs:
        before = found.get(worklog.start_date, DayFacts(0, 0, 0, 0, Instant(""), Instant("")))
        found[worklog.start_date] = DayFacts(
            before.seconds + worklog.time_spent_seconds,
            before.billable_seconds + worklog.billable_seconds,
            before.without_description + (not worklog.description),
            before.without_account + (worklog.attributes.keys().isdisjoint(account_keys) and not issues[worklog.issue_id].has_account),
            max(before.created_at, worklog.created_at),
            max(before.updated_at, worklog.updated_at),
        )
    return found


def columns(days: Sequence[Day], week_start: int) -> list[Column]:
    """A column for each day; in periods of more than a week, one for each week."""
    groups: list[list[Day]] = []
    for day in days:
        if not groups or len(days) <= DAYS_PER_WEEK or day.schedule.date.isoweekday() == week_start:
            groups.append([])
        groups[-1].append(day)
    return [
        Column(
            group[0].schedule.date,
            group[-1].schedule.date,
            sum(day.schedule.required_seconds for day in group),
            sum(day.logged_seconds for day in group),
        )
        for group in groups
    ]


def rows(
    columns: Sequence[Column],
    worklogs: Iterable[WorklogRecord],
    planned: Iterable[Planned],
    by_issue: Mapping[int, Subject],
    by_project: Mapping[int, Subject],
) -> list[Row]:
    """The time on each issue, and on projects that only have plans; by project and key."""
    position = {day: number for number, column in enumerate(columns) for day in Period(column.first, column.last).days()}
    seconds: dict[Subject, list[int]] = {}
    plans: dict[Subject, int] = {}
    for worklog in worklogs:
        of_issue = seconds.setdefault(by_issue[worklog.issue_id], [0] * len(columns))
        of_issue[position[worklog.start_date]] += worklog.time_spent_seconds
    for plan, days in planned:
        subject = by_issue[plan.issue_id] if plan.issue_id else by_project[plan.project_id or 0]
        plans[subject] = plans.get(subject, 0) + sum(days.values())
    subjects = sorted({*seconds, *plans}, key=lambda subject: (subject.project_key, subject.issue_id or 0))
    return [Row(subject, seconds.get(subject, [0] * len(columns)), plans.get(subject, 0)) for subject in subjects]
