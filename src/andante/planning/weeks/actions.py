"""Loads a user's week, and changes its cells."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct

from andante.directory.issues import queries as issues
from andante.directory.issues.rules import IssueRecord
from andante.kit.call import Call
from andante.kit.errors import NotFound
from andante.organization.reach import queries as reach
from andante.planning.plan_days import rules as plan_days
from andante.planning.plan_days.rules import PlanRecord
from andante.planning.plans import queries as plans
from andante.schedules.user_schedules import queries as schedules
from andante.schedules.user_schedules.rules import Calendar
from andante.scopes import Permission
from andante.timekeeping.periods import actions as period_locks
from andante.timekeeping.periods import rules as periods
from andante.timekeeping.periods.rules import Period
from andante.timekeeping.timesheets.rules import OPEN
from andante.timekeeping.work_attributes.rules import AttributeRecord
from andante.timekeeping.worklog_edits.rules import attributes_of, billable_after
from andante.timekeeping.worklogs import actions as worklogs
from andante.timekeeping.worklogs import queries as worklog_queries
from andante.timekeeping.worklogs.rules import VIEW_PERMISSIONS, LoggingRules, WorklogRecord
from andante.timekeeping.worklogs.wire import WorklogInput, WorklogUpdate

from . import rules, store
from .rules import Cell, CellChange, CopiedCell, Day, Row, RowKey, StoredTimesheet
from .wire import CellInput, SkippedCell

EARLIER_PERIODS = 4
"""A week also contains the timesheets of this many periods before it, so that the user notices which ones are still open."""


class Week(Struct, frozen=True):
    """A user's week. `issues` are the issues of all rows, by id, each with whether it is a favorite of the caller. `timesheets` are
    those of the week's periods and of a few periods before, by start; without those that the caller may not see."""

    account_id: str
    period: Period
    days: Sequence[Day]
    rows: Sequence[Row]
    issues: Mapping[int, tuple[IssueRecord, bool]]
    timesheets: Sequence[tuple[Period, StoredTimesheet | None]]
    logging_rules: LoggingRules

    @property
    def attributes(self) -> Mapping[str, AttributeRecord]:
        return self.logging_rules.attributes


class PlannedTime(NamedTuple):
    """Planned seconds by day: those of each issue, and the sum of all plans, including plans for projects."""

    by_issue: dict[int, Counter[dt.date]]
    total: Counter[dt.date]


def find(
    call: Call, day: dt.date, account_id: str | None = None, shown_issues: Collection[str] = (), week_start: int | None = None
) -> Week:
    """The week that includes a day, of the caller or another user. `shown_issues` are keys of issues that get a row in any case; so do
    the caller's favorites. `week_start` is an ISO weekday, by default the one of the configuration. Raises NotFound if the caller may not
    see any day of it."""
    person = account_id or call.me
    logging_rules = worklog_queries.load_logging_rules(call)
    week = rules.week_containing(day, week_start or logging_rules.configuration.week_start)
    own = person == call.me
    if not own:
        _require_visible(call, person, week)
    found = store.worklogs_between(call.db, person, week.from_, week.to, [] if own else worklog_queries.visible(call))
    planned, calendar = _planned_time(call, person, week)
    wanted = {worklog.issue_id for worklog in found} | planned.by_issue.keys()
    known = {issue.id: (issue, favorite) for issue, favorite in store.issues_and_favorites(call.db, call.me, wanted, shown_issues)}
    rows = rules.rows(week, found, planned.by_issue, [id for id in known if id not in wanted], logging_rules.attributes)
    rows.sort(key=lambda row: (known[row.key.issue_id][0].project_id, known[row.key.issue_id][0].id, row.key.attributes))
    timesheets = _timesheets(call, person, week, logging_rules)
    return Week(
        account_id=person,
        period=week,
        days=_days(call, person, week, rows, planned, calendar, timesheets),
        rows=rows,
        issues=known,
        timesheets=timesheets,
        logging_rules=logging_rules,
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


def copy(call: Call, first: dt.date, source: str, account_id: str | None = None) -> tuple[list[WorklogRecord], list[SkippedCell]]:
    """Copies the seven days before (`LAST_WEEK`) or the planned time (`PLAN`) into the seven days that start at `first`. Cells with time
    are skipped, and so is what the rules for worklogs refuse. Returns the new worklogs and what was skipped."""
    person = account_id or call.me
    logging_rules = worklog_queries.load_logging_rules(call)
    week = rules.week_from(first)
    worklogs.require_may_manage(call, [(person, day) for day in week.days()])
    period_locks.lock_user(call, person)
    planned, calendar = _planned_time(call, person, week)
    stored = store.worklogs_between(call.db, person, week.from_, week.to, [])
    cells = rules.cells_of_plan(planned.by_issue) if source == "PLAN" else _cells_of_last_week(call, person, week, logging_rules)
    known = issues.by_ids(call, {cell.key.issue_id for cell in cells})
    schedule = {day.date: day for day in calendar.days(week.from_, week.to)}
    wanted, skipped = rules.without_skipped(cells, {(worklog.issue_id, worklog.start_date) for worklog in stored}, schedule)
    inputs = [(known[cell.key.issue_id], input) for cell, input in zip(wanted, rules.copies(person, wanted, stored), strict=True)]
    drafts, faults = worklogs.check_all(call, logging_rules, inputs)
    created = worklogs.write_all(
        call, logging_rules, [draft for draft, found in zip(drafts, faults, strict=True) if draft is not None and not found]
    )
    skipped += [(cell, "; ".join(fault.sentence for fault in found)) for cell, found in zip(wanted, faults, strict=True) if found]
    return created, [
        SkippedCell(issue_key=known[cell.key.issue_id].key, date=cell.date, time_spent_seconds=cell.seconds, message=message)
        for cell, message in sorted(skipped, key=lambda pair: (pair[0].date, pair[0].key))
    ]


def _cells_of_last_week(call: Call, person: str, week: Period, logging_rules: LoggingRules) -> list[CopiedCell]:
    shift = dt.timedelta(days=rules.DAYS)
    found = store.worklogs_between(call.db, person, week.from_ - shift, week.to - shift, worklog_queries.visible(call))
    return rules.cells_of_week(found, logging_rules.attributes, shift)


def _require_visible(call: Call, person: str, week: Period) -> None:
    """Raises NotFound unless the caller may see the user's worklogs on a day of the week."""
    if call.may(*VIEW_PERMISSIONS):
        return
    spans = reach.spans_within_reach(call, VIEW_PERMISSIONS, [person]).get(person, [])
    if not any(span.has(day) for span in spans for day in week.days()):
        raise NotFound(f"Week {week} of the user '{person}' not found")


def _planned_time(call: Call, person: str, week: Period) -> tuple[PlannedTime, Calendar]:
    """The planned time of a week, and the user's calendar, which is valid in the week."""
    conditions = [] if person == call.me else plans.visible(call)
    found = store.plans_between(call.db, person, week.from_, week.to, conditions)
    ranges = [plan_days.schedule_range(plan, week.from_, week.to) for plan in found]
    first, last = min([week.from_, *(first for first, _ in ranges)]), max([week.to, *(last for _, last in ranges)])
    calendar = schedules.calendar(call, person, first, last)
    return _sum_planned(found, week, calendar), calendar


def _sum_planned(found: Sequence[PlanRecord], week: Period, calendar: Calendar) -> PlannedTime:
    planned = PlannedTime({}, Counter())
    for plan in found:
        days = plan_days.days(plan, week.from_, week.to, calendar.working_days)
        planned.total.update(days)
        if plan.issue_id is not None and days:
            planned.by_issue.setdefault(plan.issue_id, Counter()).update(days)
    return planned


def _timesheets(call: Call, person: str, week: Period, logging_rules: LoggingRules) -> list[tuple[Period, StoredTimesheet | None]]:
    """The periods of the week and a few before, each with its timesheet if it was submitted at least once and the caller may see it."""
    found = _recent_periods(week, logging_rules)
    stored = store.timesheets_between(call.db, person, found[0].from_, found[-1].to)
    by_period = {Period(sheet.from_date, sheet.to_date): sheet for sheet in stored}
    if person != call.me and not call.may(*VIEW_PERMISSIONS):
        found = [period for period in found if _covers(call, person, period)]
    return [(period, by_period.get(period)) for period in found]


def _recent_periods(week: Period, logging_rules: LoggingRules) -> list[Period]:
    found = periods.periods_between(week.from_, week.to, logging_rules.configuration)
    for _ in range(EARLIER_PERIODS):
        if found[0].from_ == dt.date.min:
            break
        found.insert(0, periods.period_containing(found[0].from_ - dt.timedelta(days=1), logging_rules.configuration))
    return found


def _covers(call: Call, person: str, period: Period) -> bool:
    """Whether the caller may see the user's time on all days of the period."""
    return reach.first_out_of_reach(call, VIEW_PERMISSIONS, [(person, day) for day in period.days()]) is None


def _days(
    call: Call,
    person: str,
    week: Period,
    rows: Sequence[Row],
    planned: PlannedTime,
    calendar: Calendar,
    timesheets: Sequence[tuple[Period, StoredTimesheet | None]],
) -> list[Day]:
    schedule = calendar.days(week.from_, week.to)
    locked = [(period, sheet.status) for period, sheet in timesheets if sheet and sheet.status != OPEN]
    locks = {day.date: status for day in schedule for period, status in locked if period.from_ <= day.date <= period.to}
    return rules.days(schedule, rows, planned.total, locks, _manageable_days(call, person, [day.date for day in schedule]))


def _manageable_days(call: Call, person: str, days: Sequence[dt.date]) -> set[dt.date]:
    """The days on which the caller may change the user's worklogs, apart from locks."""
    if person == call.me or call.may(Permission.WORKLOG_MANAGE):
        return set(days)
    spans = reach.spans_within_reach(call, [Permission.WORKLOG_MANAGE], [person]).get(person, [])
    return {day for day in days if any(span.has(day) for span in spans)}


def _worklogs_of_day(call: Call, person: str, day: dt.date) -> list[WorklogRecord]:
    return store.worklogs_between(call.db, person, day, day, [])


def _apply(call: Call, person: str, issue: IssueRecord, input: CellInput, change: CellChange) -> None:
    if change.created_seconds:
        worklogs.log(call, _new_worklog(person, issue, input, change))
    for worklog, seconds in change.lengths:
        if seconds:
            worklogs.change(call, worklog.id, _with_length(worklog, seconds))
        else:
            worklogs.remove(call, worklog.id)


def _new_worklog(person: str, issue: IssueRecord, input: CellInput, change: CellChange) -> WorklogInput:
    return WorklogInput(
        issue_id=issue.id,
        author_account_id=person,
        start_date=input.date,
        start_time=change.start.isoformat(),
        time_spent_seconds=change.created_seconds,
        description=input.description,
        attributes=input.attributes,
    )


def _with_length(worklog: WorklogRecord, seconds: int) -> WorklogUpdate:
    return WorklogUpdate(
        author_account_id=worklog.author_id,
        start_date=worklog.start_date,
        start_time=worklog.start_time.isoformat(),
        time_spent_seconds=seconds,
        billable_seconds=billable_after(worklog, seconds),
        description=worklog.description,
        attributes=attributes_of(worklog),
    )
