"""Writes tables as CSV, for programs as well as for spreadsheets."""

import codecs
import csv
import datetime as dt
import io
from typing import IO

from andante.kit.files import neutralized

from .tables import Cell, Heading, Table

TYPE = "text/csv; charset=utf-8"


def write(file: IO[bytes], table: Table) -> None:
    """Writes a table without its totals. Durations are seconds."""
    file.write(codecs.BOM_UTF8)  # otherwise Excel reads the file in the encoding of the machine
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    writer = csv.writer(text)
    writer.writerow(_name(heading) for heading in table.headings)
    writer.writerows([_cell(cell) for cell in row] for row in table.rows)
    text.detach()  # otherwise closing `text` would close the file


def _name(heading: Heading) -> str:
    return neutralized(f"{heading.name} (seconds)" if heading.is_duration else heading.name)


def _cell(value: Cell) -> str | float | None:
    if isinstance(value, dt.timedelta):
        return round(value.total_seconds())
    return neutralized(value) if isinstance(value, str) else None if value is None else str(value)
