"""The worklogs tables and every question about them."""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from typing import Any, TypeVarTuple

import msgspec
from sqlalchemy import (
    CTE,
    BigInteger,
    Column,
    Connection,
    Date,
    ForeignKey,
    FromClause,
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
    tuple_,
    union_all,
    update,
)
from sqlalchemy.sql.elements import ColumnElement

from andante.accounts.accounts.store import accounts, issue_ids_of
from andante.directory.issues.store import ids_of_issues, ids_of_issues_in, issues
from andante.directory.people.store import users
from andante.kit.changes import Entity
from andante.kit.clock import Instant, parse_instant
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
    without_index,
)
from andante.kit.paging import Paging, SortKey
from andante.sql.prepared import Prepared
from andante.timekeeping.periods.rules import Lock
from andante.timekeeping.work_attributes.store import work_attributes

from .rules import ASSIGNED_JIRA_IDS, Search, ValueRow, WorklogRecord


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
    """`account_id` is there where the value is the key of an account."""

    worklog_id: Named[int] = Column(Key, ForeignKey(worklogs.c.id, ondelete="CASCADE"), primary_key=True)
    attribute_id: Named[int] = Column(Key, ForeignKey(work_attributes.c.id, ondelete="CASCADE"), primary_key=True)
    value: Named[str] = Column(Text, nullable=False)
    account_id: Named[int | None] = Column(Key, ForeignKey(accounts.c.id))


worklog_attribute_values = Table("worklog_attribute_values", metadata, WorklogAttributeValueColumns, sqlite_with_rowid=False)
_v = worklog_attribute_values.c
Index("ix_worklog_attribute_values_value", _v.attribute_id, _v.value, _v.worklog_id)
Index("ix_worklog_attribute_values_account", _v.account_id, _v.worklog_id, **where_not_null(_v.account_id))

Ts = TypeVarTuple("Ts")
NEAR = 1000
"""Among at least so many worklogs an account's are looked for before all of them are gathered. In a million worklogs,
either way takes milliseconds then."""

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
_starts, _just_then = in_tuples("starts", _w.author_id, _w.start_date, _w.start_time)
_starting_at = _record.add_columns(_w.import_key).join(_starts, _just_then)
_import_keys = select(_w.import_key).where(_w.import_key.is_not(None), in_values(_w.import_key, "keys"))
_with_id = _record.where(_w.id == bindparam("id"))
_by_id = Prepared(_with_id)
_add = Prepared(insert(worklogs).returning(_w.id))
_add_values = Prepared(insert(worklog_attribute_values))
_replace = update(worklogs).where(_w.id == bindparam("which"))
_decode_map = msgspec.json.Decoder(dict[str, str]).decode


def by_id(db: Connection, id: int, *where: ColumnElement[bool]) -> WorklogRecord | None:
    """The worklog, where it meets the conditions."""
    row = db.execute(_with_id.where(*where), {"id": id}).one_or_none() if where else _by_id.one_or_none(db, id=id)
    return _made(row) if row else None


def by_ids(db: Connection, ids: Sequence[int], *where: ColumnElement[bool]) -> list[WorklogRecord]:
    return _made_all(db, _record.where(in_values(_w.id, ids), *where).order_by(_w.id))


def page(db: Connection, search: Search, where: Sequence[ColumnElement[bool]], paging: Paging) -> list[WorklogRecord]:
    """The asked page and one more, of the worklogs that are searched and meet the conditions. The ids are found first:
    what has to be sorted or skipped is then no more than an index holds."""
    conditions = [*_asked(db, search), *where]
    if search.account is not None:
        return _page_of_account(db, search.account, search, conditions, paging)
    fresh = None if where or search.authors else _few_updated(db, search)
    picked = _picked(search, conditions, paging, fresh).subquery()
    return _made_all(db, _record.join(picked, picked.c.id == _w.id).order_by(*_order(search, picked)))


def _picked(search: Search, where: Sequence[ColumnElement[bool]], paging: Paging, fresh: CTE | None) -> Select[*tuple[Any, ...]]:
    """Id and sort key of the asked page and one more; `fresh` are the few that come into question, where they are few."""
    of = worklogs if fresh is None else fresh
    query = select(*(of.c[name] for name, _ in search.sort_columns)).where(*where)
    if fresh is not None:
        query = query.join_from(fresh, worklogs, _w.id == fresh.c.id)
    query = _beyond(query, search, paging, of).order_by(*_order(search, of)).limit(paging.limit + 1)
    return query if _after(search, paging) else query.offset(paging.offset)


def _few_updated(db: Connection, search: Search) -> CTE | None:
    """The worklogs that were updated since the search says, where those are few and sorted by something else. Both
    engines would rather walk all worklogs in the asked order until enough of them turned out to be updated lately."""
    if not search.updated_from or search.sort_columns[0][0] == "updated_at":
        return None
    updated = _w.updated_at >= parse_instant(search.updated_from, "updatedFrom")
    if db.scalar(select(_w.id).where(updated).order_by(_w.updated_at).offset(FEW).limit(1)) is not None:
        return None
    return select(_w.id, _w.start_date, _w.start_time).where(updated).cte("fresh").prefix_with("MATERIALIZED")


def _page_of_account(
    db: Connection, account_id: int, search: Search, conditions: Sequence[ColumnElement[bool]], paging: Paging
) -> list[WorklogRecord]:
    """Looks among the next worklogs in order, where a large account has enough of its own. Where that does not fill the
    page, the account's are few, and all of them are gathered and sorted."""
    near = [] if paging.offset and not _after(search, paging) else list(db.scalars(_near(account_id, search, conditions, paging)))
    shown = in_values(_w.id, near) if len(near) > paging.limit else _w.id.in_(_gathered(account_id, search, conditions, paging))
    return _made_all(db, _record.where(shown).order_by(*_order(search)))


def _near(account_id: int, search: Search, conditions: Sequence[ColumnElement[bool]], paging: Paging) -> Select[int]:
    """Those of the account among the next worklogs of whatever account: ten times the page, and some."""
    window = _beyond(select(_w.id), search, paging).order_by(*_order(search)).limit(10 * paging.limit + NEAR).subquery()
    mine = _value_where(_v.account_id == account_id) | _inherited_from(account_id)
    query = select(_w.id).join(window, window.c.id == _w.id).where(mine, *conditions)
    return query.order_by(*_order(search)).limit(paging.limit + 1)


def _gathered(account_id: int, search: Search, conditions: Sequence[ColumnElement[bool]], paging: Paging) -> Select[int]:
    """All of the account, sorted. Materialized, or PostgreSQL would look through all worklogs in order instead."""
    key = select(*(worklogs.c[name] for name, _ in search.sort_columns)).where(*conditions)
    both = [_beyond(key.where(of), search, paging) for of in (_booked_to(account_id), _inherited_from(account_id))]
    found = union_all(*both).cte("found").prefix_with("MATERIALIZED")
    query = select(found.c.id).order_by(*_order(search, found)).limit(paging.limit + 1)
    return query if _after(search, paging) else query.offset(paging.offset)


def _booked_to(account_id: int) -> ColumnElement[bool]:
    """An ACCOUNT attribute says so."""
    return _w.id.in_(select(_v.worklog_id).where(_v.account_id == account_id))


def _inherited_from(account_id: int) -> ColumnElement[bool]:
    """No ACCOUNT attribute says anything, and it is the issue's."""
    return _w.issue_id.in_(issue_ids_of(account_id)) & ~_value_where(_v.account_id.is_not(None))


def _value_where(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether the worklog has a value of an attribute like that."""
    return select(literal(1)).where(_v.worklog_id == _w.id, condition).exists()


def _after(search: Search, paging: Paging) -> SortKey | None:
    return paging.after([_KINDS[name] for name, _ in search.sort_columns])


def _order(search: Search, table: FromClause = worklogs) -> list[ColumnElement[Any]]:
    return [table.c[name].desc() if descending else table.c[name] for name, descending in search.sort_columns]


def _beyond(query: Select[*Ts], search: Search, paging: Paging, of: FromClause = worklogs) -> Select[*Ts]:
    """The worklogs after the page before this one, on the days that are searched."""
    order, after = search.sort_columns, _after(search, paging)
    if after:
        query = query.where(_comes_after(order, after, of))
    # where a page goes on from a key, the key says already where to begin: a second bound would cost the index
    if search.from_ and not (after and order[0] == ("start_date", False)):
        query = query.where(of.c.start_date >= search.from_)
    if search.to and not (after and order[0] == ("start_date", True)):
        query = query.where(of.c.start_date <= search.to)
    return query


def every(db: Connection, search: Search, where: Sequence[ColumnElement[bool]]) -> Iterator[WorklogRecord]:
    """The worklogs that are searched and meet the conditions, by start, read from the database as they are used."""
    query = _record.where(*_on_its_days(search), *_asked(db, search), *where).order_by(_w.start_date, _w.start_time, _w.id)
    return map(_made, db.execute(query, execution_options={"yield_per": 1000}))


def starting_at(
    db: Connection, starts: Collection[tuple[str, dt.date, dt.time]], where: Sequence[ColumnElement[bool]]
) -> list[tuple[WorklogRecord, str | None]]:
    """The worklogs with one of these triples of author, date and time, each with its import key."""
    rows = db.execute(_starting_at.where(*where), {"starts": list(starts)})
    return [(_made(columns), import_key) for *columns, import_key in rows]


def known_import_keys(db: Connection, keys: Collection[str]) -> set[str]:
    return set(db.scalars(_import_keys, {"keys": list(keys)}))


def any_empty_value(db: Connection) -> bool:
    empty = select(_v.worklog_id).where(_v.attribute_id.in_(select(work_attributes.c.id)), _v.value == "")
    return bool(db.scalar(select(empty.exists())))


def count(db: Connection, search: Search, where: Sequence[ColumnElement[bool]]) -> int:
    """How many worklogs are searched and meet the conditions."""
    return db.scalar(select(func.count()).select_from(worklogs).where(*_on_its_days(search), *_asked(db, search), *where)) or 0


def first_of_issues(
    db: Connection, issue_ids: Sequence[int], most: int, where: Sequence[ColumnElement[bool]]
) -> list[tuple[WorklogRecord, int]]:
    """The oldest worklogs of each issue, at most so many of each, with how many it has in all."""
    place = func.row_number().over(partition_by=_w.issue_id, order_by=(_w.start_date, _w.start_time, _w.id))
    counted = (
        select(_w.id, place.label("place"), func.count().over(partition_by=_w.issue_id).label("total"))
        .where(in_values(_w.issue_id, issue_ids), *where)
        .subquery()
    )
    query: Any = _record.add_columns(counted.c.total).join(counted, counted.c.id == _w.id).where(counted.c.place <= most)
    rows = db.execute(query.order_by(_w.start_date, _w.start_time, _w.id)).all()
    return [(_made(columns), total) for *columns, total in rows]


def _on_its_days(search: Search) -> Iterator[ColumnElement[bool]]:
    if search.from_:
        yield _w.start_date >= search.from_
    if search.to:
        yield _w.start_date <= search.to


def _asked(db: Connection, search: Search) -> Iterator[ColumnElement[bool]]:
    """The conditions of a search, its dates aside."""
    if search.authors:
        yield by_authors(search.authors)
    if search.issues:
        yield _w.issue_id.in_(ids_of_issues(search.issues))
    if search.projects:
        # as values: PostgreSQL knows their share
        yield without_index(in_values(_w.issue_id, db.scalars(ids_of_issues_in(search.projects)).all()))
    if search.updated_from:
        yield _w.updated_at >= parse_instant(search.updated_from, "updatedFrom")
    if search.started_from:
        yield _w.start_utc >= search.started_from
    if search.started_before:
        yield _w.start_utc < search.started_before


def _comes_after(order: list[tuple[str, bool]], key: tuple[Any, ...], of: FromClause) -> ColumnElement[bool]:
    columns = [of.c[name] for name, _ in order]
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


def _made_all(db: Connection, query: Select[*Ts]) -> list[WorklogRecord]:
    return [_made(row) for row in db.execute(query).all()]


def _made(row: Any) -> WorklogRecord:
    *columns, attributes = row
    return WorklogRecord(*(*columns, _decode_map(attributes)))


def by_authors(account_ids: Sequence[str]) -> ColumnElement[bool]:
    return _w.author_id == account_ids[0] if len(account_ids) == 1 else without_index(in_values(_w.author_id, account_ids))


def seconds_by_day(db: Connection, authors: Sequence[str], first: dt.date, last: dt.date) -> dict[tuple[str, dt.date], int]:
    """What each of the authors has logged on each day, both ends included."""
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
    """What each of the authors has logged on the days from first to last; those without work are left out."""
    rows = db.execute(_seconds_by_author, {"authors": list(authors), "first": first, "last": last})
    return {author: int(seconds) for author, seconds in rows}


def id_pairs(db: Connection, ids: Sequence[int], paging: Paging, *where: ColumnElement[bool]) -> list[tuple[int, int | None]]:
    """(id, jira_id) of these worklogs, by id: the asked page and one more."""
    return _pairs(db, [in_values(_w.id, ids), *where], paging)


def id_pairs_by_jira_id(
    db: Connection, jira_ids: Sequence[int], paging: Paging, *where: ColumnElement[bool]
) -> list[tuple[int, int | None]]:
    """The same for Jira ids, given by Jira or assigned here."""
    assigned = [jira_id - ASSIGNED_JIRA_IDS for jira_id in jira_ids if jira_id > ASSIGNED_JIRA_IDS]
    return _pairs(db, [in_values(_w.jira_id, jira_ids) | (_w.jira_id.is_(None) & in_values(_w.id, assigned)), *where], paging)


def _pairs(db: Connection, where: Sequence[ColumnElement[bool]], paging: Paging) -> list[tuple[int, int | None]]:
    query = select(_w.id, _w.jira_id).where(*where).order_by(_w.id).offset(paging.offset).limit(paging.limit + 1)
    return [(id, jira_id) for id, jira_id in db.execute(query)]


def queue_to_write(db: Connection, ids: Collection[int]) -> None:
    """Waits until nobody else writes these worklogs, and keeps others from it."""
    lock_rows(db, _w.id, ids)


def add(db: Connection, records: Sequence[WorklogRecord], import_keys: Sequence[str] = ()) -> list[int]:
    """Inserts worklogs, each with its import key where there are any, and gives their ids in the same order."""
    if not import_keys and len(records) == 1:
        return [id for (id,) in _add.all(db, **_columns(records[0]))]
    keys: Sequence[str | None] = import_keys or [None] * len(records)
    rows = [_columns(record) | {"import_key": key} for record, key in zip(records, keys, strict=True)]
    return insert_many(db, worklogs, rows) if rows else []


def replace(db: Connection, record: WorklogRecord) -> None:
    db.execute(update(worklogs).where(_w.id == record.id).values(_columns(record)))


def replace_all(db: Connection, records: Sequence[WorklogRecord]) -> None:
    if records:
        db.execute(_replace, [_columns(record) | {"which": record.id} for record in records])


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


def add_attribute_values(db: Connection, rows: Sequence[ValueRow]) -> None:
    _add_values.run_all(db, (row._asdict() for row in rows))


def clear_attribute_values(db: Connection, worklog_ids: Sequence[int]) -> None:
    db.execute(delete(worklog_attribute_values).where(in_values(_v.worklog_id, worklog_ids)))


def touch(db: Connection, ids: Sequence[int], now: Instant) -> None:
    db.execute(update(worklogs).where(in_values(_w.id, ids)).values(updated_at=now))


def ids_with(db: Connection, attribute_id: int) -> list[int]:
    """The worklogs that have a value of the attribute."""
    return list(db.scalars(select(_v.worklog_id).where(_v.attribute_id == attribute_id).order_by(_v.worklog_id)))


def touch_those_with(db: Connection, attribute_id: int, now: Instant) -> None:
    """The worklogs that have a value of the attribute."""
    db.execute(update(worklogs).where(_w.id.in_(select(_v.worklog_id).where(_v.attribute_id == attribute_id))).values(updated_at=now))


WORKLOG = Entity("worklog", "Worklog", WorklogRecord)
BYPASS = Entity("periodbypass", "Lock that an administrator wrote in spite of; only ever created", Lock, key="account id:first day")
