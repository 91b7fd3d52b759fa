"""The conditions and sort orders of an issue search."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from msgspec import Struct

from andante.kit.clock import Instant

Comparison = Literal["=", "!=", "<", "<=", ">", ">="]
LinkField = Literal["id", "project", "status", "type", "priority", "parent", "assignee", "reporter", "version", "component"]
TextField = Literal["summary", "description"]
SortField = Literal["key", "id", "project", "type", "status", "priority", "summary", "assignee", "reporter", "created", "updated"]


class Has(Struct, frozen=True):
    """The field is one of these ids."""

    field: LinkField
    ids: tuple[int, ...] | tuple[str, ...]


class IsEmpty(Struct, frozen=True):
    """The field has no value."""

    field: LinkField | TextField


class Contains(Struct, frozen=True):
    """The text contains all of these phrases, regardless of case."""

    field: TextField
    phrases: tuple[str, ...]


class Compares(Struct, frozen=True):
    """The comparison of the field with `value` is true."""

    field: Literal["id", "created", "updated"]
    comparison: Comparison
    value: int | Instant


class KeyCompares(Struct, frozen=True):
    """The issue is in the project of `key`, and the comparison of its number with that of `key` is true: NORTH-9 < NORTH-10."""

    comparison: Comparison
    key: str


class ComparesEmpty(Struct, frozen=True):
    """A comparison with a field that no issue has a value of. As in SQL, neither the comparison nor its negation matches."""


class LoggedBy(Struct, frozen=True):
    """One of these people logged time on the issue."""

    account_ids: tuple[str, ...]


class LoggedOn(Struct, frozen=True):
    """Time was logged on the issue on a date whose comparison with `day` is true."""

    comparison: Comparison
    day: dt.date


class All(Struct, frozen=True):
    """All parts match. A single worklog must meet all conditions on worklogs."""

    parts: tuple["Condition", ...]


class Any(Struct, frozen=True):
    """At least one part matches."""

    parts: tuple["Condition", ...]


class Not(Struct, frozen=True):
    """The part does not match. As in SQL, an empty field matches neither a condition on its ids nor the negation of it."""

    part: "Condition"


class WorklogFilter(Struct, frozen=True):
    """The worklog is by one of these people (None: by anyone), and its date meets all comparisons."""

    account_ids: frozenset[str] | None
    dates: frozenset[LoggedOn]


class Logged(Struct, frozen=True):
    """The issue has a worklog that matches one of these filters. `normalize` creates it from other conditions on worklogs."""

    filters: frozenset[WorklogFilter]


WorklogCondition = LoggedBy | LoggedOn
Condition = Has | IsEmpty | Contains | Compares | KeyCompares | ComparesEmpty | LoggedBy | LoggedOn | Logged | All | Any | Not

ALL_ISSUES = All(())


class Sort(Struct, frozen=True):
    field: SortField
    descending: bool = False


def worklog_filters(condition: Condition) -> frozenset[WorklogFilter]:
    """The different filters of worklogs in a normalized condition."""
    return frozenset[WorklogFilter]().union(*(leaf.filters for leaf in leaves(condition) if isinstance(leaf, Logged)))


def people_of(filters: Iterable[WorklogFilter]) -> frozenset[str] | None:
    """The people one of whom must have logged the time; None if it can be anyone."""
    people: set[str] = set()
    for filter in filters:
        if filter.account_ids is None:
            return None
        people |= filter.account_ids
    return frozenset(people)


def normalize(condition: Condition) -> Condition:
    """An equivalent condition that needs fewer queries: each `Not` is directly around a leaf, `All` and `Any` are flat and
    without duplicates, and conditions on ids or worklogs are combined where one query can check them."""
    return _normalize(condition, negated=False)


def leaves(condition: Condition) -> Iterator[Condition]:
    """The conditions that a normalized condition consists of, without `All`, `Any` and `Not`."""
    match condition:
        case All(parts) | Any(parts):
            for part in parts:
                yield from leaves(part)
        case Not(part):
            yield from leaves(part)
        case _:
            yield condition


def _normalize(condition: Condition, *, negated: bool) -> Condition:
    match condition:
        case Not(part):
            return _normalize(part, negated=not negated)
        case All(parts):
            normalized = [_normalize(part, negated=negated) for part in _with_one_filter(parts)]
            return _any(normalized) if negated else _all(normalized)
        case Any(parts):
            normalized = [_normalize(part, negated=negated) for part in parts]
            return _all(normalized) if negated else _any(normalized)
        case LoggedBy() | LoggedOn():
            condition = _logged([condition])
    return Not(condition) if negated else condition


def _with_one_filter(parts: Sequence[Condition]) -> Sequence[Condition]:
    """Combines the conditions that a single worklog must meet."""
    worklog_parts = [part for part in parts if isinstance(part, WorklogCondition)]
    others: list[Condition] = [part for part in parts if not isinstance(part, WorklogCondition)]
    return [*others, _logged(worklog_parts)] if worklog_parts else others


def _logged(parts: Iterable[WorklogCondition]) -> Logged:
    account_ids: frozenset[str] | None = None
    dates = set()
    for part in parts:
        if isinstance(part, LoggedOn):
            dates.add(part)
        else:
            account_ids = frozenset(part.account_ids) if account_ids is None else account_ids.intersection(part.account_ids)
    return Logged(frozenset([WorklogFilter(account_ids, frozenset(dates))]))


def _any(parts: Iterable[Condition]) -> Condition:
    """At least one of these normalized conditions matches."""
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, Any) else (part,))]
    combined = _combine(flat)
    return combined[0] if len(combined) == 1 else Any(tuple(combined))


def _all(parts: Iterable[Condition]) -> Condition:
    """All of these normalized conditions match: none of the negated ones does."""
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, All) else (part,))]
    negated = _combine([part.part for part in flat if isinstance(part, Not)])
    combined = [*dict.fromkeys(part for part in flat if not isinstance(part, Not)), *map(Not, negated)]
    return combined[0] if len(combined) == 1 else All(tuple(combined))


def _combine(alternatives: Iterable[Condition]) -> list[Condition]:
    """The alternatives without duplicates. Those on the same ids, and those on worklogs, become one."""
    others: dict[Condition, None] = {}
    ids: dict[LinkField, dict[int | str, None]] = {}
    filters: dict[frozenset[LoggedOn], frozenset[str] | None] = {}
    for part in alternatives:
        if isinstance(part, Has):
            ids.setdefault(part.field, {}).update(dict.fromkeys(part.ids))
        elif isinstance(part, Logged):
            _add_filters(filters, part)
        else:
            others[part] = None
    combined: list[Condition] = [*others, *(Has(field, tuple(found)) for field, found in ids.items())]  # type: ignore[arg-type]
    if filters:
        combined.append(Logged(frozenset(WorklogFilter(account_ids, dates) for dates, account_ids in filters.items())))
    return combined


def _add_filters(filters: dict[frozenset[LoggedOn], frozenset[str] | None], logged: Logged) -> None:
    """Adds the filters. The people of filters with the same dates are combined."""
    for found in logged.filters:
        known = filters.get(found.dates, frozenset())
        filters[found.dates] = None if known is None or found.account_ids is None else known | found.account_ids
