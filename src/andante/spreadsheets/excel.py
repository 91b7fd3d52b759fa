"""Writes Excel workbooks with one sheet, row by row into a file."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import IO, Any

from .tables import Cell, Table, shortened

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DATE_FORMAT, DURATION_FORMAT = "yyyy-mm-dd", "[h]:mm:ss"


def write(file: IO[bytes], table: Table) -> None:
    """Writes a table with its totals."""
    write_sheet(file, table.name, [heading.name for heading in table.headings], table.sheet_rows(), table.totals)


def write_sheet(file: IO[bytes], name: str, headings: Sequence[str], rows: Iterable[Iterable[Cell]], totals: Sequence[Cell] = ()) -> None:
    """Texts are written as text cells: a text that starts with `=` doesn't become a formula."""
    import xlsxwriter  # at its first use, because most servers never create a workbook

    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet(name)
        formats = _formats(book)
        sheet.freeze_panes(1, 0)
        for position, heading in enumerate(headings):
            sheet.write_string(0, position, heading)
        number = 0
        for number, row in enumerate(rows, 1):
            for position, value in enumerate(row):
                _write(sheet, number, position, value, formats)
        bold = _formats(book, bold=True)
        for position, value in enumerate(totals):
            _write(sheet, number + 1, position, value, bold)


def _formats(book: Any, *, bold: bool = False) -> dict[type, Any]:
    """The formats of cells, by the type of their values."""
    common = {"bold": True} if bold else {}
    return {
        str: book.add_format(common) if common else None,
        dt.date: book.add_format({"num_format": DATE_FORMAT, **common}),
        dt.timedelta: book.add_format({"num_format": DURATION_FORMAT, **common}),
    }


def _write(sheet: Any, row: int, position: int, value: Cell, formats: dict[type, Any]) -> None:
    if isinstance(value, str):
        if value:
            sheet.write_string(row, position, shortened(value), formats[str])
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, position, value, formats[dt.date])
    elif isinstance(value, dt.timedelta):
        sheet.write_number(row, position, value / dt.timedelta(days=1), formats[dt.timedelta])
    elif value is not None:
        sheet.write_number(row, position, value, formats[str])
