"""The tables of worklogs and their attribute values, and the statements that read and write them."""

import datetime as dt
from collections.abc import Collection, Sequence
from operator import attrgetter
from typing import Any, TypeVarTuple

import msgspec
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Date,
    ForeignKey,
    Index,
    Integer,
    Named,
    Select,
    String,
    Table,
    Text,
    Time,
    TypedColumns,
    bindparam,
    delete,
    func,
    insert,
    literal,
    select,
    true,
    update,
)
from sqlalchemy.sql.elements import ColumnElement

from andante.accounts.accounts.store import accounts
from andante.directory.issues.store import issues
from andante.directory.people.store import users
from andante.kit.changes import Entity
from andante.kit.clock import Instant
from andante.kit.db import (
    AccountId,
    InstantType,
    Key,
    in_tuples,
    in_values,
    insert_many,
    json_map,
    lock_rows,
    metadata,
    where_not_null,
)
from andante.kit.paging import Paging
from andante.sql.prepared import Prepared
from andante.timekeeping.configuration import store as configuration
from andante.timekeeping.configuration.rules import ConfigurationRecord
from andante.timekeeping.periods.rules import PeriodLock
from andante.timekeeping.work_attributes import store as work_attributes_store
from andante.timekeeping.work_attributes.rules import AttributeRecord
from andante.timekeeping.work_attributes.store import work_attributes

from .rules import ASSIGNED_JIRA_IDS, ValueRow, WorklogRecord


class WorklogColumns(TypedColumns):
    """`start_date` and `start_time` are in the author's time zone; `start_utc` is the same time in UTC. `jira_id` is only set for
    worklogs from Jira. `import_key` identifies a row of an imported file, so that no row is imported twice."""

    id: Named[int] = Column(Key, primary_key=True)
    jira_id: Named[int | None] = Column(BigInteger)
    issue_id: Named[int] = Column(Key, ForeignKey(issues.c.id), nullable=False)
    author_id: Named[str] = Column(AccountId, ForeignKey(users.c.account_id), nullable=False)
    start_date: Named[dt.date] = Column(Date, nullable=False)
    start_time: Named[dt.time] = Column(Time, nullable=False)
    start_utc: Named[Instant] = Column(InstantType, nullable=False)
    time_spent_seconds: Named[int] = Column(Integer, nullable=False)
    billable_seconds: Named[int] = Column(Integer, nullable=False)
    description: Named[str] = Column(Text, nullable=False)
    created_at: Named[Instant] = Column(InstantType, nullable=False)
    updated_at: Named[Instant] = Column(InstantType, nullable=False)
    import_key: Named[str | None] = Column(String(64))


worklogs = Table("worklogs", metadata, WorklogColumns, sqlite_autoincrement=True)
_w = worklogs.c
Index("ix_worklogs_start", _w.start_date, _w.start_time, _w.id)
Index("ix_worklogs_author_start", _w.author_id, _w.start_date, _w.start_time, _w.id)
# Sums of issues, and conditions of JQL on worklogs, read only this index.
Index("ix_worklogs_issue_start", _w.issue_id, _w.start_date, _w.start_time, _w.id, _w.time_spent_seconds, _w.author_id)
Index("ix_worklogs_updated", _w.updated_at, _w.id)
Index("uq_worklogs_jira_id", _w.jira_id, unique=True, **where_not_null(_w.jira_id))
Index("uq_worklogs_import_key", _w.import_key, unique=True, **where_not_null(_w.import_key))


class WorklogAttributeValueColumns(TypedColumns):
    """`account_id` is set if the value is the key of an account."""

    worklog_id: Named[int] = Column(Key, ForeignKey(worklogs.c.id, ondelete="CASCADE"), primary_key=True)
    attribute_id: Named[int] = Column(Key, ForeignKey(work_attributes.c.id, ondelete="CASCADE"), primary_key=True)
    value: Named[str] = Column(Text, nullable=False)
    account_id: Named[int | None] = Column(Key, ForeignKey(accounts.c.id))


worklog_attribute_values = Table("worklog_attribute_values", metadata, WorklogAttributeValueColumns, sqlite_with_rowid=False)
_v = worklog_attribute_values.c
Index("ix_worklog_attribute_values_value", _v.attribute_id, _v.value, _v.worklog_id)
Index("ix_worklog_attribute_values_account", _v.account_id, _v.worklog_id, **where_not_null(_v.account_id))

Ts = TypeVarTuple("Ts")
_attributes = (
    select(json_map(work_attributes.c.key, _v.value))
    .join(work_attributes, work_attributes.c.id == _v.attribute_id)
    .where(_v.worklog_id == _w.id)
    .scalar_subquery()
)
select_worklogs = select(
    _w.id,
    _w.jira_id,
    _w.issue_id,
    issues.c.key,
    _w.author_id,
    _w.start_date,
    _w.start_time,
    _w.start_utc,
    _w.time_spent_seconds,
    _w.billable_seconds,
    _w.description,
    _w.created_at,
    _w.updated_at,
    _attributes,
).join(issues, issues.c.id == _w.issue_id)
_one_row = select(literal(1).label("one")).subquery()
_configuration_and_attributes = Prepared(
    select(configuration.global_configuration.c.id, *configuration.COLUMNS, *work_attributes.c)
    .select_from(_one_row)
    .outerjoin(configuration.global_configuration, true())
    .outerjoin(work_attributes, true())
    .order_by(work_attributes.c.id)
)
_starts, _has_start = in_tuples("starts", _w.author_id, _w.start_date, _w.start_time)
_starting_at = select_worklogs.add_columns(_w.import_key).join(_starts, _has_start)
_import_keys = select(_w.import_key).where(_w.import_key.is_not(None), in_values(_w.import_key, "keys"))
_select_by_id = select_worklogs.where(_w.id == bindparam("id"))
_by_id = Prepared(_select_by_id)
_add = Prepared(insert(worklogs).returning(_w.id))
_add_values = Prepared(insert(worklog_attribute_values))
_replace = update(worklogs).where(_w.id == bindparam("replaced_id"))
_decode_map = msgspec.json.Decoder(dict[str, str]).decode


def configuration_and_attributes(db: Connection) -> tuple[ConfigurationRecord, dict[str, AttributeRecord]]:
    """The stored configuration, or the defaults if none is stored, and all work attributes by key, oldest first; in one statement."""
    rows = _configuration_and_attributes.all(db)
    width = len(configuration.COLUMNS)
    stored, attributes = (
        rows[0][1 : 1 + width],
        (work_attributes_store.from_row(row[1 + width :]) for row in rows if row[1 + width] is not None),
    )
    current = ConfigurationRecord(*stored) if rows[0][0] is not None else ConfigurationRecord()
    return current, {attribute.key: attribute for attribute in attributes}


def by_id(db: Connection, id: int, *where: ColumnElement[bool]) -> WorklogRecord | None:
    """The worklog, if it exists and meets the conditions."""
    row = db.execute(_select_by_id.where(*where), {"id": id}).one_or_none() if where else _by_id.one_or_none(db, id=id)
    return from_row(row) if row else None


def by_ids(db: Connection, ids: Sequence[int], *where: ColumnElement[bool]) -> list[WorklogRecord]:
    return load(db, select_worklogs.where(in_values(_w.id, ids), *where).order_by(_w.id))


def starting_at(
    db: Connection, starts: Collection[tuple[str, dt.date, dt.time]], where: Sequence[ColumnElement[bool]]
) -> list[tuple[WorklogRecord, str | None]]:
    """The worklogs with these starts, each with its import key. Starts are triples of account id, date and time."""
    rows = db.execute(_starting_at.where(*where), {"starts": list(starts)})
    return [(from_row(columns), import_key) for *columns, import_key in rows]


def existing_import_keys(db: Connection, keys: Collection[str]) -> set[str]:
    return set(db.scalars(_import_keys, {"keys": list(keys)}))


def has_empty_value(db: Connection) -> bool:
    """Whether any worklog has an attribute value that is empty text."""
    empty = select(_v.worklog_id).where(_v.attribute_id.in_(select(work_attributes.c.id)), _v.value == "")
    return bool(db.scalar(select(empty.exists())))


def load(db: Connection, query: Select[*Ts]) -> list[WorklogRecord]:
    """Runs a query that selects the columns of `select_worklogs`."""
    return [from_row(row) for row in db.execute(query).all()]


def from_row(row: Any) -> WorklogRecord:
    *columns, attributes = row
    return WorklogRecord(*(*columns, _decode_map(attributes)))


def seconds_by_day(db: Connection, authors: Sequence[str], first: dt.date, last: dt.date) -> dict[tuple[str, dt.date], int]:
    """The time spent by author and day, from the first to the last day. Days without worklogs are omitted."""
    query = (
        select(_w.author_id, _w.start_date, func.sum(_w.time_spent_seconds))
        .where(in_values(_w.author_id, authors), _w.start_date.between(first, last))
        .group_by(_w.author_id, _w.start_date)
    )
    return {(author, day): seconds for author, day, seconds in db.execute(query)}


_seconds_by_author = (
    select(_w.author_id, func.sum(_w.time_spent_seconds))
    .where(in_values(_w.author_id, "authors"), _w.start_date.between(bindparam("first"), bindparam("last")))
    .group_by(_w.author_id)
)


def seconds_by_author(db: Connection, authors: Collection[str], first: dt.date, last: dt.date) -> dict[str, int]:
    """The time spent by author, from the first to the last day. Authors without worklogs are omitted."""
    rows = db.execute(_seconds_by_author, {"authors": list(authors), "first": first, "last": last})
    return {author: int(seconds) for author, seconds in rows}


def id_pairs(db: Connection, ids: Sequence[int], paging: Paging, *where: ColumnElement[bool]) -> list[tuple[int, int | None]]:
    """Pairs of id and stored Jira id, sorted by id: the requested page, plus one pair."""
    return _pairs(db, [in_values(_w.id, ids), *where], paging)


def id_pairs_by_jira_id(
    db: Connection, jira_ids: Sequence[int], paging: Paging, *where: ColumnElement[bool]
) -> list[tuple[int, int | None]]:
    """Like `id_pairs`, for Jira ids, which are either stored or derived from the worklog's id."""
    assigned = [jira_id - ASSIGNED_JIRA_IDS for jira_id in jira_ids if jira_id > ASSIGNED_JIRA_IDS]
    return _pairs(db, [in_values(_w.jira_id, jira_ids) | (_w.jira_id.is_(None) & in_values(_w.id, assigned)), *where], paging)


def _pairs(db: Connection, where: Sequence[ColumnElement[bool]], paging: Paging) -> list[tuple[int, int | None]]:
    query = select(_w.id, _w.jira_id).where(*where).order_by(_w.id).offset(paging.offset).limit(paging.limit + 1)
    return [(id, jira_id) for id, jira_id in db.execute(query)]


def lock(db: Connection, ids: Collection[int]) -> None:
    """Locks these worklogs until the transaction ends."""
    lock_rows(db, _w.id, ids)


def add(db: Connection, records: Sequence[WorklogRecord], import_keys: Sequence[str] = ()) -> list[int]:
    """Inserts worklogs, with their import keys if they have any. Returns their ids in the same order. Only a single one can have an id
    already."""
    if len(records) == 1 and records[0].id:
        db.execute(insert(worklogs).values(id=records[0].id, **_columns(records[0])))
        return [records[0].id]
    if not import_keys and len(records) == 1:
        return [id for (id,) in _add.all(db, **_columns(records[0]))]
    keys: Sequence[str | None] = import_keys or [None] * len(records)
    rows = [_columns(record) | {"import_key": key} for record, key in zip(records, keys, strict=True)]
    return insert_many(db, worklogs, rows) if rows else []


def replace(db: Connection, record: WorklogRecord) -> None:
    db.execute(update(worklogs).where(_w.id == record.id).values(_columns(record)))


def replace_all(db: Connection, records: Sequence[WorklogRecord]) -> None:
    if records:
        db.execute(_replace, [_columns(record) | {"replaced_id": record.id} for record in records])


def _columns(record: WorklogRecord) -> dict[str, Any]:
    return {
        "jira_id": record.jira_id,
        "issue_id": record.issue_id,
        "author_id": record.author_id,
        "start_date": record.start_date,
        "start_time": record.start_time,
        "start_utc": record.start_utc,
        "time_spent_seconds": record.time_spent_seconds,
        "billable_seconds": record.billable_seconds,
        "description": record.description,
        "created_at": record.created_at,
        "updated_at": record.updated_at,
    }


def remove(db: Connection, ids: Sequence[int]) -> None:
    db.execute(delete(worklogs).where(in_values(_w.id, ids)))


def add_attribute_values(db: Connection, rows: Sequence[ValueRow]) -> None:
    _add_values.run_all(db, (row._asdict() for row in rows))


def remove_attribute_values(db: Connection, worklog_ids: Sequence[int]) -> None:
    db.execute(delete(worklog_attribute_values).where(in_values(_v.worklog_id, worklog_ids)))


def touch(db: Connection, ids: Sequence[int], now: Instant) -> None:
    """Sets the time of the last change of these worklogs."""
    db.execute(update(worklogs).where(in_values(_w.id, ids)).values(updated_at=now))


def ids_with_attribute(db: Connection, attribute_id: int) -> list[int]:
    """The ids of worklogs that have a value of the attribute."""
    return list(db.scalars(select(_v.worklog_id).where(_v.attribute_id == attribute_id).order_by(_v.worklog_id)))


def touch_with_attribute(db: Connection, attribute_id: int, now: Instant) -> None:
    """Sets the time of the last change of worklogs that have a value of the attribute."""
    db.execute(update(worklogs).where(_w.id.in_(select(_v.worklog_id).where(_v.attribute_id == attribute_id))).values(updated_at=now))


WORKLOG = Entity("worklog", "Worklog", WorklogRecord, person_of=attrgetter("author_id"))
BYPASS = Entity(
    "periodbypass", "Locked period in which an administrator changed worklogs; only created", PeriodLock, key="account id:first day"
)
