"""What one may do with timesheets. A timesheet is a person's period; it is there without having been made."""

import datetime as dt
from collections.abc import Sequence

from msgspec.structs import replace
from sqlalchemy.sql.elements import ColumnElement

from andante.directory.people import actions as people
from andante.kit.call import Call
from andante.kit.changes import Action
from andante.kit.clock import Instant, parse_instant
from andante.kit.errors import Invalid, NotFound
from andante.organization.grants import queries as grants
from andante.organization.memberships import queries as memberships
from andante.organization.reach import queries as reach
from andante.organization.teams import actions as teams
from andante.schedules.user_schedules import actions as schedule
from andante.scopes import Permission
from andante.timekeeping.periods import actions as periods
from andante.timekeeping.periods.rules import Lock, Period
from andante.timekeeping.worklogs import actions as worklogs

from . import rules, store
from .rules import OPEN, STEPS, Actor, LogRecord, Timesheet, TimesheetRecord
from .wire import TimesheetApprovalInput

WAITING_DAYS = 366
"""How long ago a period may have ended that still waits to be reviewed."""


def of_user(call: Call, account_id: str, start: dt.date, end: dt.date | None) -> Timesheet:
    """A person's timesheet; NotFound where there is no such person, or nothing of them that the caller may see."""
    sheet, actor = _find(call, account_id, _period(call, account_id, start, end))
    return _with_seconds(call, [sheet], sheet.period, {account_id: actor})[0]


def of_team(call: Call, team_id: int, start: dt.date, end: dt.date | None) -> list[Timesheet]:
    """The timesheets of all who were in the team on any day of the period and whose the caller may see. The number of
    questions does not depend on how many they are."""
    team, period = teams.find(call, team_id), periods.exactly(call, start, end)
    members = memberships.members_during(call, team, period.from_, period.to)
    stored = store.of_period(call.db, members, period.from_, period.to)
    actors = _actors(call, members, period)
    sheets = [stored.get(member) or _untouched(member, period) for member in members]
    return _with_seconds(call, [sheet for sheet in sheets if rules.may_see(sheet, actors[sheet.account_id])], period, actors)


def waiting(call: Call) -> list[Timesheet]:
    """The timesheets that wait for the caller's review, oldest first."""
    sheets = store.waiting_for(call.db, call.me, call.today - dt.timedelta(days=WAITING_DAYS))
    if not sheets:
        return []
    spent = store.time_spent(call.db, [sheet.id for sheet in sheets])
    first, last = min(sheet.from_date for sheet in sheets), max(sheet.to_date for sheet in sheets)
    days = schedule.days(call, {sheet.account_id for sheet in sheets}, first, last)
    own = [sheet.period for sheet in sheets if sheet.account_id == call.me]
    actor = Actor(call.me, approves_own=bool(own) and _approves_own(call, Period(own[0].from_, own[-1].to)))
    return [
        Timesheet(
            sheet,
            sum(day.required_seconds for day in days[sheet.account_id][(sheet.from_date - first).days : (sheet.to_date - first).days + 1]),
            spent.get(sheet.id, 0),
            rules.possible_now(sheet, actor),
        )
        for sheet in sheets
    ]


def reviewers(call: Call, account_id: str) -> list[str]:
    """Who may review the timesheets of a person as of today."""
    today = Period(call.today, call.today)
    people.find(call, account_id)
    if not rules.may_see(_untouched(account_id, today), _actors(call, [account_id], today)[account_id]):
        raise _not_found(account_id)
    return _reviewers(call, account_id, today)


def step(call: Call, verb: str, account_id: str, start: dt.date, end: dt.date | None, given: TimesheetApprovalInput) -> Timesheet:
    """Submits, approves, rejects, recalls or reopens a timesheet. Of two who do so at once, the second finds what the first
    has made of it. Worklogs of its days are locked while it is in review or approved."""
    periods.queue_to_lock(call, account_id)
    before, actor = _find(call, account_id, _period(call, account_id, start, end))
    rules.require(verb, before, actor)
    after = replace(
        before,
        status=STEPS[verb].after,
        reviewer_id=_reviewer(call, verb, before, given.reviewer_account_id),
        comment=given.comment or "",
        actor=call.me,
        updated_at=call.now,
    )
    now = _with_seconds(call, [after], after.period, {account_id: actor})[0]
    if verb == "submit":
        after = replace(after, required_seconds=now.required_seconds, time_spent_seconds=now.time_spent_seconds)
    after = replace(after, id=store.put(call.db, after))
    if after.status == OPEN:
        periods.unlock(call, account_id, after.period)
    else:
        periods.lock(call, account_id, after.period, after.status)
    call.record(
        store.TIMESHEET, after.id, Action.UPDATED if before.id else Action.CREATED, before=before if before.id else None, after=after
    )
    return replace(now, record=after, actions=rules.possible_now(after, actor))


def copy_steps(call: Call, given: Sequence[TimesheetRecord]) -> list[int]:
    """Takes over steps of timesheets as another server has logged them, oldest first, with who took them when; locks lie as
    the last of them says. Gives the ids of their timesheets."""
    call.require_administrator(to="take over timesheets of another server")
    before = {sheet.which: sheet for sheet in store.named(call.db, {step.which for step in given})}
    latest = {step.which: step for step in given if step.which not in before or step.is_not_before(before[step.which])}
    added = store.add_all(call.db, [step for which, step in latest.items() if which not in before])
    after = {which: replace(step, id=before[which].id if which in before else added[which]) for which, step in latest.items()}
    store.change_all(call.db, [sheet for which, sheet in after.items() if which in before])
    ids = {which: sheet.id for which, sheet in (before | after).items()}
    store.log_all(call.db, [replace(step, id=ids[step.which]) for step in given])
    periods.relock(call, [Lock(*which, sheet.status) for which, sheet in after.items()], open=OPEN)
    call.record_all(store.TIMESHEET, Action.CREATED, ((sheet.id, None, sheet) for which, sheet in after.items() if which not in before))
    call.record_all(
        store.TIMESHEET, Action.UPDATED, ((sheet.id, before[which], sheet) for which, sheet in after.items() if which in before)
    )
    return [ids[step.which] for step in given]


def search_logs(
    call: Call, updated_from: str | None, account_ids: Sequence[str] | None, after: tuple[Instant, int] | None, limit: int
) -> list[LogRecord]:
    """The next steps, and one more, of the timesheets that the caller may see."""
    since = parse_instant(updated_from, "updatedFrom") if updated_from else None
    return store.page_of_logs(call.db, since, account_ids, _visible(call), after, limit)


def _find(call: Call, account_id: str, period: Period) -> tuple[TimesheetRecord, Actor]:
    people.find(call, account_id)
    stored = store.of_period(call.db, [account_id], period.from_, period.to)
    sheet = stored.get(account_id) or _untouched(account_id, period)
    actor = _actors(call, [account_id], period)[account_id]
    if not rules.may_see(sheet, actor):
        raise _not_found(account_id)
    return sheet, actor


def _not_found(account_id: str) -> NotFound:
    """Says the same as where there is no such person."""
    return NotFound(f"User '{account_id}' not found")


def _untouched(account_id: str, period: Period) -> TimesheetRecord:
    return TimesheetRecord(account_id=account_id, from_date=period.from_, to_date=period.to)


def _period(call: Call, account_id: str, start: dt.date, end: dt.date | None) -> Period:
    """The period that is asked for. One that was submitted stays one, though others are configured since."""
    try:
        return periods.exactly(call, start, end)
    except Invalid:
        if end and store.of_period(call.db, [account_id], start, end):
            return Period(start, end)
        raise


def _actors(call: Call, account_ids: Sequence[str], period: Period) -> dict[str, Actor]:
    """What the caller is to each of these people in a period."""
    everywhere = frozenset(permission for permission in Permission if call.may(permission))
    over = reach.held_over(call, account_ids, period.from_, period.to)
    approves_own = call.me in account_ids and _approves_own(call, period)
    return {account_id: Actor(call.me, everywhere | over.get(account_id, frozenset()), approves_own) for account_id in account_ids}


def _approves_own(call: Call, period: Period) -> bool:
    return call.caller.grants.administrator and not reach.leads_of(call, call.me, period.from_, period.to)


def _with_seconds(call: Call, sheets: Sequence[TimesheetRecord], period: Period, actors: dict[str, Actor]) -> list[Timesheet]:
    """The timesheets of one period with what is required and logged now, and what the caller may do."""
    account_ids = [sheet.account_id for sheet in sheets]
    required = schedule.required_seconds(call, account_ids, period.from_, period.to)
    spent = worklogs.seconds_of(call, account_ids, period.from_, period.to)
    return [
        Timesheet(
            sheet,
            required[sheet.account_id],
            spent.get(sheet.account_id, 0),
            rules.possible_now(sheet, actors[sheet.account_id]),
        )
        for sheet in sheets
    ]


def _reviewer(call: Call, verb: str, sheet: TimesheetRecord, given: str | None) -> str | None:
    """Who reviews from now on: chosen anew when it is submitted, and whenever somebody is named."""
    if verb != "submit" and given is None:
        return sheet.reviewer_id
    possible = _reviewers(call, sheet.account_id, Period(sheet.from_date, max(sheet.to_date, call.today)))
    leads = [] if given else reach.leads_of(call, sheet.account_id, sheet.from_date, sheet.to_date)
    return rules.reviewer(given, leads, possible, sheet.account_id)


def _reviewers(call: Call, account_id: str, days: Period) -> list[str]:
    """Who may review what this person does on these days; they themselves only where they are an administrator whom nobody
    leads."""
    possible = reach.reviewers(call, account_id, Permission.TIMESHEET_APPROVE, days.from_, days.to)
    if account_id in possible and not _may_review_own(call, account_id, days):
        possible.remove(account_id)
    return possible


def _may_review_own(call: Call, account_id: str, days: Period) -> bool:
    return grants.is_administrator(call, account_id) and not reach.leads_of(call, account_id, days.from_, days.to)


def _visible(call: Call) -> list[ColumnElement[bool]]:
    """The conditions that a timesheet must meet for the caller to see it."""
    if call.may(*rules.MAY_VIEW):
        return []
    sheets = store.timesheets.c
    reached = reach.within_reach_during(call, rules.MAY_VIEW, sheets.account_id, sheets.from_date, sheets.to_date)
    return [reached | store.is_reviewed_by(call.me)]
