"""Writes a worklog export as an Excel workbook, row by row into a temporary file."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import IO

from andante.servlets.exports.rules import ExportedWorklog
from andante.spreadsheets import excel, tables
from andante.spreadsheets.tables import Cell

from .export_columns import Column, Group, Value

MAX_ROWS = tables.MAX_ROWS


def workbook(columns: Sequence[Column | Group], worklogs: Iterable[ExportedWorklog]) -> IO[bytes]:
    """The workbook as an open temporary file, positioned at its start. Closing the file deletes it."""
    flat = list(_flatten(columns))
    rows = ([_cell(value(worklog)) for _, value in flat] for worklog in worklogs)
    return tables.temporary_file(partial(excel.write_sheet, name="worklogs", headings=[name for name, _ in flat], rows=rows))


def _cell(value: Value) -> Cell:
    return None if isinstance(value, dict) else value


def _flatten(columns: Iterable[Column | Group]) -> Iterator[tuple[str, Callable[[ExportedWorklog], Value]]]:
    for column in columns:
        if column.xml_only:
            continue
        if isinstance(column, Group):
            yield from ((f"{column.name}.{inner.name}", inner.value) for inner in column.columns)
        else:
            yield column.name, column.value
