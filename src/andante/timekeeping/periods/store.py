"""The table of locked periods, and its statements."""

import datetime as dt
from collections.abc import Collection, Sequence

from msgspec.structs import asdict
from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    Date,
    ForeignKey,
    Named,
    String,
    Table,
    TypedColumns,
    bindparam,
    delete,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.sql.elements import ColumnElement

from andante.directory.people.store import users
from andante.kit.db import AccountId, in_values, metadata, on_sqlite
from andante.sql.prepared import Prepared

from .rules import Period, PeriodLock


class PeriodLockColumns(TypedColumns):
    """A period in which a user's worklogs can't be changed. In the primary key, `to_date` comes before `from_date`: most queries
    are about recent days, and almost all locks end before them."""

    account_id: Named[str] = Column(AccountId, ForeignKey(users.c.account_id), primary_key=True)
    to_date: Named[dt.date] = Column(Date, primary_key=True)
    from_date: Named[dt.date] = Column(Date, primary_key=True)
    state: Named[str] = Column(String(10), nullable=False)


period_locks = Table("period_locks", metadata, PeriodLockColumns, CheckConstraint("state IN ('IN_REVIEW', 'APPROVED')", name="state"))
_l = period_locks.c

_between = Prepared(
    select(_l.account_id, _l.from_date, _l.to_date, _l.state).where(
        in_values(_l.account_id, "account_ids"), _l.to_date >= bindparam("first"), _l.from_date <= bindparam("last")
    )
)
_remove = delete(period_locks).where(
    _l.account_id == bindparam("locked_account_id"), _l.from_date == bindparam("first"), _l.to_date == bindparam("last")
)
_lock_users_for_share = Prepared(
    text(
        "SELECT pg_advisory_xact_lock_shared(hashtextextended('timesheet:' || account_id, 0)) "
        "FROM unnest(CAST(:account_ids AS text[])) AS account_id"
    )
)
_lock_users = text(
    "SELECT pg_advisory_xact_lock(hashtextextended('timesheet:' || account_id, 0)) FROM unnest(CAST(:account_ids AS text[])) AS account_id"
)


def period_locks_between(db: Connection, account_ids: Collection[str], first: dt.date, last: dt.date) -> list[PeriodLock]:
    """The locks of these users' periods that include a day from `first` to `last`."""
    return [PeriodLock(*row) for row in _between.all(db, account_ids=list(account_ids), first=first, last=last)]


def set_lock(db: Connection, account_id: str, period: Period, state: str) -> None:
    if not db.execute(update(period_locks).where(*_is_lock_of(account_id, period)).values(state=state)).rowcount:
        db.execute(insert(period_locks).values(account_id=account_id, from_date=period.from_, to_date=period.to, state=state))


def remove_lock(db: Connection, account_id: str, period: Period) -> None:
    db.execute(delete(period_locks).where(*_is_lock_of(account_id, period)))


def add_locks(db: Connection, locks: Sequence[PeriodLock]) -> None:
    if locks:
        db.execute(insert(period_locks), [asdict(lock) for lock in locks])


def remove_locks(db: Connection, locks: Sequence[PeriodLock]) -> None:
    if locks:
        db.execute(_remove, [{"locked_account_id": lock.account_id, "first": lock.from_date, "last": lock.to_date} for lock in locks])


def lock_users_for_share(db: Connection, account_ids: Collection[str]) -> None:
    """Until this transaction ends, others wait before they lock periods of these users. SQLite has only one writer at a time."""
    if not on_sqlite(db):
        _lock_users_for_share.run_all(db, [{"account_ids": sorted(account_ids)}])


def lock_users(db: Connection, account_ids: Collection[str]) -> None:
    """Waits until no other transaction writes worklogs of these users or locks their periods, and prevents both until this
    transaction ends."""
    if not on_sqlite(db):
        db.execute(_lock_users, {"account_ids": sorted(account_ids)})


def _is_lock_of(account_id: str, period: Period) -> tuple[ColumnElement[bool], ...]:
    return (_l.account_id == account_id, _l.from_date == period.from_, _l.to_date == period.to)
