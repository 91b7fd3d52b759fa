"""Worklogs as an Excel workbook, written row by row into a temporary file."""

import datetime as dt
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from typing import IO, Any

import xlsxwriter

from andante.servlets.exports.rules import ToldWorklog

from .columns import Column, Group, Value

MOST_ROWS = 1_048_575
"""What a sheet holds, its header aside."""

MAX_CELL_CHARACTERS = 32_767


def workbook(columns: Sequence[Column | Group], worklogs: Iterable[ToldWorklog]) -> IO[bytes]:
    """The workbook from its beginning; who closes it, deletes it. A text is written as a text, so that none that begins
    with `=` is ever a formula."""
    with ExitStack() as unfinished:
        target = unfinished.enter_context(tempfile.TemporaryFile())
        with xlsxwriter.Workbook(target, {"constant_memory": True}) as book:
            _fill(book, list(_flat(columns)), worklogs)
        target.seek(0)
        unfinished.pop_all()
        return target


def _fill(book: Any, columns: Sequence[tuple[str, Callable[[ToldWorklog], Value]]], worklogs: Iterable[ToldWorklog]) -> None:
    sheet, day = book.add_worksheet("worklogs"), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.freeze_panes(1, 0)
    for position, (name, _) in enumerate(columns):
        sheet.write_string(0, position, name)
    for row, worklog in enumerate(worklogs, 1):
        for position, (_, value) in enumerate(columns):
            _write(sheet, row, position, value(worklog), day)


def _flat(columns: Iterable[Column | Group]) -> Iterator[tuple[str, Callable[[ToldWorklog], Value]]]:
    for column in columns:
        if column.xml_only:
            continue
        if isinstance(column, Group):
            yield from ((f"{column.name}.{inner.name}", inner.value) for inner in column.columns)
        else:
            yield column.name, column.value


def _write(sheet: Any, row: int, position: int, value: Value, day: Any) -> None:
    if isinstance(value, str):
        if value:
            sheet.write_string(row, position, value[:MAX_CELL_CHARACTERS])
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, position, value, day)
    elif isinstance(value, (int, float)):
        sheet.write_number(row, position, value)
