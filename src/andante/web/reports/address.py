"""The address of a report. Its parameters are those of the API, so that an address is a report that people can keep and share."""

import calendar
import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from urllib.parse import urlencode

import msgspec
from flask import url_for
from msgspec import Struct

from andante.kit.clock import days_into_week
from andante.reports.dimensions import rules as dimensions
from andante.reports.dimensions.rules import ATTRIBUTE
from andante.reports.time.wire import TimeReportQuery
from andante.timekeeping.periods.rules import Period
from andante.web.shell.formats import Formats

Pair = tuple[str, str]

FILTERS = {
    dimensions.USER: "accountId",
    dimensions.TEAM: "teamId",
    dimensions.ROLE: "roleId",
    dimensions.PROJECT: "project",
    dimensions.ISSUE: "issue",
    dimensions.PARENT: "parent",
    dimensions.ACCOUNT: "account",
    dimensions.CUSTOMER: "customer",
    dimensions.CATEGORY: "category",
    dimensions.BILLABLE: "billable",
    dimensions.APPROVAL: "approval",
    ATTRIBUTE: "attribute",
}
"""The parameter that filters by a dimension."""

FILTER_NAMES = {name: dimension for dimension, name in FILTERS.items()}
PARAMETERS = {field.encode_name for field in msgspec.structs.fields(TimeReportQuery)}
PAGE_PARAMETERS = {"offset", "group"}
DEFAULT_GROUPS = (("groupBy", dimensions.PROJECT), ("groupBy", dimensions.USER))
DEFAULT_PIVOT = ("pivot", dimensions.WEEK)


class Filter(NamedTuple):
    """A filter in an address. `dimension` is as in `groupBy`, and `value` is the key or id."""

    name: str
    text: str

    @property
    def dimension(self) -> str:
        attribute = self.text.partition("=")[0]
        return f"{ATTRIBUTE}:{attribute}" if self.name == FILTERS[ATTRIBUTE] else FILTER_NAMES[self.name]

    @property
    def value(self) -> str:
        return self.text.partition("=")[2] if self.name == FILTERS[ATTRIBUTE] else self.text


class Address(Struct, frozen=True):
    """The parameters of a report in their order. Each value is not empty, and dates are as in the API."""

    pairs: tuple[Pair, ...]

    @classmethod
    def of(cls, given: Iterable[Pair], formats: Formats, today: dt.date) -> "Address":
        """The address for what a form or a link sent. People may type dates in their own format."""
        known = [(name, value.strip()) for name, value in given if name in PARAMETERS | PAGE_PARAMETERS]
        pairs = [(name, _date(value, formats, today) if name in ("from", "to") else value) for name, value in known]
        return cls(tuple(pair for n, pair in enumerate(pairs) if pair[0] == "group" or (pair[1] and pair not in pairs[:n])))

    def values(self, name: str) -> list[str]:
        return [value for each, value in self.pairs if each == name]

    def report(self, today: dt.date) -> "Report":
        """The report with defaults: by project and user, and in an empty address with a column for each week."""
        groups = [] if self.values("groupBy") else [*DEFAULT_GROUPS, *([] if self.pairs else [DEFAULT_PIVOT])]
        return Report((*self.with_dates(today).pairs, *groups))

    def with_dates(self, today: dt.date) -> "Report":
        """The parameters with the default range: this month."""
        month = month_of(today)
        dates = [] if self.values("from") or self.values("to") else [("from", str(month.from_)), ("to", str(month.to))]
        return Report((*self.pairs, *dates))


class Report(Struct, frozen=True):
    """A report with all its parameters, which builds the addresses of other reports like it."""

    pairs: tuple[Pair, ...]

    def values(self, name: str) -> list[str]:
        return [value for each, value in self.pairs if each == name]

    @property
    def filters(self) -> list[Filter]:
        return [Filter(*pair) for pair in self.pairs if pair[0] in FILTER_NAMES]

    def url(self, endpoint: str = "reports.time", **values: Any) -> str:
        """`values` are the variables in the path of the endpoint."""
        return f"{url_for(endpoint, **values)}?{urlencode(self.pairs)}"

    def having(self, **values: str | Iterable[str] | None) -> "Report":
        """The report with these values instead of those of the same parameters. Trailing underscores of names are removed."""
        new = {name.rstrip("_"): [value] if isinstance(value, str) else value or () for name, value in values.items()}
        kept = [pair for pair in self.pairs if pair[0] not in {*new, "offset"}]
        return Report((*kept, *((name, value) for name, texts in new.items() for value in texts)))

    def without(self, pair: Pair) -> "Report":
        return Report(tuple(each for each in self.pairs if each != pair and each[0] != "offset"))

    def page(self, offset: int) -> "Report":
        """The part after the first `offset` rows."""
        kept = Report(tuple(pair for pair in self.pairs if pair[0] != "offset"))
        return kept.having(offset=str(offset)) if offset else kept

    def of_report(self) -> "Report":
        """The report without the row that a list of worklogs is about."""
        return Report(tuple(pair for pair in self.pairs if pair[0] not in PAGE_PARAMETERS))

    def without_filters(self) -> "Report":
        return Report(tuple(pair for pair in self.pairs if pair[0] not in FILTER_NAMES and pair[0] != "offset"))


def _date(text: str, formats: Formats, today: dt.date) -> str:
    """The date as in the API. What isn't a date is kept, and refused later."""
    return str(formats.parse_day(text, today) or text)


def month_of(day: dt.date) -> Period:
    return Period(day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1]))


def ranges(today: dt.date, week_start: int) -> Iterator[tuple[str, Period]]:
    """The ranges that people choose most, by name."""
    week = today - dt.timedelta(days=days_into_week(today, week_start))
    last_week = week - dt.timedelta(days=7)
    yield "this-week", Period(week, week + dt.timedelta(days=6))
    yield "last-week", Period(last_week, week - dt.timedelta(days=1))
    month = month_of(today)
    yield "this-month", month
    yield "last-month", month_of(month.from_ - dt.timedelta(days=1))
    quarter = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    yield "this-quarter", Period(quarter, month_of(quarter.replace(month=quarter.month + 2)).to)
    yield "this-year", Period(today.replace(month=1, day=1), today.replace(month=12, day=31))
