"""What the page of a report shows: a table with levels, a chart, and links to the worklogs behind each figure."""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, partial
from typing import NamedTuple

from andante.reports.dimensions.rules import ROLE, TEAM
from andante.reports.time.rules import GroupValue, Row, Sums, TimeReport, added_up
from andante.web.shell import charts
from andante.web.shell.charts import Bars, Plot, Series
from andante.web.shell.formats import current_formats
from andante.web.shell.translations import gettext

from . import labels
from .address import Report

MAX_ROWS = 200
"""A page shows this many rows of a report, or worklogs."""

MAX_BARS = 12
"""A chart of bars shows this many groups: those with the most time."""

NOT_OF_WORKLOGS = ("groupBy", "pivot", "sort", "direction", "measure")
"""The parameters of a report that a list of worklogs doesn't have."""


class Line(NamedTuple):
    """A line of the table. Groups that contain others have sums only if these are exact."""

    groups: Sequence[GroupValue]
    sums: Sums | None
    is_leaf: bool

    @property
    def level(self) -> int:
        return len(self.groups)

    @property
    def group(self) -> GroupValue:
        return self.groups[-1]

    @property
    def name(self) -> str:
        return labels.of_group(self.group)


class ReportPage:
    """A page of a report, after the first `offset` rows. Unless it is the whole report, the sums of groups aren't known."""

    def __init__(self, report: TimeReport, address: Report, rows: Sequence[Row], totals: Sums, *, offset: int, has_next: bool) -> None:
        self.report = report
        self.address = address
        self.rows = rows
        self.totals = totals
        self.offset = offset
        self.has_next = has_next
        self.columns = labels.of_columns(report.pivot, report.columns)

    @property
    def is_complete(self) -> bool:
        return not self.offset and not self.has_next

    @property
    def has_exact_groups(self) -> bool:
        """Whether the rows of a group add up to the group. A worklog counts in each team and role of its author."""
        below = {dimension.name for dimension in self.report.dimensions[1:]}
        return self.is_complete and not below & {TEAM, ROLE}

    @property
    def figure_count(self) -> int:
        """The number of figures in each line."""
        measures = self.report.measures
        return len(self.columns) + 2 + (len(measures) + 2 if measures else 0)

    @property
    def previous_url(self) -> str:
        return self.address.page(max(0, self.offset - MAX_ROWS)).url()

    @property
    def next_url(self) -> str:
        return self.address.page(self.offset + MAX_ROWS).url()

    @cached_property
    def blocks(self) -> list[list[Line]]:
        """The lines of each group of the first level; with one level, all lines."""
        blocks: list[list[Line]] = []
        before: list[str] = []
        for row in self.rows:
            ids = _ids(row.groups)
            changed = [level for level in range(1, len(ids)) if ids[:level] != before[:level]]
            if not blocks or 1 in changed:
                blocks.append([])
            blocks[-1] += [Line(row.groups[:level], self._sums_of(ids[:level]), is_leaf=False) for level in changed]
            blocks[-1].append(Line(row.groups, row.sums, is_leaf=True))
            before = ids
        return blocks

    def _sums_of(self, ids: Sequence[str]) -> Sums | None:
        """The sums of a group, if its rows add up to it."""
        if not self.has_exact_groups:
            return None
        return added_up(row.sums for row in self.rows if _ids(row.groups)[: len(ids)] == ids)

    def worklogs_url(self, groups: Sequence[GroupValue] = (), column: int | None = None) -> str:
        """The page with the worklogs behind a figure."""
        span = self.report.span if column is None else self.report.columns[column]
        kept = self.address.having(**dict.fromkeys(NOT_OF_WORKLOGS), from_=str(span.from_), to=str(span.to))
        return kept.having(groupBy=[str(group.dimension) for group in groups], group=_ids(groups)).url("reports.worklogs")

    @cached_property
    def chart(self) -> Plot | Bars | None:
        """Time by column and group, or time by group. None if the figures would not be exact."""
        series = list(self._series())
        if self.report.columns:
            return charts.stacked_columns(self.columns, series, text=current_formats().hours, other=gettext("Other"))
        longest = sorted(series, key=lambda one: -one.total)[:MAX_BARS]
        return charts.bars([one for one in series if one in longest], text=current_formats().hours) if len(series) > 1 else None

    def _series(self) -> Iterator[Series]:
        stacks_teams = bool(self.report.columns) and self.report.dimensions[0].name in (TEAM, ROLE)
        if not self.has_exact_groups or stacks_teams:
            if self.report.columns:
                yield self._one_series(gettext("Logged"), self.totals, ())
            return
        for block in self.blocks if len(self.report.dimensions) > 1 else [[line] for line in self.blocks[0]] if self.blocks else []:
            first = block[0]
            if first.sums is not None:
                yield self._one_series(first.name, first.sums, first.groups)

    def _one_series(self, name: str, sums: Sums, groups: Sequence[GroupValue]) -> Series:
        if not self.report.columns:
            return Series(name, [sums.logged], links=[self.worklogs_url(groups)])
        link: Callable[[int], str] = partial(self.worklogs_url, groups)
        links = [link(column) if seconds else None for column, seconds in enumerate(sums.logged_by_column)]
        return Series(name, sums.logged_by_column, links=links)


def _ids(groups: Sequence[GroupValue]) -> list[str]:
    return [group.id for group in groups]
