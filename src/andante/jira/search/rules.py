"""The conditions and sort orders of an issue search."""

import datetime as dt
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


WorklogCondition = LoggedBy | LoggedOn
Condition = Has | IsEmpty | Contains | Compares | KeyCompares | LoggedBy | LoggedOn | All | Any | Not

ALL_ISSUES = All(())


class Sort(Struct, frozen=True):
    field: SortField
    descending: bool = False


def uses_worklogs(condition: Condition) -> bool:
    """Whether the condition depends on worklogs."""
    match condition:
        case All(parts) | Any(parts):
            return any(uses_worklogs(part) for part in parts)
        case Not(part):
            return uses_worklogs(part)
    return isinstance(condition, WorklogCondition)
