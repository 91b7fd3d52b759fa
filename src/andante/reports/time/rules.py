"""What a report on logged time sums up: its dimensions, its columns and its filters."""

import calendar
import datetime as dt
from collections.abc import Iterable, Sequence
from functools import reduce
from typing import Any

from msgspec import Struct

from andante.kit.clock import days_into_week
from andante.kit.errors import FaultCode, Invalid
from andante.reports.dimensions.rules import DAY, MONTH, WEEK, Dimension
from andante.timekeeping.periods.rules import Period
from andante.timekeeping.worklog_search.rules import Search

MAX_COLUMNS = 100

PLANNED, REQUIRED = "PLANNED", "REQUIRED"

QUARTER, YEAR = "QUARTER", "YEAR"

MONTHS = {MONTH: 1, QUARTER: 3, YEAR: 12}
"""How many months a column has."""


class AttributeFilter(Struct, frozen=True):
    """A worklog must have one of the values of the attribute."""

    attribute_id: int
    values: Sequence[str]


class TimeFilter(Struct, frozen=True, kw_only=True):
    """A worklog must match each filter that is set, and one of its values.

    `search` has the filters of the worklog search. With `team_ids`, `role_ids`, or both, the author must have been in one of these teams,
    in one of these roles, on the day of the worklog. Accounts, customers and categories are keys, `approvals` are statuses of timesheets.
    """

    search: Search
    team_ids: Sequence[int] = ()
    role_ids: Sequence[int] = ()
    parents: Sequence[int | str] = ()
    accounts: Sequence[str] = ()
    customers: Sequence[str] = ()
    categories: Sequence[str] = ()
    attributes: Sequence[AttributeFilter] = ()
    approvals: Sequence[str] = ()
    billable: bool | None = None


class TimeReport(Struct, frozen=True, kw_only=True):
    """The parameters of a report on the days of `span`. `measures` are PLANNED and REQUIRED. `sort` is NAME, LOGGED or BILLABLE.
    `week_start` is from 1 for Monday to 7 for Sunday."""

    filter: TimeFilter
    span: Period
    dimensions: Sequence[Dimension]
    pivot: str | None = None
    columns: Sequence[Period] = ()
    measures: Sequence[str] = ()
    sort: str = "NAME"
    descending: bool = False
    week_start: int = 1


class Sums(Struct, frozen=True):
    """Seconds, in total and for each column of the report. Planned and required time only if they are measures of the report."""

    logged: int
    billable: int
    logged_by_column: Sequence[int]
    billable_by_column: Sequence[int]
    planned: int | None = None
    required: int | None = None
    planned_by_column: Sequence[int] = ()
    required_by_column: Sequence[int] = ()

    @property
    def target(self) -> int | None:
        """What logged time is compared with: required time, or else planned time."""
        return self.planned if self.required is None else self.required

    @property
    def difference(self) -> int | None:
        """Logged time minus the target."""
        return None if self.target is None else self.logged - self.target

    @property
    def percent(self) -> float | None:
        """The part of the target that is logged, rounded to two decimal places. None if the target is zero."""
        return round(100 * self.logged / self.target, 2) if self.target else None


def added_up(sums: Iterable[Sums]) -> Sums:
    """The sum of one or more sums of the same report."""
    return reduce(_add, sums)


def _add(one: Sums, other: Sums) -> Sums:
    return Sums(*(_add_values(getattr(one, name), getattr(other, name)) for name in Sums.__struct_fields__))


def _add_values(one: Any, other: Any) -> Any:
    if one is None:
        return None
    return one + other if isinstance(one, int) else [left + right for left, right in zip(one, other, strict=True)]


class GroupValue(Struct, frozen=True):
    """What the worklogs of a row have in common in one dimension. The id is NONE if they have no value."""

    dimension: Dimension
    id: str
    key: str | None
    name: str


class Row(Struct, frozen=True):
    groups: Sequence[GroupValue]
    sums: Sums


def columns(pivot: str | None, start: dt.date, end: dt.date, week_start: int) -> list[Period]:
    """The columns of a report from `start` to `end`. The first and the last one are cut to this range.

    Raises Invalid if there are more than MAX_COLUMNS.
    """
    found: list[Period] = []
    while pivot and (not found or found[-1].to < end):
        first = dt.date.fromordinal(found[-1].to.toordinal() + 1) if found else start
        found.append(Period(first, min(_last_of_column(pivot, first, week_start), end)))
        if len(found) > MAX_COLUMNS:
            raise Invalid(
                "pivot",
                FaultCode.TOO_LARGE,
                f"has the value {pivot}, which makes more than {MAX_COLUMNS} columns from {start} to {end}: "
                "request longer columns or a shorter range",
            )
    return found


def _last_of_column(pivot: str, day: dt.date, week_start: int) -> dt.date:
    if pivot == DAY:
        return day
    if pivot == WEEK:
        return dt.date.fromordinal(min(day.toordinal() + 6 - days_into_week(day, week_start), dt.date.max.toordinal()))
    length = MONTHS[pivot]
    month = (day.month - 1) // length * length + length
    return dt.date(day.year, month, calendar.monthrange(day.year, month)[1])
