"""The filters and the sort order of a worklog search."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import NamedTuple

from msgspec import Struct

from andante.kit.clock import Instant
from andante.kit.paging import SortKey
from andante.timekeeping.worklogs.rules import WorklogRecord

SORT_COLUMNS = {"ID": ("id",), "START_DATE_TIME": ("start_date", "start_time"), "UPDATED": ("updated_at",)}
"""The columns that each sort field of the API sorts by."""


class SortField(NamedTuple):
    """A key of SORT_COLUMNS, and the direction."""

    field: str
    descending: bool = False


class Search(Struct, frozen=True, kw_only=True):
    """A worklog must match every filter that is set. It matches a filter with several values if it has one of them.

    Issues and projects are ids or keys, `account` is an id. `from_` and `to` are inclusive, `started_before` is exclusive.
    Without a `sort_order`, worklogs are sorted by their start.
    """

    authors: list[str] = []
    issues: Sequence[int | str] = []
    projects: Sequence[int | str] = []
    account: int | None = None
    from_: dt.date | None = None
    to: dt.date | None = None
    updated_from: Instant | None = None
    started_from: Instant | None = None
    started_before: Instant | None = None
    sort_order: list[SortField] = []

    @property
    def sort_columns(self) -> list[tuple[str, bool]]:
        """Pairs of a column and whether it is descending. The id makes the order unique: if it isn't a sort field, it is added
        as the last column, in the direction of the first."""
        fields = self.sort_order or [SortField("START_DATE_TIME")]
        columns = {name: descending for field, descending in fields for name in SORT_COLUMNS[field]}
        columns.setdefault("id", fields[0].descending)
        return list(columns.items())

    @property
    def sort_key(self) -> Callable[[WorklogRecord], SortKey]:
        """A function that returns a worklog's values of the sort columns."""
        names = [name for name, _ in self.sort_columns]
        return lambda worklog: tuple(getattr(worklog, name) for name in names)
