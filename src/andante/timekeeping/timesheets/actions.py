"""Finds timesheets and takes the steps of their approval. A timesheet exists for every user and period."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from andante.directory.people import queries as people
from andante.kit.call import Call
from andante.kit.changes import Action
from andante.kit.clock import Instant
from andante.kit.errors import Invalid, NotFound
from andante.organization.grants import queries as grants
from andante.organization.memberships import queries as memberships
from andante.organization.reach import queries as reach
from andante.organization.teams import actions as teams
from andante.organization.teams import queries as teams_queries
from andante.organization.teams.rules import SpansByPermission
from andante.schedules.user_schedules import queries as schedules
from andante.schedules.user_schedules.rules import ScheduleDay
from andante.scopes import Permission
from andante.timekeeping.periods import actions as period_locks
from andante.timekeeping.periods import queries as periods
from andante.timekeeping.periods.rules import Period, PeriodLock
from andante.timekeeping.worklogs import queries as worklogs

from . import queries, rules, store
from .rules import OPEN, STEPS, Actor, LogRecord, Timesheet, TimesheetRecord

WAITING_DAYS = 366
"""Timesheets of periods that ended more than this many days ago are not listed as waiting."""


def of_user(call: Call, account_id: str, start: dt.date, end: dt.date | None) -> Timesheet:
    """A user's timesheet. Raises NotFound if the user doesn't exist or the caller may not see their timesheet."""
    sheet, actor = _find(call, account_id, period_of(call, account_id, start, end))
    return _with_seconds(call, [sheet], sheet.period, {account_id: actor})[0]


def of_team(call: Call, team_id: int, start: dt.date, end: dt.date | None) -> list[Timesheet]:
    """The timesheets of users who were in the team on any day of the period, if the caller may see all of their days. The number of
    statements doesn't depend on the number of users."""
    team, period = teams.find(call, team_id), periods.exact_period(call, start, end)
    members = memberships.members_during(call, team, period.from_, period.to)
    stored = store.of_period(call.db, members, period.from_, period.to)
    actors = _actors(call, members, period)
    sheets = [stored.get(member) or _unsubmitted(member, period) for member in members]
    return _with_seconds(call, [sheet for sheet in sheets if rules.is_visible(sheet, actors[sheet.account_id])], period, actors)


def waiting(call: Call) -> list[Timesheet]:
    """The timesheets that the caller is asked to review, oldest first."""
    sheets = store.waiting_for(call.db, call.me, call.today - dt.timedelta(days=WAITING_DAYS))
    if not sheets:
        return []
    spent = store.time_spent(call.db, [sheet.id for sheet in sheets])
    first, last = min(sheet.from_date for sheet in sheets), max(sheet.to_date for sheet in sheets)
    days = schedules.days(call, {sheet.account_id for sheet in sheets}, first, last)
    required = [_sum_required(days[sheet.account_id], (sheet.from_date - first).days, (sheet.to_date - first).days) for sheet in sheets]
    own = [sheet.period for sheet in sheets if sheet.account_id == call.me]
    actor = Actor(call.me, may_review_own=bool(own) and _caller_may_review_own(call, Period(own[0].from_, own[-1].to)))
    return [
        Timesheet(sheet, seconds, spent.get(sheet.id, 0), rules.available_steps(sheet, actor))
        for sheet, seconds in zip(sheets, required, strict=True)
    ]


def _sum_required(days: Sequence[ScheduleDay], first: int, last: int) -> int:
    """The required seconds of the days from the index `first` to the index `last`."""
    return sum(day.required_seconds for day in days[first : last + 1])


def reviewers(call: Call, account_id: str) -> list[str]:
    """The users who may review a user's timesheet of the current period, as far as the caller may know them."""
    period = periods.period_containing(call, call.today)
    people.find(call, account_id)
    if not rules.is_visible(_unsubmitted(account_id, period), _actors(call, [account_id], period)[account_id]):
        raise _not_found(account_id)
    return list(possible_reviewers(call, account_id, period))


def take_step(
    call: Call,
    verb: str,
    account_id: str,
    start: dt.date,
    end: dt.date | None,
    *,
    comment: str | None = None,
    reviewer_id: str | None = None,
) -> Timesheet:
    """Submits, approves, rejects, recalls or reopens a timesheet; `verb` is a key of STEPS.

    The worklogs on its days are locked while it is in review or approved. Concurrent steps of one user's timesheets run one after
    the other.
    """
    period_locks.lock_user(call, account_id)
    before, actor = _find(call, account_id, period_of(call, account_id, start, end))
    rules.check_step(verb, before, actor)
    after = replace(
        before,
        status=STEPS[verb].after,
        reviewer_id=_reviewer(call, verb, before, reviewer_id),
        comment=comment or "",
        actor=call.me,
        updated_at=call.write_time,
    )
    now = _with_seconds(call, [after], after.period, {account_id: actor})[0]
    if verb == "submit":
        after = replace(after, required_seconds=now.required_seconds, time_spent_seconds=now.time_spent_seconds)
    after = replace(after, id=store.save(call.db, after))
    if after.status == OPEN:
        period_locks.unlock_period(call, account_id, after.period)
    else:
        period_locks.lock_period(call, account_id, after.period, after.status)
    call.record(
        store.TIMESHEET, after.id, Action.UPDATED if before.id else Action.CREATED, before=before if before.id else None, after=after
    )
    return replace(now, record=after, actions=rules.available_steps(after, actor))


class Steps(NamedTuple):
    """The timesheets after the same step, and those for which it was refused, as they are."""

    taken: list[TimesheetRecord]
    refused: list[TimesheetRecord]


def take_steps(call: Call, verb: str, seen: Mapping[int, Instant], comment: str = "") -> Steps:
    """Approves, rejects or reopens stored timesheets, as far as the caller may. `seen`: when each was last changed, as the caller saw
    it, by id; a timesheet that was changed since is refused. Timesheets that the caller may not see are left out. The number of
    statements doesn't depend on the number of timesheets."""
    period_locks.lock_users(call, store.owners(call.db, seen))
    found = store.by_ids(call.db, seen)
    steps, refused = [], []
    for sheet, actor in zip(found, _actors_of(call, found), strict=True):
        if sheet.updated_at == seen[sheet.id] and verb in rules.available_steps(sheet, actor):
            after = replace(sheet, status=STEPS[verb].after, comment=comment, actor=call.me, updated_at=call.write_time)
            steps.append((sheet, after))
        elif rules.is_visible(sheet, actor):
            refused.append(sheet)
    taken = [after for _, after in steps]
    store.change_all(call.db, taken)
    store.add_logs(call.db, taken)
    period_locks.replace_locks(call, [PeriodLock(*sheet.key, sheet.status) for sheet in taken], unlocked_state=OPEN)
    call.record_updated(store.TIMESHEET, steps)
    return Steps(taken, refused)


def copy_steps(call: Call, steps: Sequence[TimesheetRecord]) -> list[int]:
    """Adds copies of steps from another server, oldest first, with their actors and times.

    The last step of each timesheet locks or unlocks its period. Returns the id of the timesheet of each step.
    """
    call.require_administrator(to="copy timesheets from another server")
    before = {sheet.key: sheet for sheet in store.by_keys(call.db, {step.key for step in steps})}
    latest = {step.key: step for step in steps if step.key not in before or step.is_as_recent_as(before[step.key])}
    added = store.add_all(call.db, [step for key, step in latest.items() if key not in before])
    after = {key: replace(step, id=before[key].id if key in before else added[key]) for key, step in latest.items()}
    store.change_all(call.db, [sheet for key, sheet in after.items() if key in before])
    ids = {key: sheet.id for key, sheet in (before | after).items()}
    store.add_logs(call.db, [replace(step, id=ids[step.key]) for step in steps])
    period_locks.replace_locks(call, [PeriodLock(*key, sheet.status) for key, sheet in after.items()], unlocked_state=OPEN)
    call.record_created(store.TIMESHEET, (sheet for key, sheet in after.items() if key not in before))
    call.record_updated(store.TIMESHEET, ((before[key], sheet) for key, sheet in after.items() if key in before))
    return [ids[step.key] for step in steps]


def search_logs(
    call: Call, updated_from: Instant | None, account_ids: Sequence[str] | None, after: tuple[Instant, int] | None, limit: int
) -> list[LogRecord]:
    """Steps of timesheets that the caller may see, oldest first: at most `limit` plus one, after the step with the time and id `after`."""
    return store.page_of_logs(call.db, updated_from, account_ids, queries.visible(call), after, limit)


def _find(call: Call, account_id: str, period: Period) -> tuple[TimesheetRecord, Actor]:
    people.find(call, account_id)
    stored = store.of_period(call.db, [account_id], period.from_, period.to)
    sheet = stored.get(account_id) or _unsubmitted(account_id, period)
    actor = _actors(call, [account_id], period)[account_id]
    if not rules.is_visible(sheet, actor):
        raise _not_found(account_id)
    return sheet, actor


def _not_found(account_id: str) -> NotFound:
    """The refusal for a hidden timesheet, which is the same as for a missing user."""
    return NotFound(f"User '{account_id}' not found")


def _unsubmitted(account_id: str, period: Period) -> TimesheetRecord:
    return TimesheetRecord(account_id=account_id, from_date=period.from_, to_date=period.to)


def period_of(call: Call, account_id: str, start: dt.date, end: dt.date | None) -> Period:
    """The requested period. A submitted period stays valid after the configuration of periods has changed."""
    try:
        return periods.exact_period(call, start, end)
    except Invalid:
        if end and store.of_period(call.db, [account_id], start, end):
            return Period(start, end)
        raise


def _actors(call: Call, account_ids: Sequence[str], period: Period) -> dict[str, Actor]:
    """The caller with their permissions over each of these users on all days of a period, by account id."""
    everywhere = _permissions_over_everyone(call)
    spans = teams_queries.spans_by_permission(call, account_ids)
    may_review_own = call.me in account_ids and _caller_may_review_own(call, period)
    return {
        account_id: Actor(call.me, everywhere | rules.permissions_throughout(period, spans[account_id]), may_review_own)
        for account_id in account_ids
    }


def _actors_of(call: Call, sheets: Sequence[TimesheetRecord]) -> list[Actor]:
    """The caller with their permissions over each of these timesheets. Whether they may review their own ones is decided for all of them
    together."""
    everywhere = _permissions_over_everyone(call)
    spans = teams_queries.spans_by_permission(call, {sheet.account_id for sheet in sheets})
    own = [sheet.period for sheet in sheets if sheet.account_id == call.me]
    may_review_own = bool(own) and _caller_may_review_own(call, Period(min(own).from_, max(period.to for period in own)))
    return [
        Actor(call.me, everywhere | rules.permissions_throughout(sheet.period, spans[sheet.account_id]), may_review_own) for sheet in sheets
    ]


def may_submit(call: Call, sheet: TimesheetRecord, spans: SpansByPermission) -> bool:
    """Whether the caller may submit a timesheet now. `spans` are the days on which they hold permissions over its owner through teams."""
    return "submit" in rules.available_steps(sheet, _actor(call, sheet, spans))


def available_steps(call: Call, sheet: TimesheetRecord, spans: SpansByPermission) -> list[str]:
    """The steps that the caller may take now. `spans` are the days on which they hold permissions over its owner through teams. It runs a
    statement only for administrators who own the timesheet."""
    may_review_own = sheet.account_id == call.me and _caller_may_review_own(call, sheet.period)
    return rules.available_steps(sheet, replace(_actor(call, sheet, spans), may_review_own=may_review_own))


def _actor(call: Call, sheet: TimesheetRecord, spans: SpansByPermission) -> Actor:
    return Actor(call.me, _permissions_over_everyone(call) | rules.permissions_throughout(sheet.period, spans))


def _permissions_over_everyone(call: Call) -> frozenset[Permission]:
    return frozenset(permission for permission in Permission if call.may(permission))


def _caller_may_review_own(call: Call, period: Period) -> bool:
    return call.caller.grants.administrator and not reach.leads_of(call, call.me, period.from_, period.to)


def _with_seconds(call: Call, sheets: Sequence[TimesheetRecord], period: Period, actors: dict[str, Actor]) -> list[Timesheet]:
    """The timesheets of one period with the current seconds and the steps that the caller may take."""
    account_ids = [sheet.account_id for sheet in sheets]
    required = schedules.required_seconds(call, account_ids, period.from_, period.to)
    spent = worklogs.seconds_by_author(call, account_ids, period.from_, period.to)
    return [
        Timesheet(
            sheet,
            required[sheet.account_id],
            spent.get(sheet.account_id, 0),
            rules.available_steps(sheet, actors[sheet.account_id]),
        )
        for sheet in sheets
    ]


def _reviewer(call: Call, verb: str, sheet: TimesheetRecord, requested: str | None) -> str | None:
    """The reviewer after a step. It changes when the timesheet is submitted, or when a reviewer is requested."""
    if verb != "submit" and requested is None:
        return sheet.reviewer_id
    possible = possible_reviewers(call, sheet.account_id, sheet.period)
    leads = [] if requested else reach.leads_throughout(call, sheet.account_id, sheet.from_date, sheet.to_date)
    return rules.choose_reviewer(requested, leads, [*possible, *leads], sheet.account_id)


def possible_reviewers(call: Call, account_id: str, days: Period) -> dict[str, str]:
    """The names of the users, by account id, who may review this user's timesheet of these days, as far as the caller may know them. They
    include the user only if they are an administrator without a lead. The caller's permissions are not checked."""
    possible = reach.reviewers_throughout(call, account_id, Permission.TIMESHEET_APPROVE, days.from_, days.to)
    if account_id in possible and not _may_review_own(call, account_id, days):
        del possible[account_id]
    return possible


def _may_review_own(call: Call, account_id: str, days: Period) -> bool:
    if account_id == call.me:
        return _caller_may_review_own(call, days)
    return grants.is_administrator(call, account_id) and not reach.leads_of(call, account_id, days.from_, days.to)
