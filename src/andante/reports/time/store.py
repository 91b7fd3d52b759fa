"""The statements that sum up logged time."""

import datetime as dt
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple, TypeVarTuple, cast

from sqlalchemy import Connection, FromClause, Select, Subquery, func, select
from sqlalchemy.sql.elements import ColumnElement

from andante.accounts.accounts.store import accounts
from andante.accounts.customers.store import account_categories, customers
from andante.directory.issues.store import ids_of_issues, issues
from andante.kit.batches import batched
from andante.kit.db import in_values
from andante.kit.paging import Paging
from andante.organization.teams.store import active_on, team_memberships
from andante.reports.dimensions import store as dimensions
from andante.reports.dimensions.rules import ACCOUNT, NONE, ROLE, Dimension
from andante.reports.dimensions.store import OF_MEMBERSHIPS
from andante.timekeeping.worklog_search import store as worklog_search
from andante.timekeeping.worklogs.store import worklog_attribute_values, worklogs

from .rules import GroupValue, Row, Sums, TimeFilter, TimeReport

Key = tuple[Any, ...]
"""The ids of the groups of a row."""

ByColumn = dict[Key, tuple[list[int], list[int]]]
"""Logged and billable seconds in each column, by row."""

ROWS_PER_BATCH = 5_000
"""The columns of this many rows are summed up by one statement. It has up to three parameters for each row, and SQLite accepts 32,766."""

Ts = TypeVarTuple("Ts")
_w, _v = worklogs.c, worklog_attribute_values.c


class Visible(NamedTuple):
    """What the caller may see: the conditions for worklogs, and a subquery for the ids of teams."""

    worklogs: Sequence[ColumnElement[bool]]
    teams: Select[int]


def totals(db: Connection, report: TimeReport, visible: Visible) -> Sums:
    """The sums of all worklogs of the report. Each worklog counts once."""
    source = _worklogs(db, report, (), visible)
    by_column = _sums_by_column(db, report, source, [()])
    if report.columns:
        return _sums((), [sum(seconds) for seconds in by_column[()]], by_column)
    return _sums((), db.execute(select(*_sum_columns(source))).one(), by_column)


def row(db: Connection, report: TimeReport, values: Sequence[object], visible: Visible) -> Row | None:
    """The row with these values. None if no worklog has them."""
    rows = page(db, report, visible, Paging(limit=1), values)
    return rows[0] if rows else None


def page(db: Connection, report: TimeReport, visible: Visible, paging: Paging, values: Sequence[object] = ()) -> list[Row]:
    """The requested page of the rows, plus one row. With `values` of the dimensions, only the row that has them."""
    source, count = _worklogs(db, report, report.dimensions, visible, values), len(report.dimensions)
    rows = db.execute(_sorted_rows(report, source).offset(paging.offset).limit(paging.limit + 1)).all()
    by_column = _sums_by_column(db, report, source, [tuple(row[:count]) for row in rows])
    return [_row(row, report, by_column) for row in rows]


def rows(db: Connection, report: TimeReport, visible: Visible) -> Iterator[Row]:
    """All rows, streamed from the database: memory use doesn't depend on their number."""
    source, count = _worklogs(db, report, report.dimensions, visible), len(report.dimensions)
    for batch in batched(db.execute(_sorted_rows(report, source), execution_options={"yield_per": ROWS_PER_BATCH}), ROWS_PER_BATCH):
        by_column = _sums_by_column(db, report, source, [tuple(row[:count]) for row in batch])
        yield from (_row(row, report, by_column) for row in batch)


def by_user_and_day(db: Connection, report: TimeReport, visible: Visible) -> list[tuple[str, dt.date, int, int]]:
    """The logged and the billable seconds of each user on each day."""
    query = select(_w.author_id, _w.start_date, func.sum(_w.time_spent_seconds), func.sum(_w.billable_seconds))
    matching = _from_worklogs(query, db, report.filter, (), visible.teams).where(*visible.worklogs)
    rows = db.execute(matching.group_by(_w.author_id, _w.start_date))
    return [(user, day, int(logged), int(billable)) for user, day, logged, billable in rows]


def _worklogs(db: Connection, report: TimeReport, by: Sequence[Dimension], visible: Visible, only: Sequence[object] = ()) -> Subquery:
    """The worklogs of a report with their values of these dimensions, which are `only` if it isn't empty. A worklog has a row for each
    team or role that it counts in."""
    values = [dimensions.column(dimension, report.week_start).label(_group(n)) for n, dimension in enumerate(by)]
    query = select(_w.start_date, _w.time_spent_seconds, _w.billable_seconds, *values)
    if {dimension.name for dimension in by} & OF_MEMBERSHIPS == {ROLE}:  # in two teams with the same role, it counts once
        query = query.add_columns(_w.id).distinct()
    has_values = _has_values(report, only) if only else []
    return _from_worklogs(query, db, report.filter, by, visible.teams).where(*visible.worklogs, *has_values).subquery()


def conditions(db: Connection, report: TimeReport, values: Sequence[object], visible_teams: Select[int]) -> list[ColumnElement[bool]]:
    """The conditions for the worklogs of the row with these values, without those for what the caller may see."""
    matching = select(_w.id).where(*_has_values(report, values))
    return [_w.id.in_(_from_worklogs(matching, db, report.filter, report.dimensions, visible_teams).correlate(None))]


def _has_values(report: TimeReport, values: Sequence[object]) -> list[ColumnElement[bool]]:
    """The conditions that worklogs have these values of the report's dimensions."""
    return [dimensions.column(each, report.week_start) == value for each, value in zip(report.dimensions, values, strict=True)]


def _from_worklogs(
    query: Select[*Ts], db: Connection, filter: TimeFilter, by: Sequence[Dimension], visible_teams: Select[int]
) -> Select[*Ts]:
    """The query on the worklogs that match the filter, joined with what it and these dimensions need."""
    names = {dimension.name for dimension in by}
    of_accounts = list(_account_conditions(filter))
    if of_accounts:
        names.add(ACCOUNT)
        query = query.where(dimensions.account_id.in_(select(accounts.c.id).where(*of_accounts)))
    source = dimensions.joined(names, _counts(dimensions.memberships.c, filter, visible_teams))
    return query.select_from(source).where(*_conditions(db, filter, visible_teams))


def _group(position: int) -> str:
    return f"group_{position}"


def _counts(memberships: Any, filter: TimeFilter, visible_teams: Select[int]) -> ColumnElement[bool]:
    """The condition for the memberships whose teams and roles count."""
    condition: ColumnElement[bool] = memberships.team_id.in_(visible_teams)
    if filter.team_ids:
        condition &= in_values(memberships.team_id, filter.team_ids)
    if filter.role_ids:
        condition &= in_values(memberships.role_id, filter.role_ids)
    return condition


def _conditions(db: Connection, filter: TimeFilter, visible_teams: Select[int]) -> Iterator[ColumnElement[bool]]:
    yield from worklog_search.conditions(db, filter.search)
    if filter.team_ids or filter.role_ids:
        other = team_memberships.alias().c
        is_member = (other.account_id == _w.author_id, active_on(other, _w.start_date), _counts(other, filter, visible_teams))
        yield select(other.id).where(*is_member).exists()
    if filter.parents:
        yield _w.issue_id.in_(select(issues.c.id).where(issues.c.parent_id.in_(ids_of_issues(filter.parents))))
    for attribute in filter.attributes:
        has_value = (_v.attribute_id == attribute.attribute_id, in_values(_v.value, attribute.values))
        yield _w.id.in_(select(_v.worklog_id).where(*has_value))
    if filter.approvals:
        yield dimensions.approval.in_(filter.approvals)
    if filter.billable is not None:
        yield _w.billable_seconds > 0 if filter.billable else _w.billable_seconds == 0


def _account_conditions(filter: TimeFilter) -> Iterator[ColumnElement[bool]]:
    if filter.accounts:
        yield in_values(accounts.c.key, filter.accounts)
    if filter.customers:
        yield accounts.c.customer_id.in_(select(customers.c.id).where(in_values(customers.c.key, filter.customers)))
    if filter.categories:
        yield accounts.c.category_id.in_(select(account_categories.c.id).where(in_values(account_categories.c.key, filter.categories)))


def _sum_columns(source: Subquery) -> list[ColumnElement[int]]:
    """The sums of logged and of billable seconds."""
    return [func.coalesce(func.sum(seconds), 0) for seconds in (source.c.time_spent_seconds, source.c.billable_seconds)]


def _sums_by_column(db: Connection, report: TimeReport, source: Subquery, keys: Sequence[Key]) -> ByColumn:
    """The logged and the billable seconds in each column of the rows with these keys.

    The database adds up the parts of columns, instead of one sum for each column: a year of 200,000 worklogs by user, issue and month takes
    0.4 times as long (`python -m benchmarks reports`).
    """
    found: ByColumn = {key: ([0] * len(report.columns), [0] * len(report.columns)) for key in keys}
    if not report.columns or not keys:
        return found
    ids = [source.c[_group(n)] for n in range(len(keys[0]))]
    part = dimensions.part_of_column(source.c.start_date, report.pivot, report.week_start)
    in_rows = [_is_one_of(id, {key[n] for key in keys}) for n, id in enumerate(ids)]
    starts = [column.from_ for column in report.columns]
    for *key, first, logged, billable in db.execute(select(*ids, part, *_sum_columns(source)).where(*in_rows).group_by(*ids, part)):
        if sums := found.get(tuple(key)):  # groups of different rows also match the conditions
            position = max(0, bisect_right(starts, first) - 1)
            sums[0][position] += int(logged)
            sums[1][position] += int(billable)
    return found


def _is_one_of(column: ColumnElement[Any], values: Collection[Any]) -> ColumnElement[bool]:
    known = column.in_([value for value in values if value is not None])
    return known | column.is_(None) if None in values else known


def _sorted_rows(report: TimeReport, source: Subquery) -> Select[*tuple[Any, ...]]:
    """The ids of the groups of each row, their keys, their names, and the sums. Rows are sorted as a tree: by the first group, then by the
    second one, then by the third one; each level by name, or by the sum of its rows. Rows without a value come last."""
    positions = range(len(report.dimensions))
    ids = [source.c[_group(n)] for n in positions]
    sums = [column.label(name) for column, name in zip(_sum_columns(source), ("logged", "billable"), strict=True)]
    grouped = select(*ids, *sums).group_by(*ids).subquery()
    named, keys, names, order = cast("FromClause", grouped), list[Any](), list[Any](), list[ColumnElement[Any]]()
    for n, dimension in zip(positions, report.dimensions, strict=True):
        id, label = grouped.c[_group(n)], dimensions.label(dimension, n)
        if label.table is not None:
            named = named.outerjoin(label.table, label.id == id)
        keys.append(label.key)
        names.append(label.name)
        if report.sort != "NAME":
            measure = grouped.c.logged if report.sort == "LOGGED" else grouped.c.billable
            of_level = func.sum(measure).over(partition_by=[grouped.c[_group(level)] for level in range(n + 1)])
            order.append(of_level.desc() if report.descending else of_level)
        by_name = id if label.sort is None else label.sort
        order += [id.is_(None), by_name.desc() if report.descending and report.sort == "NAME" else by_name, id]
    columns = [*(grouped.c[_group(n)] for n in positions), *keys, *names, grouped.c.logged, grouped.c.billable]
    return select(*columns).select_from(named).order_by(*order)


def _row(row: Any, report: TimeReport, by_column: ByColumn) -> Row:
    count = len(report.dimensions)
    ids, keys, names = (row[n * count : (n + 1) * count] for n in range(3))
    groups = [_group_value(*parts) for parts in zip(report.dimensions, ids, keys, names, strict=True)]
    return Row(groups, _sums(tuple(ids), row[-2:], by_column))


def _group_value(dimension: Dimension, id: object, key: str | None, name: str | None) -> GroupValue:
    text = NONE if id is None else str(id)
    return GroupValue(dimension, text, key, text if name is None else name)


def _sums(key: Key, sums: Sequence[Any], by_column: ByColumn) -> Sums:
    logged, billable = map(int, sums)
    return Sums(logged, billable, *by_column[key])
