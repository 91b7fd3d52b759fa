"""The SQL of issue search, which also queries worklogs."""

import operator
from collections.abc import Sequence
from typing import Any as Anything

from sqlalchemy import Connection, Select, and_, false, func, not_, or_, select, true
from sqlalchemy.sql.elements import ColumnElement

from andante.directory.issues.rules import IssueRecord
from andante.directory.issues.store import issue_components, issue_types, issue_versions, issues
from andante.directory.people.store import users
from andante.directory.projects.store import projects
from andante.kit.db import in_values
from andante.kit.paging import Paging
from andante.timekeeping.worklogs.store import worklogs

from .rules import All, Any, Compares, Condition, Contains, Has, IsEmpty, KeyCompares, LoggedBy, LoggedOn, Not, Sort, WorklogCondition

Where = ColumnElement[bool]

_i = issues.c
_w = worklogs.c
_COMPARE = {"=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
_COLUMNS: dict[str, ColumnElement[Anything]] = {
    "id": _i.id,
    "project": _i.project_id,
    "status": _i.status_id,
    "type": _i.type_id,
    "priority": _i.priority_id,
    "parent": _i.parent_id,
    "assignee": _i.assignee_id,
    "reporter": _i.reporter_id,
    "created": _i.created_at,
    "updated": _i.updated_at,
    "summary": _i.summary,
    "description": _i.description,
}
_LINKS: dict[str, tuple[ColumnElement[int], ColumnElement[int]]] = {
    "version": (issue_versions.c.issue_id, issue_versions.c.version_id),
    "component": (issue_components.c.issue_id, issue_components.c.component_id),
}
_issue: Select[Anything] = select(*(issues.c[field] for field in IssueRecord.__struct_fields__))


def page(db: Connection, condition: Condition, order: Sequence[Sort], visible: Sequence[Where], paging: Paging) -> list[IssueRecord]:
    """The requested page of the issues that match the condition, plus one issue. Without an order, the newest are first. Only
    worklogs that meet the conditions `visible` count."""
    query = _issue.where(_where(condition, visible)).order_by(*_order(order))
    return [IssueRecord(*row) for row in db.execute(query.offset(paging.offset).limit(paging.limit + 1))]


def count(db: Connection, condition: Condition, visible: Sequence[Where]) -> int:
    return db.scalar(select(func.count()).select_from(issues).where(_where(condition, visible))) or 0


def seconds_by_issue(db: Connection, issue_ids: Sequence[int]) -> dict[int, int]:
    """The seconds that all people logged on each of these issues."""
    query = select(_w.issue_id, func.sum(_w.time_spent_seconds)).where(in_values(_w.issue_id, issue_ids)).group_by(_w.issue_id)
    return {issue_id: int(seconds) for issue_id, seconds in db.execute(query)}


def _where(condition: Condition, visible: Sequence[Where]) -> Where:
    match condition:
        case All(parts):
            return _all(parts, visible)
        case Any(parts):
            return or_(false(), *(_where(part, visible) for part in parts))
        case Not(part):
            return not_(_where(part, visible))
        case LoggedBy() | LoggedOn():
            return _logged([condition], visible)
        case Has(field, ids):
            return _has(field, ids)
        case IsEmpty(field):
            return _has_none(field)
        case Contains(field, phrases):
            return _contains(_COLUMNS[field], phrases)
        case Compares(field, comparison, value):
            return _COMPARE[comparison](_COLUMNS[field], value)  # type: ignore[no-any-return]
        case KeyCompares(comparison, key):
            return _compare_key(comparison, key)


def _all(parts: Sequence[Condition], visible: Sequence[Where]) -> Where:
    logged = [part for part in parts if isinstance(part, WorklogCondition)]
    others = [_where(part, visible) for part in parts if not isinstance(part, WorklogCondition)]
    return and_(true(), *others, *([_logged(logged, visible)] if logged else []))


def _logged(parts: Sequence[WorklogCondition], visible: Sequence[Where]) -> Where:
    """The issue has a worklog that meets all of these conditions."""
    conditions = [
        in_values(_w.author_id, part.account_ids) if isinstance(part, LoggedBy) else _COMPARE[part.comparison](_w.start_date, part.day)
        for part in parts
    ]
    return select(1).where(_w.issue_id == _i.id, *conditions, *visible).exists()


def _has(field: str, ids: Sequence[int | str]) -> Where:
    if field in _LINKS:
        issue, target = _LINKS[field]
        return select(1).where(issue == _i.id, in_values(target, ids)).exists()
    return in_values(_COLUMNS[field], ids)


def _has_none(field: str) -> Where:
    if field in _LINKS:
        issue, _ = _LINKS[field]
        return ~select(1).where(issue == _i.id).exists()
    column = _COLUMNS[field]
    return column == "" if field in ("summary", "description") else column.is_(None)


def _contains(column: ColumnElement[str], phrases: Sequence[str]) -> Where:
    return and_(true(), *(func.lower(column).contains(phrase.lower(), autoescape=True) for phrase in phrases))


def _compare_key(comparison: str, key: str) -> Where:
    """Compares keys of one project by length, then as text. This compares their numbers, which have no leading zeros."""
    project_key = key.rpartition("-")[0]
    same_project = _i.project_id.in_(select(projects.c.id).where(projects.c.key == project_key))
    length = func.length(_i.key)
    compare = _COMPARE[comparison]
    if comparison in ("=", "!="):
        return and_(same_project, compare(_i.key, key))
    strictly = _COMPARE[comparison[0]]
    return and_(same_project, or_(strictly(length, len(key)), and_(length == len(key), compare(_i.key, key))))


def _order(order: Sequence[Sort]) -> list[ColumnElement[Anything]]:
    """The sort columns. The last one is the id, so the order is unambiguous."""
    columns = [column for sort in order for column in _sorted(sort)]
    last = order[-1].descending if order else True
    return [*columns, _i.id.desc() if last else _i.id.asc()]


def _sorted(sort: Sort) -> list[ColumnElement[Anything]]:
    project = select(projects.c.key).where(projects.c.id == _i.project_id).scalar_subquery()
    type_name = select(issue_types.c.name).where(issue_types.c.id == _i.type_id).scalar_subquery()
    columns: list[ColumnElement[Anything]]
    match sort.field:
        case "key":
            columns = [project, func.length(_i.key), _i.key]
        case "project":
            columns = [project]
        case "type":
            columns = [type_name]
        case "priority":
            columns = [-_i.priority_id]  # the lowest number is the highest priority
        case "assignee" | "reporter":
            person = _COLUMNS[sort.field]
            columns = [select(users.c.display_name).where(users.c.account_id == person).scalar_subquery()]
        case _:
            columns = [_COLUMNS[sort.field]]
    return [column.desc().nulls_last() if sort.descending else column.asc().nulls_last() for column in columns]
