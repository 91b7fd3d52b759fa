"""Writes a worklog export as an Excel workbook, row by row into a temporary file."""

import datetime as dt
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from typing import IO, Any

from andante.servlets.exports.rules import ExportedWorklog

from .export_columns import Column, Group, Value

MAX_ROWS = 1_048_575
"""The number of rows that a sheet can have below its header."""

MAX_CELL_CHARACTERS = 32_767


def workbook(columns: Sequence[Column | Group], worklogs: Iterable[ExportedWorklog]) -> IO[bytes]:
    """The workbook as an open temporary file, positioned at its start. Closing the file deletes it. Texts are written as text
    cells: a text that starts with `=` doesn't become a formula."""
    import xlsxwriter  # at its first use, because most servers never create a workbook

    with ExitStack() as on_error:
        file = on_error.enter_context(tempfile.TemporaryFile())
        with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
            _fill(book, list(_flatten(columns)), worklogs)
        file.seek(0)
        on_error.pop_all()
        return file


def _fill(book: Any, columns: Sequence[tuple[str, Callable[[ExportedWorklog], Value]]], worklogs: Iterable[ExportedWorklog]) -> None:
    sheet, date_format = book.add_worksheet("worklogs"), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.freeze_panes(1, 0)
    for position, (name, _) in enumerate(columns):
        sheet.write_string(0, position, name)
    for row, worklog in enumerate(worklogs, 1):
        for position, (_, value) in enumerate(columns):
            _write(sheet, row, position, value(worklog), date_format)


def _flatten(columns: Iterable[Column | Group]) -> Iterator[tuple[str, Callable[[ExportedWorklog], Value]]]:
    for column in columns:
        if column.xml_only:
            continue
        if isinstance(column, Group):
            yield from ((f"{column.name}.{inner.name}", inner.value) for inner in column.columns)
        else:
            yield column.name, column.value


def _write(sheet: Any, row: int, position: int, value: Value, date_format: Any) -> None:
    if isinstance(value, str):
        if value:
            sheet.write_string(row, position, value[:MAX_CELL_CHARACTERS])
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, position, value, date_format)
    elif isinstance(value, (int, float)):
        sheet.write_number(row, position, value)
