"""The SQL of issue search, which also queries worklogs."""

import operator
from collections.abc import Mapping, Sequence
from typing import Any as Anything

from sqlalchemy import CTE, Boolean, Connection, Select, and_, case, cast, false, func, not_, null, or_, select, true
from sqlalchemy.sql.elements import ColumnElement

from andante.directory.issues.rules import IssueRecord
from andante.directory.issues.store import issue_components, issue_types, issue_versions, issues
from andante.directory.people.store import users
from andante.directory.projects.store import projects
from andante.kit.db import in_values
from andante.kit.paging import Paging
from andante.timekeeping.worklogs.store import worklogs

from .rules import (
    All,
    Any,
    Compares,
    ComparesEmpty,
    Condition,
    Contains,
    Has,
    IsEmpty,
    KeyCompares,
    Logged,
    Not,
    Sort,
    WorklogFilter,
    leaves,
    people_of,
)

Where = ColumnElement[bool]

TEXT_FIELDS = ("summary", "description")
MAX_SEPARATE_TEXTS = 4
"""Up to this many conditions on texts are checked one by one, so that other conditions can exclude issues first."""

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
    """The requested page of the issues that match the normalized condition, plus one issue. Without an order, the newest are first. Only
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
    found = list(dict.fromkeys(leaves(condition)))
    logged = _LoggedTime([leaf for leaf in found if isinstance(leaf, Logged)], visible)
    shares_texts = sum(isinstance(leaf, Contains) for leaf in found) > MAX_SEPARATE_TEXTS
    return _Compiler(logged, _lower_case_texts() if shares_texts else None).compile(condition)


def _lower_case_texts() -> CTE:
    """The texts of all issues in lower case. With this table, each text is converted once, not for each condition."""
    columns = [func.lower(_COLUMNS[field]).label(field) for field in TEXT_FIELDS]
    return select(_i.id, *columns).correlate(None).cte("texts").prefix_with("MATERIALIZED")


class _Compiler:
    """Creates the SQL of a normalized condition. Conditions on worklogs use `logged`. If `texts` is set, conditions on texts use it."""

    def __init__(self, logged: "_LoggedTime", texts: CTE | None) -> None:
        self.logged = logged
        self.texts = texts

    def compile(self, condition: Condition) -> Where:
        if self._is_text(condition):
            return self._in_texts(condition)
        match condition:
            case All(parts):
                logged = [part for part in parts if isinstance(part, Logged)]
                return and_(true(), *self._compile_others(All, parts, logged), *([self.logged.meets_all(logged)] if logged else []))
            case Any(parts):
                never_logged = [part for part in parts if isinstance(part, Not) and isinstance(part.part, Logged)]
                logged = [part.part for part in never_logged if isinstance(part.part, Logged)]
                others = self._compile_others(Any, parts, never_logged)
                return or_(false(), *others, *([not_(self.logged.meets_all(logged))] if logged else []))
            case Not(part):
                return not_(self.compile(part))
            case Logged():
                return self.logged.meets_all([condition])
        return _compile_leaf(condition)

    def _compile_others(self, kind: type[All | Any], parts: Sequence[Condition], logged: Sequence[Condition]) -> list[Where]:
        """The SQL of the parts, except those in `logged`. Those on texts become one, which needs one pass over the texts."""
        on_texts = [part for part in parts if self._is_text(part)]
        compiled = [self.compile(part) for part in parts if part not in logged and part not in on_texts]
        return [*compiled, self._in_texts(kind(tuple(on_texts)))] if on_texts else compiled

    def _is_text(self, condition: Condition) -> bool:
        """Whether one query of the shared texts can check the condition."""
        return self.texts is not None and all(isinstance(leaf, Contains) for leaf in leaves(condition))

    def _in_texts(self, condition: Condition) -> Where:
        assert self.texts is not None
        return _i.id.in_(select(self.texts.c.id).where(_compile_texts(condition, self.texts)))


def _compile_texts(condition: Condition, texts: CTE) -> Where:
    """The SQL of a condition that consists only of conditions on texts."""
    match condition:
        case All(parts):
            return and_(true(), *(_compile_texts(part, texts) for part in parts))
        case Any(parts):
            return or_(false(), *(_compile_texts(part, texts) for part in parts))
        case Not(part):
            return not_(_compile_texts(part, texts))
        case Contains(field, phrases):
            return _contains(texts.c[field], phrases)
    raise TypeError(f"{condition} is not a condition on texts")


def _compile_leaf(condition: Condition) -> Where:
    match condition:
        case Has(field, ids):
            return _has(field, ids)
        case IsEmpty(field):
            return _has_none(field)
        case Contains(field, phrases):
            return _contains(func.lower(_COLUMNS[field]), phrases)
        case Compares(field, comparison, value):
            return _COMPARE[comparison](_COLUMNS[field], value)  # type: ignore[no-any-return]
        case KeyCompares(comparison, key):
            return _compare_key(comparison, key)
        case ComparesEmpty():
            return cast(null(), Boolean)
    raise TypeError(f"{condition} is not normalized")


class _LoggedTime:
    """The SQL of conditions on worklogs.

    If the caller may see all worklogs, conditions on dates only are checked issue by issue: most worklogs may meet them, but one
    per issue is enough. All others are checked in one pass over the worklogs that matter. Checking them issue by issue would read
    all worklogs of every issue, once for each condition.
    """

    def __init__(self, conditions: Sequence[Logged], visible: Sequence[Where]) -> None:
        self.in_one_pass = {
            condition: f"meets_{n}" for n, condition in enumerate(conditions) if visible or people_of(condition.filters) is not None
        }
        self.table = _logged_time(self.in_one_pass, visible)

    def meets_all(self, conditions: Sequence[Logged]) -> Where:
        """For each of the conditions, the issue has a worklog that meets it."""
        columns = [self.table.c[self.in_one_pass[condition]] for condition in conditions if condition in self.in_one_pass]
        by_issue = [
            select(1).where(_w.issue_id == _i.id, _meets(condition)).exists()
            for condition in conditions
            if condition not in self.in_one_pass
        ]
        in_table = [_i.id.in_(select(self.table.c.issue_id).where(*(column == 1 for column in columns)))] if columns else []
        return and_(true(), *in_table, *by_issue)


def _logged_time(names: Mapping[Logged, str], visible: Sequence[Where]) -> CTE:
    """A table with a row for each issue. A column for each of these conditions is 1 if a worklog meets it, and otherwise 0."""
    people = [people_of(condition.filters) for condition in names]
    by_these_people = [] if None in people else [_is_by(frozenset[str]().union(*filter(None, people)))]
    columns = [func.max(case((_meets(condition), 1), else_=0)).label(name) for condition, name in names.items()]
    query = select(_w.issue_id.label("issue_id"), *columns).where(*by_these_people, *visible).group_by(_w.issue_id)
    return query.cte("logged").prefix_with("MATERIALIZED")


def _meets(condition: Logged) -> Where:
    """The worklog matches one of the filters."""
    return or_(false(), *(_matches(filter) for filter in condition.filters))


def _matches(filter: WorklogFilter) -> Where:
    dates = [_COMPARE[part.comparison](_w.start_date, part.day) for part in filter.dates]
    return and_(true(), *dates, *([] if filter.account_ids is None else [_is_by(filter.account_ids)]))


def _is_by(account_ids: frozenset[str]) -> Where:
    first, *others = account_ids or [""]
    return in_values(_w.author_id, sorted(account_ids)) if others else _w.author_id == first


def _has(field: str, ids: Sequence[int | str]) -> Where:
    if field in _LINKS:
        issue, target = _LINKS[field]
        return _i.id.in_(select(issue).where(in_values(target, ids)))
    return in_values(_COLUMNS[field], ids)


def _has_none(field: str) -> Where:
    if field in _LINKS:
        issue, _ = _LINKS[field]
        return ~select(1).where(issue == _i.id).exists()
    column = _COLUMNS[field]
    return column == "" if field in TEXT_FIELDS else column.is_(None)


def _contains(lower_case: ColumnElement[str], phrases: Sequence[str]) -> Where:
    return and_(true(), *(lower_case.contains(phrase.lower(), autoescape=True) for phrase in phrases))


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
