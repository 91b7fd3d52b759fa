"""The worklogs tables and every question about them."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

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
    String,
    Table,
    Text,
    Time,
    TypedColumns,
    bindparam,
    delete,
    func,
    insert,
    select,
    tuple_,
    update,
)
from sqlalchemy.sql.elements import ColumnElement

from ..attributes.store import work_attributes
from ..issues.store import ids_of_issues, ids_of_issues_in, issues
from ..kit.clock import Instant, parse_instant
from ..kit.db import AccountId, InstantType, Key, among, insert_many, json_map, metadata, where_not_null
from ..kit.paging import Paging
from ..people.store import users
from .rules import ASSIGNED_JIRA_IDS, Search, WorklogRecord


class WorklogColumns(TypedColumns):
    """`start_date` and `start_time` are the author's; `start_utc` is the instant that they were. `jira_id` is there
    where Jira gave one. `import_key` tells an imported row from every other, so that no file is imported twice."""

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
Index("ix_worklogs_issue_start", _w.issue_id, _w.start_date, _w.start_time, _w.id)
Index("ix_worklogs_updated", _w.updated_at, _w.id)
Index("uq_worklogs_jira_id", _w.jira_id, unique=True, **where_not_null(_w.jira_id))
Index("uq_worklogs_import_key", _w.import_key, unique=True, **where_not_null(_w.import_key))


class WorklogAttributeValueColumns(TypedColumns):
    worklog_id: Named[int] = Column(Key, ForeignKey(worklogs.c.id, ondelete="CASCADE"), primary_key=True)
    attribute_id: Named[int] = Column(Key, ForeignKey(work_attributes.c.id, ondelete="CASCADE"), primary_key=True)
    value: Named[str] = Column(Text, nullable=False)


worklog_attribute_values = Table("worklog_attribute_values", metadata, WorklogAttributeValueColumns, sqlite_with_rowid=False)
_v = worklog_attribute_values.c
Index("ix_worklog_attribute_values_value", _v.attribute_id, _v.value, _v.worklog_id)

_KINDS = {"start_date": dt.date, "start_time": dt.time, "updated_at": str, "id": int}

_attributes = (
    select(json_map(work_attributes.c.key, _v.value))
    .join(work_attributes, work_attributes.c.id == _v.attribute_id)
    .where(_v.worklog_id == _w.id)
    .scalar_subquery()
)
_record = select(
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
_by_id = _record.where(_w.id == bindparam("id"))
_add = insert(worklogs).returning(_w.id)
_add_values = insert(worklog_attribute_values)
_decode_map = msgspec.json.Decoder(dict[str, str]).decode


def by_id(db: Connection, id: int, *where: ColumnElement[bool]) -> WorklogRecord | None:
    """The worklog, where it meets the conditions."""
    row = db.execute(_by_id.where(*where) if where else _by_id, {"id": id}).one_or_none()
    return _made(row) if row else None


def by_ids(db: Connection, ids: Sequence[int], *where: ColumnElement[bool]) -> list[WorklogRecord]:
    return [_made(row) for row in db.execute(_record.where(among(_w.id, ids), *where).order_by(_w.id)).all()]


def page(db: Connection, search: Search, where: Sequence[ColumnElement[bool]], paging: Paging) -> list[WorklogRecord]:
    """The asked page and one more, of the worklogs that are searched and meet the conditions."""
    order = search.sort_columns
    after = paging.after([_KINDS[name] for name, _ in order])
    query = _record.where(*_asked(search), *where)
    query = query.where(_comes_after(order, after)) if after else query.offset(paging.offset)
    # where a page goes on from a key, the key says already where to begin: a second bound would cost the index
    if search.from_ and not (after and order[0] == ("start_date", False)):
        query = query.where(_w.start_date >= search.from_)
    if search.to and not (after and order[0] == ("start_date", True)):
        query = query.where(_w.start_date <= search.to)
    columns = [worklogs.c[name].desc() if descending else worklogs.c[name] for name, descending in order]
    return [_made(row) for row in db.execute(query.order_by(*columns).limit(paging.limit + 1)).all()]


def count(db: Connection, search: Search, where: Sequence[ColumnElement[bool]]) -> int:
    """How many worklogs are searched and meet the conditions."""
    query = select(func.count()).select_from(worklogs).where(*_asked(search), *where)
    if search.from_:
        query = query.where(_w.start_date >= search.from_)
    if search.to:
        query = query.where(_w.start_date <= search.to)
    return db.scalar(query) or 0


def first_of_issues(
    db: Connection, issue_ids: Sequence[int], most: int, where: Sequence[ColumnElement[bool]]
) -> list[tuple[WorklogRecord, int]]:
    """The oldest worklogs of each issue, at most so many of each, with how many it has in all."""
    place = func.row_number().over(partition_by=_w.issue_id, order_by=(_w.start_date, _w.start_time, _w.id))
    counted = (
        select(_w.id, place.label("place"), func.count().over(partition_by=_w.issue_id).label("total"))
        .where(among(_w.issue_id, issue_ids), *where)
        .subquery()
    )
    query: Any = _record.add_columns(counted.c.total).join(counted, counted.c.id == _w.id).where(counted.c.place <= most)
    rows = db.execute(query.order_by(_w.start_date, _w.start_time, _w.id)).all()
    return [(_made(columns), total) for *columns, total in rows]


def seconds_by_issue(db: Connection, issue_ids: Sequence[int]) -> dict[int, int]:
    """What was logged on each of these issues, by anybody."""
    query = select(_w.issue_id, func.sum(_w.time_spent_seconds)).where(among(_w.issue_id, issue_ids)).group_by(_w.issue_id)
    return {issue_id: int(seconds) for issue_id, seconds in db.execute(query)}


def _asked(search: Search) -> Iterator[ColumnElement[bool]]:
    """The conditions of a search, its dates aside."""
    if search.authors:
        yield by_authors(search.authors)
    if search.issues:
        yield _w.issue_id.in_(ids_of_issues(search.issues))
    if search.projects:
        yield _w.issue_id.in_(ids_of_issues_in(search.projects))
    if search.updated_from:
        yield _w.updated_at >= parse_instant(search.updated_from, "updatedFrom")
    if search.started_from:
        yield _w.start_utc >= search.started_from
    if search.started_before:
        yield _w.start_utc < search.started_before


def _comes_after(order: list[tuple[str, bool]], key: tuple[Any, ...]) -> ColumnElement[bool]:
    columns = [worklogs.c[name] for name, _ in order]
    directions = {descending for _, descending in order}
    if len(directions) == 1:
        here, there = tuple_(*columns), tuple_(*key)
        return here < there if directions.pop() else here > there
    condition: ColumnElement[bool] | None = None
    for (_, descending), column, value in reversed(list(zip(order, columns, key, strict=True))):
        beyond = column < value if descending else column > value
        condition = beyond if condition is None else beyond | ((column == value) & condition)
    assert condition is not None
    return condition


def _made(row: Any) -> WorklogRecord:
    *columns, attributes = row
    return WorklogRecord(*(*columns, _decode_map(attributes)))


def by_authors(account_ids: Sequence[str]) -> ColumnElement[bool]:
    return _w.author_id == account_ids[0] if len(account_ids) == 1 else among(_w.author_id, account_ids)


def seconds_by_day(db: Connection, authors: Sequence[str], first: dt.date, last: dt.date) -> dict[tuple[str, dt.date], int]:
    """What each of the authors has logged on each day, both ends included."""
    query = (
        select(_w.author_id, _w.start_date, func.sum(_w.time_spent_seconds))
        .where(among(_w.author_id, authors), _w.start_date.between(first, last))
        .group_by(_w.author_id, _w.start_date)
    )
    return {(author, day): seconds for author, day, seconds in db.execute(query)}


def id_pairs(db: Connection, ids: Sequence[int], paging: Paging, *where: ColumnElement[bool]) -> list[tuple[int, int | None]]:
    """(id, jira_id) of these worklogs, by id: the asked page and one more."""
    return _pairs(db, [among(_w.id, ids), *where], paging)


def id_pairs_by_jira_id(
    db: Connection, jira_ids: Sequence[int], paging: Paging, *where: ColumnElement[bool]
) -> list[tuple[int, int | None]]:
    """The same for Jira ids, given by Jira or assigned here."""
    assigned = [jira_id - ASSIGNED_JIRA_IDS for jira_id in jira_ids if jira_id > ASSIGNED_JIRA_IDS]
    return _pairs(db, [among(_w.jira_id, jira_ids) | (_w.jira_id.is_(None) & among(_w.id, assigned)), *where], paging)


def _pairs(db: Connection, where: Sequence[ColumnElement[bool]], paging: Paging) -> list[tuple[int, int | None]]:
    query = select(_w.id, _w.jira_id).where(*where).order_by(_w.id).offset(paging.offset).limit(paging.limit + 1)
    return [(id, jira_id) for id, jira_id in db.execute(query)]


def add(db: Connection, records: Sequence[WorklogRecord], import_keys: Sequence[str] = ()) -> list[int]:
    """Inserts worklogs, each with its import key where there are any, and gives their ids in the same order."""
    if not import_keys and len(records) == 1:
        return list(db.scalars(_add, _columns(records[0])))
    keys: Sequence[str | None] = import_keys or [None] * len(records)
    rows = [_columns(record) | {"import_key": key} for record, key in zip(records, keys, strict=True)]
    return insert_many(db, worklogs, rows)


def replace(db: Connection, record: WorklogRecord) -> None:
    db.execute(update(worklogs).where(_w.id == record.id).values(_columns(record)))


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


def remove(db: Connection, id: int) -> None:
    db.execute(delete(worklogs).where(_w.id == id))


def add_attribute_values(db: Connection, values: Iterable[tuple[int, int, str]]) -> None:
    """(worklog id, attribute id, value) each."""
    rows = [{"worklog_id": worklog_id, "attribute_id": attribute_id, "value": value} for worklog_id, attribute_id, value in values]
    if rows:
        db.execute(_add_values, rows)


def clear_attribute_values(db: Connection, worklog_id: int) -> None:
    db.execute(delete(worklog_attribute_values).where(_v.worklog_id == worklog_id))


def touch(db: Connection, ids: Sequence[int], now: Instant) -> None:
    db.execute(update(worklogs).where(among(_w.id, ids)).values(updated_at=now))
