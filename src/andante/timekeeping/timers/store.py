"""The table of timers, and its statements."""

import msgspec
from sqlalchemy import Column, Connection, ForeignKey, Named, Table, Text, TypedColumns, bindparam, delete, insert, select, update

from andante.directory.issues.rules import IssueRecord
from andante.directory.issues.store import issues
from andante.directory.people.store import users
from andante.kit.changes import Entity
from andante.kit.clock import Instant
from andante.kit.db import AccountId, InstantType, Key, lock, metadata

from .rules import RunningTimer, TimerRecord


class TimerColumns(TypedColumns):
    """A user has at most one timer. `attributes` is a JSON object with values by attribute key."""

    account_id: Named[str] = Column(AccountId, ForeignKey(users.c.account_id), primary_key=True)
    issue_id: Named[int | None] = Column(Key, ForeignKey(issues.c.id), index=True)
    description: Named[str] = Column(Text, nullable=False)
    attributes: Named[str] = Column(Text, nullable=False)
    started_at: Named[Instant] = Column(InstantType, nullable=False)
    updated_at: Named[Instant] = Column(InstantType, nullable=False)


timers = Table("timers", metadata, TimerColumns)
_t = timers.c
_issue_columns = [issues.c[field] for field in IssueRecord.__struct_fields__]
_of_user = (
    select(_t.issue_id, _t.description, _t.attributes, _t.started_at, _t.updated_at, *_issue_columns)
    .join(issues, _t.issue_id == issues.c.id, isouter=True)
    .where(_t.account_id == bindparam("id"))
)


def lock_user(db: Connection, account_id: str) -> None:
    """Waits until no other transaction changes this user's timer, and prevents it until this transaction ends."""
    lock(db, "timer", account_id)


def of_user(db: Connection, account_id: str) -> RunningTimer | None:
    row = db.execute(_of_user, {"id": account_id}).one_or_none()
    if row is None:
        return None
    issue_id, description, attributes, started_at, updated_at, *issue = row
    values = msgspec.json.decode(attributes, type=dict[str, str])
    record = TimerRecord(account_id, issue_id, description, values, started_at, updated_at)
    return RunningTimer(record, None if issue_id is None else IssueRecord(*issue))


def replace(db: Connection, timer: TimerRecord) -> None:
    values = {field: getattr(timer, field) for field in timer.__struct_fields__}
    values["attributes"] = msgspec.json.encode(timer.attributes).decode()
    if db.execute(update(timers).where(_t.account_id == timer.account_id).values(values)).rowcount == 0:
        db.execute(insert(timers).values(values))


def remove(db: Connection, account_id: str) -> None:
    db.execute(delete(timers).where(_t.account_id == account_id))


TIMER = Entity("timer", "Running timer of a user", TimerRecord, is_private=True, key="account id", id_of=lambda timer: timer.account_id)
