"""How one says which issues are meant, and in which order."""

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


class HasNone(Struct, frozen=True):
    """Nothing stands in the field."""

    field: LinkField | TextField


class Contains(Struct, frozen=True):
    """The text has each of these phrases somewhere, whatever their case."""

    field: TextField
    phrases: tuple[str, ...]


class Compares(Struct, frozen=True):
    """The field compares so to the value."""

    field: Literal["id", "created", "updated"]
    comparison: Comparison
    value: int | Instant


class KeyIs(Struct, frozen=True):
    """In the project of `key`, and numbered so to it: NORTH-9 comes before NORTH-10."""

    comparison: Comparison
    key: str


class WorkedBy(Struct, frozen=True):
    """One of these people logged time on it."""

    account_ids: tuple[str, ...]


class WorkedOn(Struct, frozen=True):
    """Time was logged on it on a day that lies so to `day`."""

    comparison: Comparison
    day: dt.date


class All(Struct, frozen=True):
    """Every part holds. Who worked and when is asked of one and the same worklog."""

    parts: tuple["Condition", ...]


class Any(Struct, frozen=True):
    """At least one part holds."""

    parts: tuple["Condition", ...]


class Not(Struct, frozen=True):
    """The part does not hold. A field in which nothing stands is neither one of some ids nor not one of them."""

    part: "Condition"


Worked = WorkedBy | WorkedOn
Condition = Has | HasNone | Contains | Compares | KeyIs | WorkedBy | WorkedOn | All | Any | Not

EVERYTHING = All(())


class Sort(Struct, frozen=True):
    field: SortField
    descending: bool = False


def asks_for_worklogs(condition: Condition) -> bool:
    match condition:
        case All(parts) | Any(parts):
            return any(asks_for_worklogs(part) for part in parts)
        case Not(part):
            return asks_for_worklogs(part)
    return isinstance(condition, Worked)
