"""The statements that search, sort, page and count worklogs."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any, TypeVarTuple

from sqlalchemy import CTE, Connection, FromClause, Select, func, literal, select, tuple_, union_all
from sqlalchemy.sql.elements import ColumnElement

from andante.accounts.accounts.store import issue_ids_of
from andante.directory.issues.store import ids_of_issues, ids_of_issues_in
from andante.kit.db import in_values, without_index
from andante.kit.paging import Paging, SortKey
from andante.timekeeping.worklogs.rules import WorklogRecord
from andante.timekeeping.worklogs.store import from_row, load, select_worklogs, worklog_attribute_values, worklogs

from .rules import Search

Ts = TypeVarTuple("Ts")
_w = worklogs.c
_v = worklog_attribute_values.c
AUTHOR, START_DATE = _w.author_id, _w.start_date

MIN_WINDOW = 1000
"""A page of an account is first searched for among at least this many worklogs of all accounts. With a million worklogs, this
takes milliseconds, and so does collecting all worklogs of an account for which it isn't enough."""

MAX_SORTED = 20_000
"""Up to this many recently updated worklogs are collected and sorted, which takes about 20 ms. More are searched for in sort order."""

_COLUMN_TYPES = {"start_date": dt.date, "start_time": dt.time, "updated_at": str, "id": int}


def page(db: Connection, search: Search, where: Sequence[ColumnElement[bool]], paging: Paging) -> list[WorklogRecord]:
    """The requested page of the worklogs that match the search and the conditions, plus one worklog.

    An inner query selects the ids, so the database sorts and skips index entries instead of whole worklogs.
    """
    conditions = [*_filters(db, search), *where]
    if search.account is not None:
        return _page_of_account(db, search.account, search, conditions, paging)
    updated = None if where or search.authors else _recently_updated(db, search)
    ids = _page_ids(search, conditions, paging, updated).subquery()
    return load(db, select_worklogs.join(ids, ids.c.id == _w.id).order_by(*_sort_order(search, ids)))


def _page_ids(search: Search, where: Sequence[ColumnElement[bool]], paging: Paging, updated: CTE | None) -> Select[*tuple[Any, ...]]:
    """Ids and sort columns of the requested page, plus one row; from the `updated` worklogs only, if set."""
    source = worklogs if updated is None else updated
    query = select(*(source.c[name] for name, _ in search.sort_columns)).where(*where)
    if updated is not None:
        query = query.join_from(updated, worklogs, _w.id == updated.c.id)
    query = _after_cursor(query, search, paging, source).order_by(*_sort_order(search, source)).limit(paging.limit + 1)
    return query if _cursor(search, paging) else query.offset(paging.offset)


def _recently_updated(db: Connection, search: Search) -> CTE | None:
    """The worklogs that match `updated_from`, if there are at most MAX_SORTED and they are sorted by another column.

    Without this, both engines read all worklogs in sort order until they have found enough recently updated ones.
    """
    if not search.updated_from or search.sort_columns[0][0] == "updated_at":
        return None
    updated = _w.updated_at >= search.updated_from
    if db.scalar(select(_w.id).where(updated).order_by(_w.updated_at).offset(MAX_SORTED).limit(1)) is not None:
        return None
    return select(_w.id, _w.start_date, _w.start_time).where(updated).cte("updated").prefix_with("MATERIALIZED")


def _page_of_account(
    db: Connection, account_id: int, search: Search, conditions: Sequence[ColumnElement[bool]], paging: Paging
) -> list[WorklogRecord]:
    """The requested page of the account's worklogs, plus one worklog.

    First searches the next worklogs of all accounts in sort order, which is enough for an account with many worklogs. If these
    don't fill the page, the account has few worklogs, and all of them are collected and sorted.
    """
    skips_rows = paging.offset and not _cursor(search, paging)
    ids_in_window = [] if skips_rows else list(db.scalars(_ids_in_window(account_id, search, conditions, paging)))
    in_page = (
        in_values(_w.id, ids_in_window)
        if len(ids_in_window) > paging.limit
        else _w.id.in_(_all_ids_of_account(account_id, search, conditions, paging))
    )
    return load(db, select_worklogs.where(in_page).order_by(*_sort_order(search)))


def _ids_in_window(account_id: int, search: Search, conditions: Sequence[ColumnElement[bool]], paging: Paging) -> Select[int]:
    """The account's worklogs in a window of the next worklogs of all accounts."""
    window = _after_cursor(select(_w.id), search, paging).order_by(*_sort_order(search)).limit(10 * paging.limit + MIN_WINDOW).subquery()
    of_account = _has_value(_v.account_id == account_id) | _inherits_account(account_id)
    query = select(_w.id).join(window, window.c.id == _w.id).where(of_account, *conditions)
    return query.order_by(*_sort_order(search)).limit(paging.limit + 1)


def _all_ids_of_account(account_id: int, search: Search, conditions: Sequence[ColumnElement[bool]], paging: Paging) -> Select[int]:
    """All of the account's worklogs, sorted. MATERIALIZED prevents PostgreSQL from reading all worklogs in sort order instead."""
    columns = select(*(worklogs.c[name] for name, _ in search.sort_columns)).where(*conditions)
    sources = _has_account_value(account_id), _inherits_account(account_id)
    found = (
        union_all(*(_after_cursor(columns.where(source), search, paging) for source in sources)).cte("found").prefix_with("MATERIALIZED")
    )
    query = select(found.c.id).order_by(*_sort_order(search, found)).limit(paging.limit + 1)
    return query if _cursor(search, paging) else query.offset(paging.offset)


def _has_account_value(account_id: int) -> ColumnElement[bool]:
    """An ACCOUNT attribute of the worklog contains the account."""
    return _w.id.in_(select(_v.worklog_id).where(_v.account_id == account_id))


def _inherits_account(account_id: int) -> ColumnElement[bool]:
    """The worklog has no value of an ACCOUNT attribute, and its issue has the account."""
    return _w.issue_id.in_(issue_ids_of(account_id)) & ~_has_value(_v.account_id.is_not(None))


def _has_value(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """The worklog has an attribute value that meets the condition."""
    return select(literal(1)).where(_v.worklog_id == _w.id, condition).exists()


def _cursor(search: Search, paging: Paging) -> SortKey | None:
    """The sort key of the last worklog of the previous page."""
    return paging.after([_COLUMN_TYPES[name] for name, _ in search.sort_columns])


def _sort_order(search: Search, table: FromClause = worklogs) -> list[ColumnElement[Any]]:
    return [table.c[name].desc() if descending else table.c[name] for name, descending in search.sort_columns]


def _after_cursor(query: Select[*Ts], search: Search, paging: Paging, source: FromClause = worklogs) -> Select[*Ts]:
    """Restricts the query to worklogs after the previous page, and to the dates of the search."""
    columns, cursor = search.sort_columns, _cursor(search, paging)
    if cursor:
        query = query.where(_follows(columns, cursor, source))
    # The cursor is already a bound of the start date: with a second one, the database would not use the index.
    if search.from_ and not (cursor and columns[0] == ("start_date", False)):
        query = query.where(source.c.start_date >= search.from_)
    if search.to and not (cursor and columns[0] == ("start_date", True)):
        query = query.where(source.c.start_date <= search.to)
    return query


def _follows(sort_columns: list[tuple[str, bool]], key: SortKey, source: FromClause) -> ColumnElement[bool]:
    """The condition that a row comes after the key in sort order."""
    columns = [source.c[name] for name, _ in sort_columns]
    directions = {descending for _, descending in sort_columns}
    if len(directions) == 1:
        row, last = tuple_(*columns), tuple_(*key)
        return row < last if directions.pop() else row > last
    condition: ColumnElement[bool] | None = None
    for (_, descending), column, value in reversed(list(zip(sort_columns, columns, key, strict=True))):
        follows = column < value if descending else column > value
        condition = follows if condition is None else follows | ((column == value) & condition)
    assert condition is not None
    return condition


def iterate(db: Connection, search: Search, where: Sequence[ColumnElement[bool]]) -> Iterator[WorklogRecord]:
    """The worklogs that match the search and the conditions, sorted by start, read in batches."""
    query = select_worklogs.where(*conditions(db, search), *where).order_by(_w.start_date, _w.start_time, _w.id)
    return map(from_row, db.execute(query, execution_options={"yield_per": 1000}))


def count(db: Connection, search: Search, where: Sequence[ColumnElement[bool]]) -> int:
    """The number of worklogs that match the search and the conditions."""
    return db.scalar(select(func.count()).select_from(worklogs).where(*conditions(db, search), *where)) or 0


def oldest_by_issue(
    db: Connection, issue_ids: Sequence[int], limit: int, where: Sequence[ColumnElement[bool]]
) -> list[tuple[WorklogRecord, int]]:
    """At most `limit` of the oldest worklogs of each issue, each with the number of all worklogs of its issue."""
    position = func.row_number().over(partition_by=_w.issue_id, order_by=(_w.start_date, _w.start_time, _w.id))
    numbered = (
        select(_w.id, position.label("position"), func.count().over(partition_by=_w.issue_id).label("total"))
        .where(in_values(_w.issue_id, issue_ids), *where)
        .subquery()
    )
    query: Any = select_worklogs.add_columns(numbered.c.total).join(numbered, numbered.c.id == _w.id).where(numbered.c.position <= limit)
    rows = db.execute(query.order_by(_w.start_date, _w.start_time, _w.id)).all()
    return [(from_row(columns), total) for *columns, total in rows]


def conditions(db: Connection, search: Search) -> list[ColumnElement[bool]]:
    """The conditions of a search, except its account."""
    return [*_date_filters(search), *_filters(db, search)]


def _date_filters(search: Search) -> Iterator[ColumnElement[bool]]:
    if search.from_:
        yield _w.start_date >= search.from_
    if search.to:
        yield _w.start_date <= search.to


def _filters(db: Connection, search: Search) -> Iterator[ColumnElement[bool]]:
    """The conditions of a search, except its dates and its account."""
    if search.authors:
        yield _has_author(search.authors)
    if search.issues:
        yield _w.issue_id.in_(ids_of_issues(search.issues))
    if search.projects:
        # Values instead of a subquery: PostgreSQL has statistics on how many rows they match.
        yield without_index(in_values(_w.issue_id, db.scalars(ids_of_issues_in(search.projects)).all()))
    if search.updated_from:
        yield _w.updated_at >= search.updated_from
    if search.started_from:
        yield _w.start_utc >= search.started_from
    if search.started_before:
        yield _w.start_utc < search.started_before


def _has_author(account_ids: Sequence[str]) -> ColumnElement[bool]:
    return _w.author_id == account_ids[0] if len(account_ids) == 1 else without_index(in_values(_w.author_id, account_ids))
