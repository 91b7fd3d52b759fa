"""Loads the days of a user."""

import datetime as dt
from collections.abc import Sequence

from msgspec import Struct

from andante.kit.call import Call
from andante.kit.errors import NotFound
from andante.organization.reach import queries as reach
from andante.organization.teams.rules import Span
from andante.scopes import Permission
from andante.timekeeping.periods.rules import Period
from andante.timekeeping.worklogs.rules import VIEW_PERMISSIONS, WorklogRecord

from . import queries, rules, store
from .rules import Day, Planned, Reach, StoredTimesheet


class Days(Struct, frozen=True):
    """A user's days, without what the caller may not see. `timesheets` may start before the period."""

    account_id: str
    period: Period
    days: Sequence[Day]
    worklogs: Sequence[WorklogRecord]
    planned: Sequence[Planned]
    timesheets: Sequence[StoredTimesheet]
    reach: Reach


def find(call: Call, period: Period, account_id: str | None = None, *, timesheets_from: dt.date | None = None) -> Days:
    """The days of a period, of the caller or another user, and the timesheets from `timesheets_from` on. Raises NotFound if the caller may
    not see any of the days. It runs four statements for the caller's own days, and at most three more for another user's."""
    person = account_id or call.me
    within = _reach(call, person)
    if not any(map(within.sees, period.days())):
        raise NotFound(f"Days {period} of the user '{person}' not found")
    worklogs = store.worklogs_between(call.db, person, period.from_, period.to, store.within(within.seen))
    planned, calendar = queries.planned(call, person, period)
    stored = store.timesheets_between(call.db, person, timesheets_from or period.from_, period.to)
    timesheets = [sheet for sheet in stored if within.sees_all_of(sheet.period)]
    days = rules.days(calendar.days(period.from_, period.to), worklogs, planned, timesheets, within)
    return Days(person, period, days, worklogs, planned, timesheets, within)


def _reach(call: Call, person: str) -> Reach:
    """On which days the caller may see and change the user's worklogs, apart from locks."""
    if person == call.me:
        return Reach()
    seen, changed = (_spans(call, person, permissions) for permissions in (VIEW_PERMISSIONS, (Permission.WORKLOG_MANAGE,)))
    return Reach(seen, changed)


def _spans(call: Call, person: str, permissions: Sequence[Permission]) -> Sequence[Span] | None:
    return None if call.may(*permissions) else reach.spans_within_reach(call, permissions, [person]).get(person, [])
