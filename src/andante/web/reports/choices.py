"""The values of one dimension that a report can be filtered by."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from andante.reports.dimensions.rules import ATTRIBUTE, BILLABLE, KEYED, NONE
from andante.reports.time.rules import GroupValue, Row

from . import labels
from .address import FILTERS, Filter, Pair, Report

MAX_LOADED = 1000
"""Values are searched among those with the most time."""

MAX_SHOWN = 200


class Choice(NamedTuple):
    """A value. `seconds` is the time that it has in the report."""

    text: str
    label: str
    seconds: int
    is_chosen: bool


class Choices:
    """`kind` is the dimension, `find` a part of the names to look for."""

    def __init__(self, kind: str, shown: Report, find: str) -> None:
        self.kind = kind
        self.find = find.strip()
        self.name = FILTERS[kind.partition(":")[0]]
        self.chosen = [filter for filter in shown.filters if filter.dimension == kind]
        self.rest = [pair for pair in shown.pairs if pair not in {tuple(filter) for filter in self.chosen} and pair[0] != "offset"]
        self.shown: list[Choice] = []
        self.hidden: list[str] = []
        self.has_more = False

    @property
    def is_single(self) -> bool:
        """Whether only one value can be chosen."""
        return self.kind == BILLABLE

    @property
    def back(self) -> str:
        return Report((*self.rest, *self.chosen)).url()

    @property
    def query_pairs(self) -> list[Pair]:
        """The report whose rows are the values: without filters of this kind, because a value must match one of them."""
        kept = [pair for pair in self.rest if pair[0] not in ("groupBy", "pivot", "measure", "sort", "direction")]
        return [*kept, ("groupBy", self.kind), ("sort", "LOGGED"), ("direction", "DESC")]

    def offer(self, rows: Sequence[Row], names: Mapping[Filter, str]) -> None:
        """Shows the values of these rows, after those that are chosen but have no time."""
        seconds = {self._text(row.groups[0]): row.sums.logged for row in rows if row.groups[0].id != NONE}
        known = {self._text(row.groups[0]): self._label(row.groups[0]) for row in rows if row.groups[0].id != NONE}
        labels_ = {filter.text: names[filter] for filter in self.chosen} | known
        chosen = {filter.text for filter in self.chosen}
        all_choices = [Choice(text, label, seconds.get(text, 0), text in chosen) for text, label in labels_.items()]
        found = [choice for choice in all_choices if self.find.lower() in choice.label.lower()]
        self.shown, self.has_more = found[:MAX_SHOWN], len(found) > MAX_SHOWN
        visible = {choice.text for choice in self.shown}
        self.hidden = [text for text in chosen if text not in visible]

    def _text(self, group: GroupValue) -> str:
        """The value in the address of a report."""
        if group.dimension.name == ATTRIBUTE:
            return f"{group.dimension.attribute_key}={group.id}"
        return group.key if group.dimension.name in KEYED and group.key else group.id

    def _label(self, group: GroupValue) -> str:
        name = labels.of_group(group)
        return f"{group.key} {name}" if group.key else name
