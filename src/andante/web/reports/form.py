"""What the form above a report offers: ranges, groups, columns, measures, filters and files."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from andante.directory.people import queries as people
from andante.kit.call import Call
from andante.kit.lookup import parse_id
from andante.organization.roles import actions as roles
from andante.organization.teams import queries as teams
from andante.reports.dimensions import rules as dimensions
from andante.reports.dimensions.rules import Dimension
from andante.reports.time import files
from andante.web.shell.translations import gettext

from . import labels
from .address import Filter, Report, ranges
from .model import ReportPage

LEVELS = 3


class Link(NamedTuple):
    label: str
    url: str
    is_current: bool = False


class Chip(NamedTuple):
    """A filter that is set, and the address of the report without it."""

    title: str
    label: str
    url: str


class Form:
    def __init__(self, call: Call, shown: Report, page: ReportPage | None, attributes: Mapping[str, str]) -> None:
        groups = shown.values("groupBy")
        self.shown = shown
        self._attributes = attributes
        self.from_, self.to = ("".join(shown.values(name)[:1]) for name in ("from", "to"))
        self.first, self.last = _date_or_text(self.from_), _date_or_text(self.to)
        self.ranges = list(self._ranges(call, page.report.week_start if page else 1))
        self.dimensions = labels.choices(attributes)
        self.groups = [groups[level] if level < len(groups) else "" for level in range(LEVELS)]
        self.pivots = [(name, gettext(title)) for name, title in labels.PIVOTS.items()]
        self.pivot = "".join(shown.values("pivot")[:1])
        self.measures = [(name, gettext(title), name in shown.values("measure")) for name, title in labels.MEASURES.items()]
        self.chips = chips(call, shown, attributes)
        self.kinds = [
            Link(title, Report((("kind", name), *shown.pairs)).url("reports.choose"))
            for name, title in self.dimensions
            if name not in dimensions.DATES
        ]
        self.files = [Link(name.upper(), shown.url("reports.file", format=name)) for name in files.FORMATS]
        self.cleared = shown.without_filters().url()

    def title(self, dimension: Dimension) -> str:
        return labels.title(str(dimension), self._attributes)

    def _ranges(self, call: Call, week_start: int) -> Iterable[Link]:
        for name, period in ranges(call.today, week_start):
            first, last = str(period.from_), str(period.to)
            url = self.shown.having(from_=first, to=last).url()
            yield Link(gettext(labels.RANGES[name]), url, is_current=(first, last) == (self.from_, self.to))


def _date_or_text(text: str) -> dt.date | str:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return text


def chips(call: Call, shown: Report, attributes: Mapping[str, str]) -> list[Chip]:
    names = names_of(call, shown.filters)
    return [
        Chip(labels.title(filter.dimension, attributes), names[filter], shown.without((filter.name, filter.text)).url())
        for filter in shown.filters
    ]


def names_of(call: Call, filters: Iterable[Filter]) -> dict[Filter, str]:
    """What people call the values of filters: names, keys or words. Unknown values are shown as they are."""
    by_dimension: dict[str, set[str]] = {}
    for filter in filters:
        by_dimension.setdefault(filter.dimension, set()).add(filter.value)
    names: dict[str, Mapping[str, str]] = {
        name: {key: gettext(word) for key, word in words.items()} for name, words in labels.VALUES.items()
    }
    if users := by_dimension.get(dimensions.USER):
        names[dimensions.USER] = {id: user.display_name for id, user in people.by_ids(call, users).items()}
    if ids := [id for id in map(parse_id, by_dimension.get(dimensions.TEAM, ())) if id is not None]:
        names[dimensions.TEAM] = {str(id): name for id, name in teams.names(call, ids).items()}
    if dimensions.ROLE in by_dimension:
        names[dimensions.ROLE] = {str(role.id): role.name for role in roles.list_all(call)}
    return {filter: names.get(filter.dimension, {}).get(filter.value, filter.value) for filter in filters}
