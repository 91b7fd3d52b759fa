"""Loads a user's timesheet with its worklogs, plans and history."""

import datetime as dt
from collections.abc import Mapping, Sequence

from msgspec import Struct

from andante.kit.call import Call
from andante.planning.days import actions as days
from andante.planning.days import queries as day_queries
from andante.planning.days.actions import Days
from andante.planning.days.rules import Subject
from andante.timekeeping.periods import rules as periods
from andante.timekeeping.periods.rules import Period
from andante.timekeeping.reviews import rules as reviews
from andante.timekeeping.reviews.rules import Listed, Reviewed
from andante.timekeeping.timesheets import actions as timesheets
from andante.timekeeping.timesheets.rules import TimesheetRecord

from . import rules, store
from .rules import Background, Column, Row, Step


class Sheet(Struct, frozen=True):
    """A user's timesheet. A caller who may see only some of its days gets only their time: then `history` and `steps` are empty, and
    `is_complete` is false. `steps` are those that the caller may take now, `previous` and `next` the periods around it."""

    days: Days
    reviewed: Reviewed
    columns: Sequence[Column]
    rows: Sequence[Row]
    issues: dict[int, Subject]
    history: Sequence[Step]
    steps: Sequence[str]
    is_complete: bool
    previous: Period | None
    next: Period | None

    @property
    def period(self) -> Period:
        return self.days.period


def find(call: Call, account_id: str, first_day: dt.date) -> Sheet:
    """The timesheet of the period that includes a day. Raises NotFound if the caller may not see any day of it. It runs six statements, and
    one more for an administrator's own timesheet."""
    background = store.background(call.db, account_id, first_day)
    period = background.period(first_day)
    found = days.find(call, period, account_id)
    issue_ids = {worklog.issue_id for worklog in found.worklogs} | {plan.issue_id for plan, _ in found.planned if plan.issue_id}
    project_ids = {plan.project_id for plan, _ in found.planned if plan.project_id}
    by_issue, by_project = day_queries.subjects(call, issue_ids, project_ids)
    is_complete = found.reach.sees_all_of(period)
    history = rules.history(background.steps, account_id, period) if is_complete else []
    listed = _listed(found, history)
    steps = timesheets.available_steps(call, listed.sheet, found.spans) if is_complete else []
    columns = rules.columns(found.days, background.configuration.week_start)
    return Sheet(
        days=found,
        reviewed=_reviewed(call, found, listed, background, by_issue),
        columns=columns,
        rows=rules.rows(columns, found.worklogs, found.planned, by_issue, by_project),
        issues=by_issue,
        history=history,
        steps=steps,
        is_complete=is_complete,
        previous=periods.period_before(period, background.configuration),
        next=periods.period_after(period, background.configuration),
    )


def _listed(found: Days, history: Sequence[Step]) -> Listed:
    stored = next((sheet for sheet in found.timesheets if sheet.period == found.period), None)
    unsubmitted = TimesheetRecord(account_id=found.account_id, from_date=found.period.from_, to_date=found.period.to)
    if stored is None or not history:
        return Listed(unsubmitted, found.name, None, None, may_review=False)
    record = TimesheetRecord(
        id=history[-1].step.timesheet_id,
        account_id=found.account_id,
        from_date=stored.from_date,
        to_date=stored.to_date,
        status=stored.status,
        reviewer_id=stored.reviewer_id,
        comment=stored.comment,
        actor=stored.actor_id,
        updated_at=stored.updated_at,
    )
    return Listed(record, found.name, stored.reviewer_name, stored.actor_name, may_review=False)


def _reviewed(call: Call, found: Days, listed: Listed, background: Background, issues: Mapping[int, Subject]) -> Reviewed:
    facts = rules.facts(found.worklogs, background.account_keys, issues)
    schedule = [day.schedule for day in found.days if found.reach.sees(day.schedule.date)]
    return reviews.reviewed(listed, schedule, facts, [], today=call.today, needs_account=bool(background.account_keys))
