"""Loads the days of a user."""

import datetime as dt
from collections.abc import Mapping, Sequence

from msgspec import Struct

from andante.kit.call import Call
from andante.kit.errors import NotFound
from andante.kit.lookup import require_found
from andante.organization.teams.rules import Span, SpansByPermission
from andante.schedules.user_schedules import queries as schedules
from andante.scopes import Permission
from andante.timekeeping.periods.rules import Period
from andante.timekeeping.timesheets import actions as timesheets
from andante.timekeeping.timesheets.rules import OPEN, TimesheetRecord
from andante.timekeeping.worklogs import queries as worklogs
from andante.timekeeping.worklogs.rules import VIEW_PERMISSIONS, WorklogRecord

from . import queries, rules, store
from .rules import Day, Gap, Planned, Reach, StoredTimesheet


class Days(Struct, frozen=True):
    """A user's days, without what the caller may not see. `name` is the user's. `timesheets` may start before the period."""

    account_id: str
    name: str
    period: Period
    days: Sequence[Day]
    worklogs: Sequence[WorklogRecord]
    planned: Sequence[Planned]
    timesheets: Sequence[StoredTimesheet]
    reach: Reach
    spans: SpansByPermission = {}
    """The days on which the caller holds permissions over another user through teams."""


def find(call: Call, period: Period, account_id: str | None = None, *, timesheets_from: dt.date | None = None) -> Days:
    """The days of a period, of the caller or another user, and the timesheets from `timesheets_from` on. Raises NotFound if the caller may
    not see any of the days. It runs four statements, and at most one more for another user's plans."""
    person = account_id or call.me
    found = store.find_person(call.db, person, timesheets_from or period.from_, period.to, None if person == call.me else call.me)
    within = _reach(call, person, found.spans if found else {})
    if not any(map(within.sees, period.days())):
        raise NotFound(f"Days {period} of the user '{person}' not found")
    found = require_found(found, "User", person)
    logged = store.worklogs_between(call.db, person, period.from_, period.to, store.within(within.seen))
    planned, calendar = queries.planned(call, person, period)
    sheets = [sheet for sheet in found.timesheets if within.sees_all_of(sheet.period)]
    days = rules.days(calendar.days(period.from_, period.to), logged, planned, sheets, within)
    return Days(person, found.name, period, days, logged, planned, sheets, within, found.spans)


class Submission(Struct, frozen=True):
    """A timesheet that the caller may submit, with the days of its period that have less time than required, and the names of possible
    reviewers by account id."""

    account_id: str
    period: Period
    logged_seconds: int
    required_seconds: int
    gaps: Sequence[Gap]
    reviewers: Mapping[str, str]


def submission(call: Call, account_id: str, period: Period) -> Submission:
    """What a user should know before they submit a timesheet. Raises NotFound if the caller may not submit it, or if it isn't open. It
    runs at most five statements, except for the timesheets of other administrators."""
    found = store.find_person(call.db, account_id, period.from_, period.to, None if account_id == call.me else call.me)
    stored = next((sheet for sheet in found.timesheets if sheet.period == period), None) if found else None
    sheet = TimesheetRecord(account_id=account_id, from_date=period.from_, to_date=period.to, status=stored.status if stored else OPEN)
    if not found or not timesheets.may_submit(call, sheet, found.spans):
        raise NotFound(f"Open timesheet {period} of the user '{account_id}' not found")
    schedule = schedules.calendar(call, account_id, period.from_, period.to).days(period.from_, period.to)
    logged = worklogs.seconds_by_day(call, [account_id], period.from_, period.to)[account_id]
    return Submission(
        account_id=account_id,
        period=period,
        logged_seconds=sum(logged.values()),
        required_seconds=sum(day.required_seconds for day in schedule),
        gaps=rules.gaps(schedule, logged),
        reviewers=timesheets.possible_reviewers(call, account_id, period),
    )


def _reach(call: Call, person: str, spans: SpansByPermission) -> Reach:
    """On which days the caller may see and change the user's worklogs, apart from locks."""
    if person == call.me:
        return Reach()
    seen, changed = (_spans(call, spans, permissions) for permissions in (VIEW_PERMISSIONS, (Permission.WORKLOG_MANAGE,)))
    return Reach(seen, changed)


def _spans(call: Call, spans: SpansByPermission, permissions: Sequence[Permission]) -> Sequence[Span] | None:
    if call.may(*permissions):
        return None
    return [span for permission in permissions for span in spans.get(permission, ())]
