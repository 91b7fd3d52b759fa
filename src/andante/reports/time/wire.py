"""Reports on logged time in the API. Tempo doesn't have these operations."""

import datetime as dt
from typing import Annotated, Literal

from msgspec import Meta

from andante.kit.paging import FIRST_PAGE, Paging
from andante.kit.wire import DateOrInstant, DateSpan, Ids, Key, Keys, Page, Texts, Wire
from andante.reports.planned_time.wire import REPORTS
from andante.timekeeping.worklogs.wire import Worklog

Pivot = Literal["DAY", "WEEK", "MONTH", "QUARTER", "YEAR"]
Measure = Literal["PLANNED", "REQUIRED"]
Sort = Literal["NAME", "LOGGED", "BILLABLE"]
Direction = Literal["ASC", "DESC"]
ApprovalStatus = Literal["OPEN", "IN_REVIEW", "APPROVED"]

GroupBy = Annotated[list[Key], Meta(min_length=1, max_length=3)]


class TimeFilter(DateSpan, frozen=True, kw_only=True):
    """The range includes both dates. A worklog must match every parameter that is set, and one of its values. With `teamId` and `roleId`,
    the author was in one of the teams, in one of the roles, on the day of the worklog. `issue`, `project` and `parent` accept keys or
    ids; `account`, `customer` and `category` are keys. `attribute` is the key of a work attribute, `=` and a value."""

    account_id: Keys = []
    team_id: Ids = []
    role_id: Ids = []
    project: Texts = []
    issue: Texts = []
    parent: Texts = []
    account: Keys = []
    customer: Keys = []
    category: Keys = []
    attribute: Texts = []
    approval: Annotated[list[ApprovalStatus], Meta(max_length=3)] = []
    billable: bool | None = None
    updated_from: DateOrInstant | None = None


class TimeReportQuery(TimeFilter, frozen=True, kw_only=True):
    """`groupBy` are one to three of USER, TEAM, ROLE, PROJECT, ISSUE, PARENT (of the issue), ACCOUNT, CUSTOMER, CATEGORY (of the account),
    BILLABLE, APPROVAL (status of the timesheet), DAY, WEEK, MONTH, and ATTRIBUTE: followed by the key of a work attribute. `pivot` adds
    columns. Rows are sorted by the names of their groups, or with `sort` by the sums of their groups.

    `measure` adds planned and required time, and compares logged time with required time, or else with planned time. The report can then be
    grouped by USER, TEAM, ROLE, DAY, WEEK and MONTH, and filtered by `accountId`, `teamId` and `roleId`."""

    group_by: GroupBy
    pivot: Pivot | None = None
    measure: Annotated[list[Measure], Meta(max_length=2)] = []
    sort: Sort = "NAME"
    direction: Direction = "ASC"


class TimeReportRowQuery(TimeFilter, frozen=True, kw_only=True):
    """`groupBy` is as in the report, and `group` has the id of each group of the row, in the same order. The id is empty for worklogs
    without a value."""

    group_by: Annotated[list[Key], Meta(max_length=3)] = []
    group: Annotated[list[str], Meta(max_length=3)] = []


class ReportColumn(Wire, kw_only=True):
    """The days of a column, cut to the range of the report."""

    from_: dt.date
    to: dt.date


class ReportGroup(Wire, kw_only=True):
    """What the worklogs of a row have in common in one dimension. The `id` and `name` are empty if they have no value, for example no
    account. Projects, issues, accounts, customers and categories have a `key`."""

    dimension: str
    id: str
    key: str | None = None
    name: str


class ReportSums(Wire, kw_only=True):
    """Seconds. With `pivot`, the lists have a value for each column. `differenceSeconds` is logged time minus required time, or minus
    planned time if only that is measured; `percent` is the part of it that is logged, and absent if it is zero."""

    logged_seconds: int
    billable_seconds: int
    planned_seconds: int | None = None
    required_seconds: int | None = None
    difference_seconds: int | None = None
    percent: float | None = None
    logged_seconds_by_column: list[int] = []
    billable_seconds_by_column: list[int] = []
    planned_seconds_by_column: list[int] = []
    required_seconds_by_column: list[int] = []


class TimeReportRow(ReportSums, kw_only=True):
    groups: list[ReportGroup]


class TimeReportTotals(ReportSums, kw_only=True):
    """The sums of a whole report, in which each worklog counts once, and its columns."""

    columns: list[ReportColumn] = []


@REPORTS.reads("GET", "/4-andante/reports/time")
def get_time_report(report: TimeReportQuery, paging: Paging = FIRST_PAGE) -> Page[TimeReportRow]:
    """Sum up logged time by up to three dimensions.

    Only worklogs that the caller may see count. A worklog of a user who was in two teams counts in the rows of both. Weeks start on the
    configured day. With `measure`, required time counts on days on which the caller may view the user's worklogs, and planned time on those
    on which they may also view the plans. Users then have rows even if they logged no time.
    """


@REPORTS.reads("GET", "/4-andante/reports/time/totals")
def get_time_report_totals(report: TimeReportQuery) -> TimeReportTotals:
    """Retrieve the totals and the columns of a report on logged time."""


@REPORTS.reads("GET", "/4-andante/reports/time/worklogs")
def get_worklogs_of_time_report(row: TimeReportRowQuery, paging: Paging = FIRST_PAGE) -> Page[Worklog]:
    """Retrieve the worklogs behind a row of a report, or without `groupBy` behind its totals.

    For the worklogs behind a column, limit `from` and `to` to its days.
    """
