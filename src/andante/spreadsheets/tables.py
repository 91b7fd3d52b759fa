"""A table with typed cells, which each format writes in its own way."""

import datetime as dt
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from typing import IO

from msgspec import Struct

from andante.kit.errors import FaultCode, Invalid

Cell = str | int | float | dt.date | dt.timedelta | None
"""A timedelta is a duration, like logged time."""

MAX_ROWS = 1_048_575
"""The number of rows that a sheet of Excel or LibreOffice can have below its header."""

MAX_CELL_CHARACTERS = 32_767
"""The number of characters that a cell of Excel or LibreOffice can have."""


class Heading(Struct, frozen=True):
    """The name of a column. All its cells are durations if `is_duration` is set."""

    name: str
    is_duration: bool = False


class Table(Struct, frozen=True):
    """`rows` are read once, so that memory use doesn't depend on their number. `totals` is one more row, which formats for programs
    leave out."""

    name: str
    headings: Sequence[Heading]
    rows: Iterable[Sequence[Cell]]
    totals: Sequence[Cell] = ()

    def sheet_rows(self) -> Iterator[Sequence[Cell]]:
        """The rows that fit into a sheet. Raises Invalid if there are more."""
        for number, row in enumerate(self.rows, 1):
            if number > MAX_ROWS:
                raise Invalid("", FaultCode.TOO_LARGE, f"A sheet can have {MAX_ROWS} rows: request fewer days or another format")
            yield row


def shortened(text: str) -> str:
    """The part of a text that fits into a cell."""
    return text[:MAX_CELL_CHARACTERS]


def temporary_file(write: Callable[[IO[bytes]], None]) -> IO[bytes]:
    """What `write` writes, as an open temporary file, positioned at its start. Closing the file deletes it."""
    with ExitStack() as on_error:
        file = on_error.enter_context(tempfile.TemporaryFile())
        write(file)
        file.seek(0)
        on_error.pop_all()
        return file
