"""Charts with made-up numbers, one of each kind."""

import datetime as dt
from collections.abc import Sequence

from flask import url_for
from msgspec import Struct

from andante.web.shell import charts
from andante.web.shell.charts import Series
from andante.web.shell.formats import current_formats
from andante.web.shell.translations import gettext as _

FIRST_WEEK, WEEKS = dt.date(2026, 1, 5), 12
ISSUES = [f"{project}-{number}" for project in ("NORTH", "SOUTH") for number in range(1, 6)]


class Sample(Struct, frozen=True):
    """A chart with the numbers that it shows, for the table beneath it."""

    kind: str
    title: str
    chart: charts.Plot | charts.Bars
    columns: Sequence[str]
    series: Sequence[Series]


def samples() -> list[Sample]:
    formats = current_formats()
    starts = [FIRST_WEEK + dt.timedelta(weeks=number) for number in range(WEEKS)]
    weeks = [formats.day(start, "MMMd") for start in starts]
    days = [formats.day(FIRST_WEEK + dt.timedelta(days=number), "E") for number in range(5)]
    links = [url_for("week.week", day=start.isoformat()) for start in starts]
    issues = [Series(name, _hours(position + 2, WEEKS), links=() if position else links) for position, name in enumerate(ISSUES)]
    totals = [Series(one.name, one.values[: 5 - position], links=links[:1]) for position, one in enumerate(issues[:5])]
    logged = Series(_("Logged"), [sum(values) for values in zip(*(one.values for one in issues), strict=True)])
    pair = Series(_("Planned"), [28_800, 28_800, 28_800, 21_600, 28_800]), Series(_("Logged"), _hours(9, 5))
    text, other = formats.hours, _("Other")
    return [
        Sample("plot", _("Stacked columns"), charts.stacked_columns(weeks, issues, text=text, other=other), weeks, issues),
        Sample("plot", _("Line with area"), charts.lines(weeks, [logged], text=text, other=other), weeks, [logged]),
        Sample("plot", _("Planned and logged"), charts.pairs(days, *pair, text=text), days, pair),
        Sample("bars", _("Bars"), charts.bars(totals, text=text), weeks[:5], totals),
        Sample("sparkline", _("Sparkline"), charts.sparkline(weeks, logged, text=text), weeks, [logged]),
    ]


def _hours(factor: int, count: int) -> list[int]:
    """Numbers that differ, from 0 to 9 hours."""
    return [(column * factor + factor * factor) % 19 * 1800 for column in range(count)]
