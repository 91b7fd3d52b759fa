"""Handles the operations that sum up logged time."""

from typing import TypedDict

from andante.kit.call import Call
from andante.kit.paging import FIRST_PAGE, Paging
from andante.kit.server import handles
from andante.kit.wire import Page
from andante.timekeeping.worklog_search.rules import Search
from andante.timekeeping.worklogs.routes import render as render_worklog
from andante.timekeeping.worklogs.wire import Worklog

from . import actions, wire
from .rules import GroupValue, Row, Sums, TimeReport
from .wire import ReportColumn, ReportGroup, TimeReportQuery, TimeReportRow, TimeReportRowQuery, TimeReportTotals


@handles(wire.get_time_report)
def get_time_report(call: Call, report: TimeReportQuery, paging: Paging = FIRST_PAGE) -> Page[TimeReportRow]:
    return call.page(paging, actions.page(call, actions.report_for(call, report), paging), _row)


@handles(wire.get_time_report_totals)
def get_time_report_totals(call: Call, report: TimeReportQuery) -> TimeReportTotals:
    requested = actions.report_for(call, report)
    return render_totals(requested, actions.totals(call, requested))


@handles(wire.get_worklogs_of_time_report)
def get_worklogs_of_time_report(call: Call, row: TimeReportRowQuery, paging: Paging = FIRST_PAGE) -> Page[Worklog]:
    return call.page(paging, actions.worklogs_of_row(call, row, paging), render_worklog, key=Search().sort_key)


def render_totals(report: TimeReport, sums: Sums) -> TimeReportTotals:
    columns = [ReportColumn(from_=column.from_, to=column.to) for column in report.columns]
    return TimeReportTotals(columns=columns, **_sums(sums))


def _row(_: Call, row: Row) -> TimeReportRow:
    return render_row(row)


def render_row(row: Row) -> TimeReportRow:
    return TimeReportRow(groups=[_group(group) for group in row.groups], **_sums(row.sums))


def _group(group: GroupValue) -> ReportGroup:
    return ReportGroup(dimension=str(group.dimension), id=group.id, key=group.key, name=group.name)


class _SumFields(TypedDict):
    logged_seconds: int
    billable_seconds: int
    planned_seconds: int | None
    required_seconds: int | None
    difference_seconds: int | None
    percent: float | None
    logged_seconds_by_column: list[int]
    billable_seconds_by_column: list[int]
    planned_seconds_by_column: list[int]
    required_seconds_by_column: list[int]


def _sums(sums: Sums) -> _SumFields:
    return {
        "logged_seconds": sums.logged,
        "billable_seconds": sums.billable,
        "planned_seconds": sums.planned,
        "required_seconds": sums.required,
        "difference_seconds": sums.difference,
        "percent": sums.percent,
        "logged_seconds_by_column": list(sums.logged_by_column),
        "billable_seconds_by_column": list(sums.billable_by_column),
        "planned_seconds_by_column": list(sums.planned_by_column),
        "required_seconds_by_column": list(sums.required_by_column),
    }
