"""Weeks in the API. Tempo doesn't have these operations."""

import datetime as dt
from typing import Annotated, Literal

from msgspec import Meta

from andante.kit.clock import SECONDS_PER_DAY
from andante.kit.operation import Group
from andante.kit.refs import IssueRef, UserRef
from andante.kit.wire import ClockTime, Key, Query, Seconds, Text, Wire
from andante.scopes import Scope
from andante.timekeeping.worklogs.wire import MAX_ATTRIBUTES, WorkAttributeValue, WorkAttributeValueInput

WEEKS = Group("Weeks", view=Scope.WORKLOGS_VIEW, manage=Scope.WORKLOGS_MANAGE)

RowAttributes = Annotated[list[WorkAttributeValueInput], Meta(max_length=MAX_ATTRIBUTES)]


class WeekOf(Query, frozen=True):
    """The user whose week it is. Without `accountId`, it is the caller's."""

    account_id: Key | None = None


class WeekDay(Wire, kw_only=True):
    """A day of the week. `locked` is the status of the timesheet that locks it: IN_REVIEW or APPROVED. `editable` tells whether the
    caller may log and change time on this day."""

    date: dt.date
    type: str
    holiday: str | None
    required_seconds: int
    logged_seconds: int
    planned_seconds: int
    locked: str | None
    editable: bool


class WeekCell(Wire, kw_only=True):
    time_spent_seconds: int
    planned_seconds: int
    worklog_ids: list[int]


class WeekRow(Wire, kw_only=True):
    """Worklogs of one issue with the same values of their ACCOUNT and STATIC_LIST attributes. There is a cell for each day."""

    issue: IssueRef
    summary: str
    attributes: list[WorkAttributeValue]
    favorite: bool
    cells: list[WeekCell]


class WeekTimesheet(Wire, kw_only=True):
    """The timesheet of a period that includes days of the week, or of one of the periods before it."""

    from_: dt.date
    to: dt.date
    status: str
    reviewer: UserRef | None


class Week(Wire, kw_only=True):
    user: UserRef
    from_: dt.date
    to: dt.date
    days: list[WeekDay]
    rows: list[WeekRow]
    timesheets: list[WeekTimesheet]


class CellInput(Wire, kw_only=True):
    """The new time of a cell. `wasSeconds` is the time that the user saw: if it is different by now, nothing changes and the response
    is 409. `attributes` are the values that identify the row. A new worklog starts at `startTime`; without it, after the last worklog of
    the day, at 9:00 at the earliest. The only worklog of a cell moves to `startTime`. `bypassPeriodClosuresAndApprovals` lets
    administrators change worklogs in locked periods while the override mode is on."""

    account_id: Key | None = None
    issue_key: Key
    attributes: RowAttributes = []
    date: dt.date
    time_spent_seconds: Annotated[int, Meta(ge=0, le=SECONDS_PER_DAY)]
    was_seconds: Seconds
    start_time: ClockTime | None = None
    description: Text | None = None
    bypass_period_closures_and_approvals: bool = False


class Cell(Wire, kw_only=True, omit_defaults=False):
    """A cell after a change. `loggedSeconds` is the time of the whole day."""

    issue_key: str
    date: dt.date
    time_spent_seconds: int
    worklog_ids: list[int]
    logged_seconds: int


class WeekCopyInput(Wire, kw_only=True):
    """Copies into the seven days that start at `date`: the worklogs of the seven days before, or the planned time."""

    account_id: Key | None = None
    date: dt.date
    source: Literal["LAST_WEEK", "PLAN"]


class SkippedCell(Wire, kw_only=True):
    """Time that wasn't copied. `message` tells why, as a sentence."""

    issue_key: str
    date: dt.date
    time_spent_seconds: int
    message: str


class AdjustedCell(Wire, kw_only=True):
    """Time that was copied with a change. `message` tells which and why, as a sentence."""

    issue_key: str
    date: dt.date
    time_spent_seconds: int
    message: str


class WeekCopy(Wire, kw_only=True, omit_defaults=False):
    """The ids of the new worklogs, what was skipped, and what was copied with a change."""

    worklog_ids: list[int]
    skipped: list[SkippedCell]
    adjusted: list[AdjustedCell]


OWN_WEEK = WeekOf()


@WEEKS.reads("GET", "/4-andante/weeks/{day}")
def get_week(day: dt.date, whose: WeekOf = OWN_WEEK) -> Week:
    """Retrieve the week that includes a day, as a grid of issues and days."""


@WEEKS.writes("PUT", "/4-andante/weeks/cells", refuses=(409,))
def set_week_cell(body: CellInput) -> Cell:
    """Set the time of a cell: creates, lengthens, shortens or deletes the worklogs of one issue and day."""


@WEEKS.writes("POST", "/4-andante/weeks/copy")
def copy_week(body: WeekCopyInput) -> WeekCopy:
    """Copy the worklogs of the seven days before, or the planned time, into seven days.

    Cells that have time are skipped, and so is what the rules refuse. If you may not set billable time, all time of the copies is
    billable; `adjusted` lists the worklogs in which it was not."""
