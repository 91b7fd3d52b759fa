"""The SQL condition for timesheets that the caller may see."""

import datetime as dt
from typing import NamedTuple

from sqlalchemy.sql.elements import ColumnElement

from andante.kit.call import Call
from andante.organization.reach import queries as reach
from andante.timekeeping.worklogs.rules import VIEW_PERMISSIONS

from . import store


class TimesheetAccess(NamedTuple):
    """The columns of a timesheet that decide who may see it."""

    account_id: ColumnElement[str]
    from_date: ColumnElement[dt.date]
    to_date: ColumnElement[dt.date]
    reviewer_id: ColumnElement[str]


_stored = TimesheetAccess(*(store.timesheets.c[name] for name in TimesheetAccess._fields))


def visible(call: Call, sheet: TimesheetAccess = _stored) -> list[ColumnElement[bool]]:
    """The conditions that a timesheet, by default a row of the table, must meet for the caller to see it."""
    if call.may(*VIEW_PERMISSIONS):
        return []
    reached = reach.within_reach_throughout(call, VIEW_PERMISSIONS, sheet.account_id, sheet.from_date, sheet.to_date)
    return [reached | (sheet.reviewer_id == call.me)]
