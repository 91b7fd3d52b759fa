"""Loads the week and the holiday scheme of users."""

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Connection, literal, select, union_all

from andante.directory.people.store import users
from andante.kit.db import in_values
from andante.schedules.holidays.rules import HolidayRecord
from andante.schedules.holidays.store import HOLIDAY_COLUMNS, HOLIDAYS, holiday_scheme_members, holidays, may_fall_between
from andante.schedules.workload.store import DAYS, WORKLOAD, workload_scheme_members, workload_schemes

from .rules import DEFAULT_SCHEMES, Calendar, SchemeAssignment

_assignments = (
    select(users.c.account_id, HOLIDAYS.effective_scheme_id, *DAYS)
    .select_from(users)
    .outerjoin(workload_scheme_members, workload_scheme_members.c.account_id == users.c.account_id)
    .outerjoin(holiday_scheme_members, holiday_scheme_members.c.account_id == users.c.account_id)
    .join(workload_schemes, workload_schemes.c.id == WORKLOAD.effective_scheme_id)
    .where(in_values(users.c.account_id, "account_ids"))
)
_calendar = _assignments.add_columns(*HOLIDAY_COLUMNS).outerjoin(
    holidays, (holidays.c.scheme_id == HOLIDAYS.effective_scheme_id) & may_fall_between("first", "last")
)
_default = select(literal(DEFAULT_SCHEMES), HOLIDAYS.default_id, *DAYS).where(workload_schemes.c.id == WORKLOAD.default_id)
_assignments_and_default = union_all(_assignments, _default)


def assignments(db: Connection, account_ids: Collection[str]) -> list[SchemeAssignment]:
    """The week and the holiday scheme of each user, except users who don't exist."""
    return _records(db.execute(_assignments, {"account_ids": list(account_ids)}))


def assignments_and_default(db: Connection, account_ids: Collection[str]) -> list[SchemeAssignment]:
    """The assignments of these users, and the default schemes as the assignment of DEFAULT_SCHEMES."""
    return _records(db.execute(_assignments_and_default, {"account_ids": list(account_ids)}))


def calendar(db: Connection, account_id: str, first: dt.date, last: dt.date) -> Calendar | None:
    """The calendar of one user, valid in this range, in one statement; None if the user doesn't exist."""
    rows = db.execute(_calendar, {"account_ids": [account_id], "first": first, "last": last}).all()
    if not rows:
        return None
    week, found = tuple(rows[0][2 : 2 + len(DAYS)]), (row[2 + len(DAYS) :] for row in rows)
    return Calendar(week, [HolidayRecord(*columns) for columns in found if columns[0] is not None])


def _records(rows: Iterable[Any]) -> list[SchemeAssignment]:
    return [SchemeAssignment(account_id, tuple(week), scheme_id) for account_id, scheme_id, *week in rows]
