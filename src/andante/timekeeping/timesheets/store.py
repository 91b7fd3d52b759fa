"""The tables of timesheets and their steps, and the statements that read and write them."""

import datetime as dt
from collections.abc import Collection, Sequence
from operator import attrgetter
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    Date,
    ForeignKey,
    Index,
    Integer,
    Named,
    String,
    Table,
    Text,
    TypedColumns,
    UniqueConstraint,
    bindparam,
    func,
    insert,
    select,
    tuple_,
    update,
)
from sqlalchemy.sql.elements import ColumnElement

from andante.directory.people.store import users
from andante.kit.changes import Entity
from andante.kit.clock import Instant
from andante.kit.db import AccountId, InstantType, Key, in_tuples, in_values, insert_many, insert_row, metadata
from andante.timekeeping.worklogs.store import worklogs

from .rules import IN_REVIEW, LogRecord, TimesheetRecord


class TimesheetColumns(TypedColumns):
    """A timesheet that was submitted at least once, with its current status. The seconds are from the last submission."""

    id: Named[int] = Column(Key, primary_key=True)
    account_id: Named[str] = Column(AccountId, ForeignKey(users.c.account_id), nullable=False)
    from_date: Named[dt.date] = Column(Date, nullable=False)
    to_date: Named[dt.date] = Column(Date, nullable=False)
    status: Named[str] = Column(String(10), nullable=False)
    reviewer_id: Named[str] = Column(AccountId, ForeignKey(users.c.account_id), nullable=False)
    comment: Named[str] = Column(Text, nullable=False)
    actor: Named[str] = Column(AccountId, nullable=False)
    updated_at: Named[Instant] = Column(InstantType, nullable=False)
    required_seconds: Named[int] = Column(Integer, nullable=False)
    time_spent_seconds: Named[int] = Column(Integer, nullable=False)


timesheets = Table(
    "timesheets",
    metadata,
    TimesheetColumns,
    UniqueConstraint("account_id", "from_date", "to_date"),
    CheckConstraint("status IN ('OPEN', 'IN_REVIEW', 'APPROVED')", name="status"),
    CheckConstraint("from_date <= to_date", name="days"),
    sqlite_autoincrement=True,
)
_t = timesheets.c
Index("ix_timesheets_reviewer", _t.reviewer_id, _t.status, _t.to_date)


class TimesheetLogColumns(TypedColumns):
    """A step of a timesheet approval, with the timesheet after it."""

    id: Named[int] = Column(Key, primary_key=True)
    timesheet_id: Named[int] = Column(Key, ForeignKey(timesheets.c.id), nullable=False, index=True)
    status: Named[str] = Column(String(10), nullable=False)
    reviewer_id: Named[str] = Column(AccountId, ForeignKey(users.c.account_id), nullable=False)
    comment: Named[str] = Column(Text, nullable=False)
    actor: Named[str] = Column(AccountId, nullable=False)
    updated_at: Named[Instant] = Column(InstantType, nullable=False)
    required_seconds: Named[int] = Column(Integer, nullable=False)
    time_spent_seconds: Named[int] = Column(Integer, nullable=False)


timesheet_logs = Table("timesheet_logs", metadata, TimesheetLogColumns, sqlite_autoincrement=True)
_l = timesheet_logs.c
Index("ix_timesheet_logs_updated", _l.updated_at, _l.id)

_STATE_COLUMNS = ("status", "reviewer_id", "comment", "actor", "updated_at", "required_seconds", "time_spent_seconds")
_KEY_COLUMNS = ("account_id", "from_date", "to_date")
_columns = (_t.id, *(_t[name] for name in (*_KEY_COLUMNS, *_STATE_COLUMNS)))
_sheets = select(*_columns)
_of_period = _sheets.where(
    in_values(_t.account_id, "account_ids"), _t.from_date == bindparam("from_date"), _t.to_date == bindparam("to_date")
).order_by(_t.account_id)
_keys, _has_key = in_tuples("keys", _t.account_id, _t.from_date, _t.to_date)
_by_keys = _sheets.join(_keys, _has_key)
_change = update(timesheets).where(_t.id == bindparam("changed_id"))
_waiting = _sheets.where(_t.reviewer_id == bindparam("reviewer_id"), _t.status == IN_REVIEW, _t.to_date >= bindparam("since")).order_by(
    _t.from_date, _t.account_id, _t.id
)
_seconds = (
    select(_t.id, func.sum(worklogs.c.time_spent_seconds))
    .join(worklogs, (worklogs.c.author_id == _t.account_id) & worklogs.c.start_date.between(_t.from_date, _t.to_date))
    .where(in_values(_t.id, "ids"))
    .group_by(_t.id)
)
_logs = select(_l.id, _l.timesheet_id, *(_t[name] for name in _KEY_COLUMNS), *(_l[name] for name in _STATE_COLUMNS)).join(
    timesheets, _t.id == _l.timesheet_id
)


def of_period(db: Connection, account_ids: Collection[str], first: dt.date, last: dt.date) -> dict[str, TimesheetRecord]:
    """The timesheets of this period that these users have submitted at least once, by account id."""
    rows = db.execute(_of_period, {"account_ids": list(account_ids), "from_date": first, "to_date": last})
    return {row.account_id: _from_row(row) for row in rows}


def waiting_for(db: Connection, reviewer_id: str, since: dt.date) -> list[TimesheetRecord]:
    """The timesheets that this user is asked to review, of periods that end on `since` or later, oldest first."""
    return [_from_row(row) for row in db.execute(_waiting, {"reviewer_id": reviewer_id, "since": since})]


def time_spent(db: Connection, ids: Collection[int]) -> dict[int, int]:
    """The seconds that are currently logged on the days of each timesheet, by id. Timesheets without worklogs are omitted."""
    return {id: int(seconds) for id, seconds in db.execute(_seconds, {"ids": list(ids)})}


def owners(db: Connection, ids: Collection[int]) -> set[str]:
    """The account ids of the users whose timesheets these are."""
    return set(db.scalars(select(_t.account_id).where(in_values(_t.id, ids))))


def by_ids(db: Connection, ids: Collection[int]) -> list[TimesheetRecord]:
    """The timesheets with these ids, oldest first. Unknown ids are left out."""
    return [_from_row(row) for row in db.execute(_sheets.where(in_values(_t.id, ids)).order_by(_t.from_date, _t.id))]


def save(db: Connection, sheet: TimesheetRecord) -> int:
    """Creates or updates a timesheet and adds the step that changed it. Returns its id."""
    state = _values(sheet, _STATE_COLUMNS)
    id = sheet.id
    if id:
        db.execute(update(timesheets).where(_t.id == id).values(state))
    else:
        id = insert_row(db, timesheets, _values(sheet, _KEY_COLUMNS) | state)
    db.execute(insert(timesheet_logs).values(timesheet_id=id, **state))
    return id


def by_keys(db: Connection, keys: Collection[tuple[str, dt.date, dt.date]]) -> list[TimesheetRecord]:
    """The timesheets with these keys that have been submitted at least once."""
    return [_from_row(row) for row in db.execute(_by_keys, {"keys": sorted(keys)})]


def add_all(db: Connection, sheets: Sequence[TimesheetRecord]) -> dict[tuple[str, dt.date, dt.date], int]:
    """Creates timesheets, but not the steps that led to them. Returns the ids by key."""
    rows = [_values(sheet, (*_KEY_COLUMNS, *_STATE_COLUMNS)) for sheet in sheets]
    return dict(zip((sheet.key for sheet in sheets), insert_many(db, timesheets, rows) if rows else [], strict=True))


def change_all(db: Connection, sheets: Sequence[TimesheetRecord]) -> None:
    if sheets:
        db.execute(_change, [_values(sheet, _STATE_COLUMNS) | {"changed_id": sheet.id} for sheet in sheets])


def add_logs(db: Connection, steps: Sequence[TimesheetRecord]) -> None:
    if steps:
        db.execute(insert(timesheet_logs), [_values(step, _STATE_COLUMNS) | {"timesheet_id": step.id} for step in steps])


def _values(sheet: TimesheetRecord, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(sheet, name) for name in names}


def page_of_logs(
    db: Connection,
    updated_from: Instant | None,
    account_ids: Collection[str] | None,
    where: Sequence[ColumnElement[bool]],
    after: tuple[Instant, int] | None,
    limit: int,
) -> list[LogRecord]:
    """Steps of timesheets that meet the conditions, oldest first: at most `limit` plus one, after the step with this time and id."""
    query = _logs.where(*where).order_by(_l.updated_at, _l.id).limit(limit + 1)
    if updated_from is not None:
        query = query.where(_l.updated_at >= updated_from)
    if account_ids is not None:
        query = query.where(in_values(_t.account_id, account_ids))
    if after is not None:
        query = query.where(tuple_(_l.updated_at, _l.id) > tuple_(*after))
    return [LogRecord(row[0], _from_row(row[1:])) for row in db.execute(query)]


def _from_row(row: Any) -> TimesheetRecord:
    return TimesheetRecord(**dict(zip(("id", *_KEY_COLUMNS, *_STATE_COLUMNS), row, strict=True)))


TIMESHEET = Entity("timesheetapproval", "Timesheet", TimesheetRecord, person_of=attrgetter("account_id"))
