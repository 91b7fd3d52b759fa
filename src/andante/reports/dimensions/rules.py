"""The dimensions of reports, and the ids of their values."""

import datetime as dt
from collections.abc import Sequence

from msgspec import Struct

from andante.kit.errors import FaultCode, Invalid
from andante.kit.faults import shown
from andante.kit.lookup import parse_id

USER, TEAM, ROLE = "USER", "TEAM", "ROLE"
PROJECT, ISSUE, PARENT = "PROJECT", "ISSUE", "PARENT"
ACCOUNT, CUSTOMER, CATEGORY = "ACCOUNT", "CUSTOMER", "CATEGORY"
BILLABLE, APPROVAL, ATTRIBUTE = "BILLABLE", "APPROVAL", "ATTRIBUTE"
DAY, WEEK, MONTH = "DAY", "WEEK", "MONTH"

NAMES = (USER, TEAM, ROLE, PROJECT, ISSUE, PARENT, ACCOUNT, CUSTOMER, CATEGORY, BILLABLE, APPROVAL, DAY, WEEK, MONTH)
"""All dimensions except ATTRIBUTE, of which there is one for each work attribute."""

TEXTS = {USER, BILLABLE, APPROVAL, ATTRIBUTE}
"""The dimensions whose values are texts."""

DATES = {DAY, WEEK, MONTH}
"""The dimensions whose values are the first days. All others have ids."""

KEYED = {PROJECT, ISSUE, PARENT, ACCOUNT, CUSTOMER, CATEGORY}
"""The dimensions whose values have a key."""

IDENTIFIED = KEYED | {USER, TEAM, ROLE}
"""The dimensions in which several values can have the same name."""

TITLES = {
    USER: "User",
    TEAM: "Team",
    ROLE: "Role",
    PROJECT: "Project",
    ISSUE: "Issue",
    PARENT: "Parent issue",
    ACCOUNT: "Account",
    CUSTOMER: "Customer",
    CATEGORY: "Category",
    BILLABLE: "Billable",
    APPROVAL: "Approval",
    DAY: "Day",
    WEEK: "Week",
    MONTH: "Month",
}
"""The names of dimensions for people. An attribute has its own."""

NONE = ""
"""The id of the group of worklogs that have no value, for example no account."""


class Dimension(Struct, frozen=True):
    """What worklogs are grouped by. Only ATTRIBUTE has an `attribute_id` and an `attribute_key`."""

    name: str
    attribute_id: int | None = None
    attribute_key: str | None = None

    def __str__(self) -> str:
        return f"{ATTRIBUTE}:{self.attribute_key}" if self.attribute_key else self.name


def group_values(dimensions: Sequence[Dimension], ids: Sequence[str]) -> list[int | str | dt.date | None]:
    """The values that these ids of groups stand for, one for each dimension. None means no value."""
    return [_value_of(dimension, id) for dimension, id in zip(dimensions, ids, strict=True)]


def _value_of(dimension: Dimension, id: str) -> int | str | dt.date | None:
    if id == NONE or dimension.name in TEXTS:
        return id or None
    if dimension.name not in DATES:
        return _required(parse_id(id), dimension, id, "a number")
    try:
        return dt.date.fromisoformat(id)
    except ValueError:
        return _required(None, dimension, id, "a date like 2026-03-31")


def _required(value: int | None, dimension: Dimension, id: str, expected: str) -> int:
    if value is None:
        raise Invalid("group", FaultCode.INVALID, f"has {shown(id)} for {dimension}: use {expected}, as in the report")
    return value
