"""The statements that sum up logged time."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, TypeVarTuple, cast

from sqlalchemy import Connection, FromClause, Select, Subquery, case, func, select
from sqlalchemy.sql.elements import ColumnElement

from andante.accounts.accounts.store import accounts
from andante.accounts.customers.store import account_categories, customers
from andante.directory.issues.store import ids_of_issues, issues
from andante.kit.db import in_values
from andante.kit.paging import Paging
from andante.organization.teams.store import active_on, team_memberships
from andante.reports.dimensions import store as dimensions
from andante.reports.dimensions.rules import ACCOUNT, NONE, ROLE, Dimension
from andante.reports.dimensions.store import OF_MEMBERSHIPS
from andante.timekeeping.periods.rules import Period
from andante.timekeeping.worklog_search import store as worklog_search
from andante.timekeeping.worklogs.store import worklog_attribute_values, worklogs

from .rules import GroupValue, Row, Sums, TimeFilter, TimeReport

GROUP_WIDTH = 3
"""A group has three columns: id, key and name."""

Ts = TypeVarTuple("Ts")
_w, _v = worklogs.c, worklog_attribute_values.c


class Visible(NamedTuple):
    """What the caller may see: the conditions for worklogs, and a subquery for the ids of teams."""

    worklogs: Sequence[ColumnElement[bool]]
    teams: Select[int]


def totals(db: Connection, report: TimeReport, visible: Visible) -> Sums:
    """The sums of all worklogs of the report. Each worklog counts once."""
    source = _worklogs(db, report, (), visible)
    return _sums(db.execute(select(*_sum_columns(source, report.columns))).one())


def page(db: Connection, report: TimeReport, visible: Visible, paging: Paging) -> list[Row]:
    """The requested page of the rows, plus one row."""
    query = _sorted_rows(report, _worklogs(db, report, report.dimensions, visible))
    return [_row(row, report) for row in db.execute(query.offset(paging.offset).limit(paging.limit + 1))]


def _worklogs(db: Connection, report: TimeReport, by: Sequence[Dimension], visible: Visible) -> Subquery:
    """The worklogs of a report with their values of these dimensions. A worklog has a row for each team or role that it counts in."""
    values = [dimensions.column(dimension, report.week_start).label(_group(n)) for n, dimension in enumerate(by)]
    query = select(_w.start_date, _w.time_spent_seconds, _w.billable_seconds, *values)
    if {dimension.name for dimension in by} & OF_MEMBERSHIPS == {ROLE}:  # in two teams with the same role, it counts once
        query = query.add_columns(_w.id).distinct()
    return _from_worklogs(query, db, report.filter, by, visible).subquery()


def conditions(db: Connection, report: TimeReport, values: Sequence[object], visible: Visible) -> list[ColumnElement[bool]]:
    """The conditions for the worklogs of the row with these values."""
    by = report.dimensions
    has_values = [dimensions.column(dimension, report.week_start) == value for dimension, value in zip(by, values, strict=True)]
    return [_w.id.in_(_from_worklogs(select(_w.id).where(*has_values), db, report.filter, by, visible).correlate(None))]


def _from_worklogs(query: Select[*Ts], db: Connection, filter: TimeFilter, by: Sequence[Dimension], visible: Visible) -> Select[*Ts]:
    """The query on the worklogs that match the filter, joined with what it and these dimensions need."""
    names = {dimension.name for dimension in by}
    of_accounts = list(_account_conditions(filter))
    if of_accounts:
        names.add(ACCOUNT)
        query = query.where(dimensions.account_id.in_(select(accounts.c.id).where(*of_accounts)))
    source = dimensions.joined(names, _counts(dimensions.memberships.c, filter, visible))
    return query.select_from(source).where(*_conditions(db, filter, visible), *visible.worklogs)


def _group(position: int) -> str:
    return f"group_{position}"


def _counts(memberships: Any, filter: TimeFilter, visible: Visible) -> ColumnElement[bool]:
    """The condition for the memberships whose teams and roles count."""
    condition: ColumnElement[bool] = memberships.team_id.in_(visible.teams)
    if filter.team_ids:
        condition &= in_values(memberships.team_id, filter.team_ids)
    if filter.role_ids:
        condition &= in_values(memberships.role_id, filter.role_ids)
    return condition


def _conditions(db: Connection, filter: TimeFilter, visible: Visible) -> Iterator[ColumnElement[bool]]:
    yield from worklog_search.conditions(db, filter.search)
    if filter.team_ids or filter.role_ids:
        other = team_memberships.alias().c
        is_member = (other.account_id == _w.author_id, active_on(other, _w.start_date), _counts(other, filter, visible))
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


def _sum_columns(source: Subquery, columns: Sequence[Period]) -> list[ColumnElement[int]]:
    """The sums of logged and of billable seconds, each in total and for each column."""
    measures = (source.c.time_spent_seconds, source.c.billable_seconds)
    in_column = [source.c.start_date.between(column.from_, column.to) for column in columns]
    return [
        func.coalesce(func.sum(value), 0)
        for measure in measures
        for value in (measure, *(case((condition, measure), else_=0) for condition in in_column))
    ]


def _sorted_rows(report: TimeReport, source: Subquery) -> Select[*tuple[Any, ...]]:
    """The rows with the ids, keys and names of their groups, and their sums. They are sorted as a tree: by the first group, then by the
    second one, then by the third one; each level by name, or by the sum of its rows. Rows without a value come last."""
    positions = range(len(report.dimensions))
    sums = _sum_columns(source, report.columns)
    ids = [source.c[_group(n)] for n in positions]
    grouped = select(*ids, *(column.label(f"sum_{n}") for n, column in enumerate(sums))).group_by(*ids).subquery()
    named, labels, order = cast("FromClause", grouped), list[ColumnElement[Any]](), list[ColumnElement[Any]]()
    for n, dimension in zip(positions, report.dimensions, strict=True):
        id, label = grouped.c[_group(n)], dimensions.label(dimension, n)
        if label.table is not None:
            named = named.outerjoin(label.table, label.id == id)
        labels += [id, label.key, label.name]
        if report.sort != "NAME":
            measure = grouped.c.sum_0 if report.sort == "LOGGED" else grouped.c[f"sum_{1 + len(report.columns)}"]
            of_level = func.sum(measure).over(partition_by=[grouped.c[_group(level)] for level in range(n + 1)])
            order.append(of_level.desc() if report.descending else of_level)
        by_name = id if label.sort is None else label.sort
        order += [id.is_(None), by_name.desc() if report.descending and report.sort == "NAME" else by_name, id]
    return select(*labels, *(grouped.c[f"sum_{n}"] for n in range(len(sums)))).select_from(named).order_by(*order)


def _row(row: Any, report: TimeReport) -> Row:
    width = GROUP_WIDTH * len(report.dimensions)
    groups = [_group_value(dimension, *row[n * GROUP_WIDTH : (n + 1) * GROUP_WIDTH]) for n, dimension in enumerate(report.dimensions)]
    return Row(groups, _sums(row[width:]))


def _group_value(dimension: Dimension, id: object, key: str | None, name: str | None) -> GroupValue:
    text = NONE if id is None else str(id)
    return GroupValue(dimension, text, key, text if name is None else name)


def _sums(values: Sequence[Any]) -> Sums:
    half = len(values) // 2
    logged, *logged_by_column = map(int, values[:half])
    billable, *billable_by_column = map(int, values[half:])
    return Sums(logged, billable, logged_by_column, billable_by_column)
