"""Loads a user's week, and changes its cells."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from msgspec import Struct

from andante.directory.issues import queries as issues
from andante.directory.issues.rules import IssueRecord
from andante.kit.call import Call
from andante.planning.days import actions as days
from andante.planning.days import queries as day_queries
from andante.planning.days.rules import Day, StoredTimesheet
from andante.timekeeping.periods import actions as period_locks
from andante.timekeeping.periods import rules as periods
from andante.timekeeping.periods.rules import Period
from andante.timekeeping.work_attributes.rules import AttributeRecord
from andante.timekeeping.worklog_edits.rules import attributes_of, billable_after
from andante.timekeeping.worklogs import actions as worklogs
from andante.timekeeping.worklogs import queries as worklog_queries
from andante.timekeeping.worklogs.rules import LoggingRules, WorklogRecord, may_bypass_locks
from andante.timekeeping.worklogs.wire import WorklogInput, WorklogUpdate

from . import rules, store
from .rules import Cell, CellChange, CopiedCell, Row, RowKey
from .wire import AdjustedCell, CellInput, SkippedCell

EARLIER_PERIODS = 4
"""A week also contains the timesheets of this many periods before it, so that the user notices which ones are still open."""
FULLY_BILLABLE = "All of the time is billable now, because you may not set billable time"

_Entry = TypeVar("_Entry", SkippedCell, AdjustedCell)


class Week(Struct, frozen=True):
    """A user's week. `name` is the user's. `issues` are the issues of all rows, by id, each with whether it is a favorite of the caller.
    `timesheets` are those of the week's periods and of a few periods before, by start; without those that the caller may not see.
    `may_override`: whether the caller may change locked days, by bypassing the locks."""

    account_id: str
    name: str
    period: Period
    days: Sequence[Day]
    rows: Sequence[Row]
    issues: Mapping[int, tuple[IssueRecord, bool]]
    timesheets: Sequence[tuple[Period, StoredTimesheet | None]]
    logging_rules: LoggingRules
    may_override: bool

    @property
    def attributes(self) -> Mapping[str, AttributeRecord]:
        return self.logging_rules.attributes


class Copied(NamedTuple):
    """The new worklogs, the cells that were skipped, and those that were copied with a change."""

    created: list[WorklogRecord]
    skipped: list[SkippedCell]
    adjusted: list[AdjustedCell]


def find(
    call: Call, day: dt.date, account_id: str | None = None, shown_issues: Collection[str] = (), week_start: int | None = None
) -> Week:
    """The week that includes a day, of the caller or another user. `shown_issues` are keys of issues that get a row in any case; so do
    the caller's favorites. `week_start` is an ISO weekday, by default the one of the configuration. Raises NotFound if the caller may not
    see any day of it."""
    logging_rules = worklog_queries.load_logging_rules(call)
    week = rules.week_containing(day, week_start or logging_rules.configuration.week_start)
    recent = _recent_periods(week, logging_rules)
    found = days.find(call, week, account_id, timesheets_from=recent[0].from_)
    planned = rules.planned_by_issue(found.planned)
    wanted = {worklog.issue_id for worklog in found.worklogs} | planned.keys()
    known = {issue.id: (issue, favorite) for issue, favorite in store.issues_and_favorites(call.db, call.me, wanted, shown_issues)}
    rows = rules.rows(week, found.worklogs, planned, [id for id in known if id not in wanted], logging_rules.attributes)
    rows.sort(key=lambda row: (known[row.key.issue_id][0].project_id, known[row.key.issue_id][0].id, row.key.attributes))
    by_period = {sheet.period: sheet for sheet in found.timesheets}
    return Week(
        account_id=found.account_id,
        name=found.name,
        period=week,
        days=found.days,
        rows=rows,
        issues=known,
        timesheets=[(period, by_period.get(period)) for period in recent if found.reach.sees_all_of(period)],
        logging_rules=logging_rules,
        may_override=may_bypass_locks(call.caller.grants, logging_rules.configuration),
    )


def set_cell(call: Call, input: CellInput) -> tuple[Cell, int]:
    """Changes the worklogs of a cell so that it has the requested time. Returns the cell and the logged seconds of its day.

    Raises Conflict if the cell doesn't have the time that the user saw. The rules for worklogs apply.
    """
    person = input.account_id or call.me
    worklogs.require_may_manage(call, [(person, input.date)])
    period_locks.lock_user(call, person)
    issue = issues.find_reference(call, input.issue_key, "issueKey")
    attributes = worklog_queries.load_logging_rules(call).attributes
    key = RowKey(issue.id, tuple(sorted((pair.key, pair.value) for pair in input.attributes)))
    day = _worklogs_of_day(call, person, input.date)
    before = [worklog for worklog in day if rules.row_key(worklog, attributes) == key]
    rules.check_seen(sum(worklog.time_spent_seconds for worklog in before), input.was_seconds)
    start = dt.time.fromisoformat(input.start_time) if input.start_time else None
    _apply(call, person, issue, input, rules.cell_change(input.time_spent_seconds, before, day, start))
    day = _worklogs_of_day(call, person, input.date)
    after = [worklog for worklog in day if rules.row_key(worklog, attributes) == key]
    return Cell(after), sum(worklog.time_spent_seconds for worklog in day)


def copy(call: Call, first: dt.date, source: str, account_id: str | None = None) -> Copied:
    """Copies the seven days before (`LAST_WEEK`) or the planned time (`PLAN`) into the seven days that start at `first`. Cells with time
    are skipped, and so is what the rules for worklogs refuse."""
    person = account_id or call.me
    logging_rules = worklog_queries.load_logging_rules(call)
    week = rules.week_from(first)
    worklogs.require_may_manage(call, [(person, day) for day in week.days()])
    period_locks.lock_user(call, person)
    planned, calendar = day_queries.planned(call, person, week)
    stored = day_queries.worklogs(call, person, week.from_, week.to)
    cells = (
        rules.cells_of_plan(rules.planned_by_issue(planned)) if source == "PLAN" else _cells_of_last_week(call, person, week, logging_rules)
    )
    known = issues.by_ids(call, {cell.key.issue_id for cell in cells})
    schedule = {day.date: day for day in calendar.days(week.from_, week.to)}
    taken = {(worklog.issue_id, worklog.start_date) for worklog in stored}
    may_set_billable = worklogs.may_edit_billable(call, {(person, cell.date) for cell in cells})
    wanted, skipped = rules.without_skipped(cells, taken, schedule)
    new = rules.copies(person, wanted, stored, may_set_billable=may_set_billable)
    inputs = [(known[cell.key.issue_id], input) for cell, input in zip(wanted, new, strict=True)]
    drafts, faults = worklogs.check_all(call, logging_rules, inputs)
    created = worklogs.write_all(
        call, logging_rules, [draft for draft, found in zip(drafts, faults, strict=True) if draft is not None and not found]
    )
    skipped += [(cell, "; ".join(fault.sentence for fault in found)) for cell, found in zip(wanted, faults, strict=True) if found]
    written = [cell for cell, found in zip(wanted, faults, strict=True) if not found]
    adjusted = [] if may_set_billable else [(cell, FULLY_BILLABLE) for cell in written if rules.is_partly_billable(cell)]
    return Copied(created, _reported(SkippedCell, known, skipped), _reported(AdjustedCell, known, adjusted))


def _reported(kind: type[_Entry], known: Mapping[int, IssueRecord], cells: Iterable[tuple[CopiedCell, str]]) -> list[_Entry]:
    """The cells with their messages, by day and row."""
    return [
        kind(issue_key=known[cell.key.issue_id].key, date=cell.date, time_spent_seconds=cell.seconds, message=message)
        for cell, message in sorted(cells, key=lambda pair: (pair[0].date, pair[0].key))
    ]


def _cells_of_last_week(call: Call, person: str, week: Period, logging_rules: LoggingRules) -> list[CopiedCell]:
    shift = dt.timedelta(days=rules.DAYS)
    found = day_queries.worklogs(call, person, week.from_ - shift, week.to - shift, worklog_queries.visible(call))
    return rules.cells_of_week(found, logging_rules.attributes, shift)


def _recent_periods(week: Period, logging_rules: LoggingRules) -> list[Period]:
    found = periods.periods_between(week.from_, week.to, logging_rules.configuration)
    for _ in range(EARLIER_PERIODS):
        if found[0].from_ == dt.date.min:
            break
        found.insert(0, periods.period_containing(found[0].from_ - dt.timedelta(days=1), logging_rules.configuration))
    return found


def _worklogs_of_day(call: Call, person: str, day: dt.date) -> list[WorklogRecord]:
    return day_queries.worklogs(call, person, day, day)


def _apply(call: Call, person: str, issue: IssueRecord, input: CellInput, change: CellChange) -> None:
    bypass = input.bypass_period_closures_and_approvals
    if change.created_seconds:
        worklogs.log(call, _new_worklog(person, issue, input, change))
    for worklog, seconds in change.lengths:
        if seconds:
            worklogs.change(call, worklog.id, _with_length(worklog, seconds, change.start or worklog.start_time), bypass=bypass)
    if removed := [worklog.id for worklog, seconds in change.lengths if not seconds]:
        worklogs.remove_all(call, removed, bypass=bypass)


def _new_worklog(person: str, issue: IssueRecord, input: CellInput, change: CellChange) -> WorklogInput:
    return WorklogInput(
        issue_id=issue.id,
        author_account_id=person,
        start_date=input.date,
        start_time=change.start.isoformat() if change.start else None,
        time_spent_seconds=change.created_seconds,
        description=input.description,
        attributes=input.attributes,
        bypass_period_closures_and_approvals=input.bypass_period_closures_and_approvals,
    )


def _with_length(worklog: WorklogRecord, seconds: int, start: dt.time) -> WorklogUpdate:
    return WorklogUpdate(
        author_account_id=worklog.author_id,
        start_date=worklog.start_date,
        start_time=start.isoformat(),
        time_spent_seconds=seconds,
        billable_seconds=billable_after(worklog, seconds),
        description=worklog.description,
        attributes=attributes_of(worklog),
    )
