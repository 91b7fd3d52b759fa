"""Converts rows of any table to lines of JSON and back."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Table

from andante.kit.errors import FaultCode, Invalid

_encode = msgspec.json.Encoder().encode


class RowFormat:
    """The lines of a table: one JSON object for each row, with all columns. Dates and times are in ISO 8601, decimals are texts, and
    binary values are base64."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._names = [column.name for column in table.columns]
        self._row = _struct(table)
        self._decode: Callable[[bytes], Struct] = msgspec.json.Decoder(self._row).decode

    def lines(self, rows: Iterable[Iterable[Any]]) -> Iterator[bytes]:
        """The lines of rows, whose values are in the order of the columns."""
        return (_encode(self._row(*row)) + b"\n" for row in rows)

    def rows(self, lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
        """The values by column. Raises Invalid with the number of the line."""
        for number, line in enumerate(lines, 1):
            try:
                yield dict(zip(self._names, msgspec.structs.astuple(self._decode(line)), strict=True))
            except (msgspec.MsgspecError, UnicodeError) as error:
                message = f"Line {number} of the table {self._table.name} can't be read: {error}"
                raise Invalid("", FaultCode.MALFORMED, message) from None


def _struct(table: Table) -> type[Struct]:
    """A struct with a field for each column. The fields have numbers, because a column may be named like a keyword of Python."""
    names = {f"c{number}": str(column.name) for number, column in enumerate(table.columns)}
    kinds = [column.type.python_type | None if column.nullable else column.type.python_type for column in table.columns]
    return msgspec.defstruct(table.name, list(zip(names, kinds, strict=True)), rename=names, forbid_unknown_fields=True)
