"""The worklogs tables and every question about them."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec
from sqlalchemy import (
    CTE,
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
from ..sql.prepared import Prepared
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

FEW = 20_000
"""So many worklogs are sorted rather than searched for in the sort order; it takes some 20 ms."""

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
_with_id = _record.where(_w.id == bindparam("id"))
_by_id = Prepared(_with_id)
_add = Prepared(insert(worklogs).returning(_w.id))
_add_values = Prepared(insert(worklog_attribute_values))
_decode_map = msgspec.json.Decoder(dict[str, str]).decode


def by_id(db: Connection, id: int, *where: ColumnElement[bool]) -> WorklogRecord | None:
    """The worklog, where it meets the conditions."""
    row = db.execute(_with_id.where(*where), {"id": id}).one_or_none() if where else _by_id.one_or_none(db, id=id)
    return _made(row) if row else None


def by_ids(db: Connection, ids: Sequence[int], *where: ColumnElement[bool]) -> list[WorklogRecord]:
    return [_made(row) for row in db.execute(_record.where(among(_w.id, ids), *where).order_by(_w.id)).all()]


def page(db: Connection, search: Search, where: Sequence[ColumnElement[bool]], paging: Paging) -> list[WorklogRecord]:
    """The asked page and one more, of the worklogs that are searched and meet the conditions."""
    picked = _picked(db, search, where, paging).subquery()
    query = _record.join(picked, picked.c.id == _w.id).order_by(*_sorted(search, picked.c))
    return [_made(row) for row in db.execute(query).all()]


def _picked(db: Connection, search: Search, where: Sequence[ColumnElement[bool]], paging: Paging) -> Select[*tuple[Any, ...]]:
    """Id and sort key of the asked page and one more. Picked first, so that rows which are only skipped or sorted are
    not read whole, with their attributes."""
    order = search.sort_columns
    after = paging.after([_KINDS[name] for name, _ in order])
    fresh = None if where or search.authors else _few_updated(db, search)
    of = worklogs.c if fresh is None else fresh.c
    query = select(*(of[name] for name, _ in order)).where(*_asked(db, search), *where)
    if fresh is not None:
        query = query.join_from(fresh, worklogs, _w.id == fresh.c.id)
    query = query.where(_comes_after(order, after, of)) if after else query.offset(paging.offset)
    # where a page goes on from a key, the key says already where to begin: a second bound would cost the index
    if search.from_ and not (after and order[0] == ("start_date", False)):
        query = query.where(of.start_date >= search.from_)
    if search.to and not (after and order[0] == ("start_date", True)):
        query = query.where(of.start_date <= search.to)
    return query.order_by(*_sorted(search, of)).limit(paging.limit + 1)


def _few_updated(db: Connection, search: Search) -> CTE | None:
    """The worklogs that were updated since the search says, where those are few and sorted by something else. Both
    engines would rather walk all worklogs in the asked order until enough of them turned out to be updated lately."""
    if not search.updated_from or search.sort_columns[0][0] == "updated_at":
        return None
    updated = _w.updated_at >= parse_instant(search.updated_from, "updatedFrom")
    if db.scalar(select(_w.id).where(updated).order_by(_w.updated_at).offset(FEW).limit(1)) is not None:
        return None
    return select(_w.id, _w.start_date, _w.start_time).where(updated).cte("fresh").prefix_with("MATERIALIZED")


def _sorted(search: Search, of: Any) -> list[ColumnElement[Any]]:
    return [of[name].desc() if descending else of[name] for name, descending in search.sort_columns]


def _asked(db: Connection, search: Search) -> Iterator[ColumnElement[bool]]:
    """The conditions of a search, its dates aside."""
    if search.authors:
        yield by_authors(search.authors)
    if search.issues:
        yield _w.issue_id.in_(ids_of_issues(search.issues))
    if search.projects:
        yield among(_w.issue_id, db.scalars(ids_of_issues_in(search.projects)).all())  # as values: PostgreSQL knows their share
    if search.updated_from:
        yield _w.updated_at >= parse_instant(search.updated_from, "updatedFrom")


def _comes_after(order: list[tuple[str, bool]], key: tuple[Any, ...], of: Any) -> ColumnElement[bool]:
    columns = [of[name] for name, _ in order]
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
        return [id for (id,) in _add.all(db, **_columns(records[0]))]
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
    _add_values.run_all(
        db,
        ({"worklog_id": worklog_id, "attribute_id": attribute_id, "value": value} for worklog_id, attribute_id, value in values),
    )


def clear_attribute_values(db: Connection, worklog_id: int) -> None:
    db.execute(delete(worklog_attribute_values).where(_v.worklog_id == worklog_id))


def touch(db: Connection, ids: Sequence[int], now: Instant) -> None:
    db.execute(update(worklogs).where(among(_w.id, ids)).values(updated_at=now))
