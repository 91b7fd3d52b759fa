"""Writes reports on logged time as CSV, Excel, OpenDocument and JSON files."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import IO, NamedTuple

import msgspec

from andante.kit.call import Call
from andante.reports.dimensions.rules import DATES, IDENTIFIED, KEYED, TITLES, Dimension
from andante.spreadsheets import delimited, excel, opendocument
from andante.spreadsheets.tables import Cell, Heading, Table, temporary_file

from . import actions, routes
from .rules import PLANNED, REQUIRED, GroupValue, Row, Sums, TimeReport

MEASURES = {"LOGGED": "Logged", "BILLABLE": "Billable", PLANNED: "Planned", REQUIRED: "Required"}

Translate = Callable[[str], str]


class File(NamedTuple):
    """An open file, which is deleted when it is closed."""

    content: IO[bytes]
    type: str
    name: str


class Export(NamedTuple):
    """What to write. `translate` returns the name of a column in the reader's language."""

    call: Call
    report: TimeReport
    translate: Translate

    def rows(self) -> Iterator[Row]:
        return actions.rows(self.call, self.report)

    def totals(self) -> Sums:
        return actions.totals(self.call, self.report)


def export(call: Call, report: TimeReport, format: str, translate: Translate = str) -> File:
    """All rows of a report as a file in one of the FORMATS. The call needs a snapshot, so that all figures belong together.

    The file is complete before it is sent: a slow client doesn't keep the transaction open, and a failure is a refusal instead of a
    response that ends too early.
    """
    write, type = FORMATS[format]
    content = temporary_file(partial(write, export=Export(call, report, translate)))
    search = report.filter.search
    return File(content, type, f"time-{search.from_}-{search.to}.{format}")


def _write_table(file: IO[bytes], export: Export, *, write: Callable[[IO[bytes], Table], None]) -> None:
    rows = (_cells(row.groups, row.sums) for row in export.rows())
    groups, sums = _group_headings(export), list(_sum_headings(export))
    totals = [export.translate("Total"), *[None] * (len(groups) - 1), *_sums(export.totals())]
    write(file, Table(export.translate("Time"), [*groups, *sums], rows, totals))


def _group_headings(export: Export) -> list[Heading]:
    return [heading for dimension in export.report.dimensions for heading in _dimension_headings(dimension, export.translate)]


def _dimension_headings(dimension: Dimension, translate: Translate) -> Iterator[Heading]:
    name = dimension.attribute_key or translate(TITLES[dimension.name])
    if dimension.name in IDENTIFIED:
        yield Heading(f"{name} ({translate('key') if dimension.name in KEYED else translate('id')})")
    yield Heading(name)


def _sum_headings(export: Export) -> Iterator[Heading]:
    measured = [export.translate(name) for measure, name in MEASURES.items() if measure in ("LOGGED", "BILLABLE", *export.report.measures)]
    for name in measured:
        yield Heading(name, is_duration=True)
    if export.report.measures:
        yield Heading(export.translate("Difference"), is_duration=True)
        yield Heading(export.translate("Percent"))
    for column in export.report.columns:
        for name in measured:
            yield Heading(f"{name} {column.from_}", is_duration=True)


def _cells(groups: Sequence[GroupValue], sums: Sums) -> list[Cell]:
    return [*(cell for group in groups for cell in _group_cells(group)), *_sums(sums)]


def _group_cells(group: GroupValue) -> Iterator[Cell]:
    if group.dimension.name in IDENTIFIED:
        yield group.key if group.dimension.name in KEYED else group.id
    yield dt.date.fromisoformat(group.name) if group.dimension.name in DATES else group.name


def _sums(sums: Sums) -> Iterator[Cell]:
    total = (sums.logged, sums.billable, sums.planned, sums.required)
    yield from _durations(total)
    if sums.difference is not None:
        yield from _durations([sums.difference])
        yield sums.percent
    by_column = (sums.logged_by_column, sums.billable_by_column, sums.planned_by_column, sums.required_by_column)
    for of_column in zip(*(values for values in by_column if values), strict=True):
        yield from _durations(of_column)


def _durations(seconds: Iterable[int | None]) -> Iterator[dt.timedelta]:
    return (dt.timedelta(seconds=each) for each in seconds if each is not None)


def _write_json(file: IO[bytes], export: Export) -> None:
    """Writes an object with the totals and the rows, as the operations of the API return them."""
    encode = msgspec.json.Encoder().encode
    file.write(b'{"totals":' + encode(routes.render_totals(export.report, export.totals())) + b',"results":[')
    for number, row in enumerate(export.rows()):
        file.write((b",\n" if number else b"\n") + encode(routes.render_row(row)))
    file.write(b"\n]}\n")


FORMATS: dict[str, tuple[Callable[..., None], str]] = {
    "csv": (partial(_write_table, write=delimited.write), delimited.TYPE),
    "xlsx": (partial(_write_table, write=excel.write), excel.TYPE),
    "ods": (partial(_write_table, write=opendocument.write), opendocument.TYPE),
    "json": (_write_json, "application/json"),
}
"""By the ending of the file: the function that writes it, and its media type."""
