"""What a reviewer should look at in a timesheet, and which timesheets a list shows."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from msgspec import Struct

from andante.kit.clock import Instant
from andante.organization.teams.rules import Span, days_from
from andante.schedules.user_schedules.rules import ScheduleDay
from andante.timekeeping.periods.rules import Period
from andante.timekeeping.timesheets.rules import OPEN, State, TimesheetRecord, state_of

LONG_DAY_SECONDS = 10 * 3600
"""More time than this on one day is pointed out."""

LATE_DAYS = 7
"""Worklogs that were created more than this many days after their date are pointed out."""

ProblemKind = Literal["changed", "missing", "overtime", "long", "holiday", "free", "account", "description", "late"]


class DayFacts(NamedTuple):
    """What the worklogs of a user's day add up to. `created_at` and `updated_at` are the latest ones."""

    seconds: int
    billable_seconds: int
    without_description: int
    without_account: int
    created_at: Instant
    updated_at: Instant


class Problem(Struct, frozen=True):
    """Something that a reviewer should look at. `seconds` are missing or too many, `count` is a number of worklogs, and `name` that of a
    holiday."""

    kind: ProblemKind
    days: Sequence[dt.date]
    seconds: int = 0
    count: int = 0
    name: str | None = None


class Listed(Struct, frozen=True):
    """A timesheet in a list, with the names of its owner, its reviewer and the user who took its last step. `may_review`: whether the
    caller may approve, reject and reopen it, and remind its owner to submit it. A timesheet that was never submitted has no reviewer."""

    sheet: TimesheetRecord
    name: str
    reviewer_name: str | None
    actor_name: str | None
    may_review: bool

    @property
    def state(self) -> State:
        return state_of(self.sheet.status, self.sheet.account_id, self.sheet.actor)


class Reviewed(Struct, frozen=True):
    """A timesheet of a list with its current seconds, what a reviewer should look at, and the names of the owner's teams."""

    listed: Listed
    required_seconds: int
    logged_seconds: int
    billable_seconds: int
    problems: Sequence[Problem]
    teams: Sequence[str]


class Cell(Struct, frozen=True):
    """A timesheet of an overview with its current seconds."""

    listed: Listed
    required_seconds: int
    logged_seconds: int

    def is_overdue(self, today: dt.date) -> bool:
        """Whether its owner should have submitted it: its period is over and requires time."""
        return self.listed.state in ("open", "rejected") and self.listed.sheet.to_date < today and self.required_seconds > 0


class TeamMember(NamedTuple):
    """A user's membership in a team that the caller may choose in a list."""

    team_id: int
    team_name: str
    account_id: str
    span: Span


class Filter(Struct, frozen=True, kw_only=True):
    """Which timesheets to list: all that wait for approval, or those of one period with a state; None for every state. `mine`: only those
    that the caller is asked to review."""

    state: State | None = "waiting"
    first_day: dt.date | None = None
    team_id: int | None = None
    mine: bool = False


def reviewed(
    listed: Listed,
    schedule: Sequence[ScheduleDay],
    facts: Mapping[dt.date, DayFacts],
    teams: Sequence[str],
    *,
    today: dt.date,
    needs_account: bool,
) -> Reviewed:
    """`schedule` are the days of the timesheet. `facts` may have more days."""
    sheet = listed.sheet
    on_days = {day: facts[day] for day in sheet.period.days() if day in facts}
    return Reviewed(
        listed,
        required_seconds=sum(day.required_seconds for day in schedule),
        logged_seconds=sum(each.seconds for each in on_days.values()),
        billable_seconds=sum(each.billable_seconds for each in on_days.values()),
        problems=problems(schedule, on_days, sheet, today=today, needs_account=needs_account),
        teams=teams,
    )


def problems(
    days: Sequence[ScheduleDay], facts: Mapping[dt.date, DayFacts], sheet: TimesheetRecord, *, today: dt.date, needs_account: bool
) -> list[Problem]:
    """What a reviewer should look at, the most important first. Missing time of today is only reported once the timesheet is submitted.
    `needs_account`: whether worklogs can have accounts at all."""
    until = today - dt.timedelta(days=1) if sheet.status == OPEN else today
    found = [
        *_changed(facts, sheet),
        *_missing(days, facts, until),
        *_too_much(days, facts),
        *_on_free_days(days, facts),
        *_incomplete(facts),
        *_late(facts),
    ]
    return [problem for problem in found if needs_account or problem.kind != "account"]


def _changed(facts: Mapping[dt.date, DayFacts], sheet: TimesheetRecord) -> Iterable[Problem]:
    """Worklogs that were changed although the timesheet locks them."""
    if sheet.status != OPEN and sheet.updated_at:
        days = [day for day, on_day in facts.items() if on_day.updated_at > sheet.updated_at]
        if days:
            yield Problem("changed", days)


def _missing(days: Sequence[ScheduleDay], facts: Mapping[dt.date, DayFacts], until: dt.date) -> Iterable[Problem]:
    gaps = {day.date: day.required_seconds - _seconds(facts, day.date) for day in days if day.date <= until}
    short = {day: seconds for day, seconds in gaps.items() if seconds > 0}
    if short:
        yield Problem("missing", list(short), seconds=sum(short.values()))


def _too_much(days: Sequence[ScheduleDay], facts: Mapping[dt.date, DayFacts]) -> Iterable[Problem]:
    """More time than the whole period requires, and long days."""
    over = sum(on_day.seconds for on_day in facts.values()) - sum(day.required_seconds for day in days)
    if over > 0:
        yield Problem("overtime", [], seconds=over)
    long = [day for day, on_day in facts.items() if on_day.seconds > LONG_DAY_SECONDS]
    if long:
        yield Problem("long", long, seconds=max(facts[day].seconds for day in long))


def _on_free_days(days: Sequence[ScheduleDay], facts: Mapping[dt.date, DayFacts]) -> Iterable[Problem]:
    worked = [day for day in days if not day.required_seconds and _seconds(facts, day.date)]
    holidays = [day for day in worked if day.holiday]
    kinds: tuple[tuple[ProblemKind, list[ScheduleDay]], ...] = (("holiday", holidays), ("free", [day for day in worked if not day.holiday]))
    for kind, found in kinds:
        if found:
            name = found[0].holiday.name if found[0].holiday else None
            yield Problem(kind, [day.date for day in found], seconds=sum(facts[day.date].seconds for day in found), name=name)


def _incomplete(facts: Mapping[dt.date, DayFacts]) -> Iterable[Problem]:
    without_account = {day: on_day.without_account for day, on_day in facts.items() if on_day.without_account}
    without_description = {day: on_day.without_description for day, on_day in facts.items() if on_day.without_description}
    if without_account:
        yield Problem("account", list(without_account), count=sum(without_account.values()))
    if without_description:
        yield Problem("description", list(without_description), count=sum(without_description.values()))


def _late(facts: Mapping[dt.date, DayFacts]) -> Iterable[Problem]:
    days = [day for day, on_day in facts.items() if (dt.date.fromisoformat(on_day.created_at[:10]) - day).days > LATE_DAYS]
    if days:
        yield Problem("late", days)


def _seconds(facts: Mapping[dt.date, DayFacts], day: dt.date) -> int:
    return facts[day].seconds if day in facts else 0


def matching(listed: Iterable[Listed], filter: Filter, period: Period, me: str, members: Iterable[TeamMember]) -> list[Listed]:
    """The timesheets that match the filter. Without a chosen period, all those that wait."""
    spans: dict[str, list[Span]] = {}
    for member in members:
        if member.team_id == filter.team_id:
            spans.setdefault(member.account_id, []).append(member.span)
    return [
        each
        for each in listed
        if (filter.state is None or each.state == filter.state)
        and (each.sheet.period == period or (filter.state == "waiting" and filter.first_day is None))
        and (not filter.mine or each.sheet.reviewer_id == me)
        and (filter.team_id is None or _is_in(each.sheet.period, spans.get(each.sheet.account_id, ())))
    ]


def next_waiting(listed: Sequence[Listed], first_day: dt.date, account_id: str) -> TimesheetRecord | None:
    """The timesheet to review after that of a user and period; after the last one, the first. None if no other one waits."""
    waiting = [each.sheet for each in listed if each.may_review and each.state == "waiting"]
    keys = [(each.sheet.from_date, each.sheet.account_id) for each in listed]
    current = (first_day, account_id)
    position = keys.index(current) if current in keys else -1
    others = [sheet for sheet in waiting if (sheet.from_date, sheet.account_id) != current]
    later = [sheet for sheet in others if keys.index((sheet.from_date, sheet.account_id)) > position]
    return next(iter(later or others), None)


def _is_in(period: Period, spans: Iterable[Span]) -> bool:
    return any(span.overlaps(days_from(period.from_, period.to)) for span in spans)


def days_of(schedule: Sequence[ScheduleDay], first: dt.date, period: Period) -> Sequence[ScheduleDay]:
    """The days of a period, from a schedule that starts on `first`."""
    return schedule[(period.from_ - first).days : (period.to - first).days + 1]


def teams_of(sheet: TimesheetRecord, members: Iterable[TeamMember]) -> list[str]:
    """The names of the teams in which the owner of a timesheet was during its period."""
    days = days_from(sheet.from_date, sheet.to_date)
    return [member.team_name for member in members if member.account_id == sheet.account_id and member.span.overlaps(days)]
