"""Handles the operations on weeks."""

import datetime as dt

from andante.kit.call import Call
from andante.kit.server import handles
from andante.planning.days.rules import Day, StoredTimesheet
from andante.timekeeping.periods.rules import Period
from andante.timekeeping.timesheets.rules import OPEN
from andante.timekeeping.worklogs.wire import WorkAttributeValue

from . import actions, rules, wire
from .wire import OWN_WEEK, Cell, CellInput, Week, WeekCell, WeekCopy, WeekCopyInput, WeekDay, WeekOf, WeekRow, WeekTimesheet


@handles(wire.get_week)
def get_week(call: Call, day: dt.date, whose: WeekOf = OWN_WEEK) -> Week:
    week = actions.find(call, day, whose.account_id)
    return Week(
        user=call.user(week.account_id),
        from_=week.period.from_,
        to=week.period.to,
        days=[_day(day) for day in week.days],
        rows=[_row(call, week, row) for row in week.rows],
        timesheets=[_timesheet(call, period, sheet) for period, sheet in week.timesheets],
    )


@handles(wire.set_week_cell)
def set_week_cell(call: Call, body: CellInput) -> Cell:
    cell, logged_seconds = actions.set_cell(call, body)
    return Cell(
        issue_key=body.issue_key,
        date=body.date,
        time_spent_seconds=cell.seconds,
        worklog_ids=[worklog.id for worklog in cell.worklogs],
        logged_seconds=logged_seconds,
    )


@handles(wire.copy_week)
def copy_week(call: Call, body: WeekCopyInput) -> WeekCopy:
    copied = actions.copy(call, body.date, body.source, body.account_id)
    return WeekCopy(worklog_ids=[worklog.id for worklog in copied.created], skipped=copied.skipped, adjusted=copied.adjusted)


def _day(day: Day) -> WeekDay:
    return WeekDay(
        date=day.schedule.date,
        type=day.schedule.type,
        holiday=day.schedule.holiday.name if day.schedule.holiday else None,
        required_seconds=day.schedule.required_seconds,
        logged_seconds=day.logged_seconds,
        planned_seconds=day.planned_seconds,
        locked=day.locked,
        editable=day.editable,
    )


def _row(call: Call, week: actions.Week, row: rules.Row) -> WeekRow:
    issue, favorite = week.issues[row.key.issue_id]
    return WeekRow(
        issue=call.issue(issue.id, issue.key),
        summary=issue.summary,
        attributes=[WorkAttributeValue(key, value) for key, value in row.key.attributes],
        favorite=favorite,
        cells=[_cell(cell) for cell in row.cells],
    )


def _cell(cell: rules.Cell) -> WeekCell:
    return WeekCell(
        time_spent_seconds=cell.seconds,
        planned_seconds=cell.planned_seconds,
        worklog_ids=[worklog.id for worklog in cell.worklogs],
    )


def _timesheet(call: Call, period: Period, sheet: StoredTimesheet | None) -> WeekTimesheet:
    return WeekTimesheet(
        from_=period.from_,
        to=period.to,
        status=sheet.status if sheet else OPEN,
        reviewer=call.user(sheet.reviewer_id) if sheet else None,
    )
