"""What must be true of stored timesheets."""

from typing import Any

from sqlalchemy import Row, and_, or_, select

from andante.kit.checks import Check, rows_of
from andante.timekeeping.periods.store import period_locks

from .rules import OPEN
from .store import timesheets

_t, _l = timesheets.c, period_locks.c
_same = and_(_l.account_id == _t.account_id, _l.from_date == _t.from_date, _l.to_date == _t.to_date)
_wrong_sheets = (
    select(_t.account_id, _t.from_date, _t.to_date, _t.status, _l.state)
    .outerjoin(period_locks, _same)
    .where(or_(and_(_t.status == OPEN, _l.state.is_not(None)), and_(_t.status != OPEN, or_(_l.state.is_(None), _l.state != _t.status))))
)
_wrong_locks = select(_l.account_id, _l.from_date, _l.to_date, _l.state).outerjoin(timesheets, _same).where(_t.id.is_(None))


def _period(row: Row[*tuple[Any, ...]]) -> str:
    return f"of '{row.account_id}' from {row.from_date} to {row.to_date}"


CHECKS = [
    Check(
        "Timesheets",
        rows_of(
            _wrong_sheets.order_by(_t.id),
            lambda row: f"the timesheet {_period(row)} is {row.status}, and its days are {row.state or 'not locked'}",
        ),
        "Reopen and submit these timesheets, or restore a backup.",
    ),
    Check(
        "Locked days",
        rows_of(
            _wrong_locks.order_by(_l.account_id, _l.from_date),
            lambda row: f"the days {_period(row)} are {row.state} without a timesheet",
        ),
        "Submit and reject a timesheet for these days, or restore a backup.",
    ),
]
