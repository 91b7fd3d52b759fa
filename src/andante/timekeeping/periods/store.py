"""The table of locks and every question about it."""

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

from .rules import Lock, Period


class PeriodLockColumns(TypedColumns):
    """A period of a person in which nothing can be written. The key has `to_date` before `from_date`: most questions are
    about the last days, before which almost all locks end."""

    account_id: Named[str] = Column(AccountId, ForeignKey(users.c.account_id), primary_key=True)
    to_date: Named[dt.date] = Column(Date, primary_key=True)
    from_date: Named[dt.date] = Column(Date, primary_key=True)
    state: Named[str] = Column(String(10), nullable=False)


period_locks = Table("period_locks", metadata, PeriodLockColumns, CheckConstraint("state IN ('IN_REVIEW', 'APPROVED')", name="state"))
_l = period_locks.c

_touching = Prepared(
    select(_l.account_id, _l.from_date, _l.to_date, _l.state).where(
        in_values(_l.account_id, "account_ids"), _l.to_date >= bindparam("first"), _l.from_date <= bindparam("last")
    )
)
_remove = delete(period_locks).where(
    _l.account_id == bindparam("whose"), _l.from_date == bindparam("first"), _l.to_date == bindparam("last")
)
_of_each = "(hashtextextended('timesheet:' || person, 0)) FROM unnest(CAST(:people AS text[])) AS person"
_keep_from_locking = Prepared(text(f"SELECT pg_advisory_xact_lock_shared{_of_each}"))
_queue_to_lock = text(f"SELECT pg_advisory_xact_lock{_of_each}")


def locks_on(db: Connection, account_ids: Collection[str], first: dt.date, last: dt.date) -> list[Lock]:
    """The locks of these people that lie on any of the days from `first` to `last`."""
    return [Lock(*row) for row in _touching.all(db, account_ids=list(account_ids), first=first, last=last)]


def set_lock(db: Connection, account_id: str, period: Period, state: str) -> None:
    if not db.execute(update(period_locks).where(*_of(account_id, period)).values(state=state)).rowcount:
        db.execute(insert(period_locks).values(account_id=account_id, from_date=period.from_, to_date=period.to, state=state))


def remove_lock(db: Connection, account_id: str, period: Period) -> None:
    db.execute(delete(period_locks).where(*_of(account_id, period)))


def add_locks(db: Connection, locks: Sequence[Lock]) -> None:
    if locks:
        db.execute(insert(period_locks), [asdict(lock) for lock in locks])


def remove_locks(db: Connection, locks: Sequence[Lock]) -> None:
    if locks:
        db.execute(_remove, [{"whose": lock.account_id, "first": lock.from_date, "last": lock.to_date} for lock in locks])


def keep_from_locking(db: Connection, account_ids: Collection[str]) -> None:
    """Makes whoever would lock a period of these people wait until this transaction is over. On SQLite all writers queue."""
    if not on_sqlite(db):
        _keep_from_locking.run_all(db, [{"people": sorted(account_ids)}])


def queue_to_lock(db: Connection, account_ids: Collection[str]) -> None:
    """Waits until no other transaction writes work of these people or locks a period of theirs, and keeps others from both."""
    if not on_sqlite(db):
        db.execute(_queue_to_lock, {"people": sorted(account_ids)})


def _of(account_id: str, period: Period) -> tuple[ColumnElement[bool], ...]:
    return (_l.account_id == account_id, _l.from_date == period.from_, _l.to_date == period.to)
