"""The output of a command: a table for people, JSON or CSV for programs."""

import csv
import io
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import msgspec
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from andante.kit.durations import in_hours
from andante.kit.files import neutralized

Form = Literal["table", "json", "csv"]
Row = Mapping[str, Any]
NOT_WRAPPED = 12
"""On a narrow terminal, columns whose cells have at most this many characters are not wrapped: ids, dates, times, keys."""

WIDE = 10_000
"""The width of tables without a terminal. No cell is wrapped."""


class Column(NamedTuple):
    """`name` is used in JSON and CSV, `title` in tables. If `seconds` is set, tables show hours and minutes. Without `in_table`, only
    JSON and CSV have the column."""

    name: str
    title: str
    seconds: bool = False
    in_table: bool = True


@dataclass(frozen=True)
class Output:
    """Rows and columns, with options for each format:

    message    printed instead of the table
    single     there is one row, and JSON prints it as an object
    document   JSON prints it instead of the rows
    footer     more rows, only in tables
    to_stderr  prints the message to standard error
    """

    columns: Sequence[Column]
    rows: Sequence[Row]
    message: str | None = None
    single: bool = False
    document: Any = None
    footer: Sequence[Row] = ()
    to_stderr: bool = False


def show(output: Output, form: Form) -> None:
    """Prints the output in the requested form."""
    if form == "json":
        typer.echo(as_json(output))
    elif form == "csv":
        typer.echo(_as_csv(output), nl=False)
    elif output.message is not None:
        typer.echo(output.message, err=output.to_stderr)
    else:
        _print_table(output)


def as_json(output: Output) -> str:
    rows = [{column.name: row.get(column.name) for column in output.columns} for row in output.rows]
    document = output.document if output.document is not None else rows[0] if output.single else rows
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode()


def _as_csv(output: Output) -> str:
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow([column.name for column in output.columns])
    writer.writerows([_csv_cell(row.get(column.name)) for column in output.columns] for row in output.rows)
    return target.getvalue()


def _csv_cell(value: Any) -> str:
    return neutralized(value) if isinstance(value, str) else _cell(value)


def _cell(value: Any) -> str:
    if isinstance(value, bool | list | dict):
        return msgspec.json.encode(value).decode()
    return "" if value is None else str(value)


def _print_table(output: Output) -> None:
    """Prints bold text and wrapped cells only on a terminal."""
    if sys.stdout.isatty():
        Console(file=sys.stdout).print(_table(output))
        return
    plain = io.StringIO()
    Console(file=plain, width=WIDE).print(_table(output))
    typer.echo("\n".join(line.rstrip() for line in plain.getvalue().splitlines()))


def _table(output: Output) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    columns = [column for column in output.columns if column.in_table]
    rows = [*output.rows, *output.footer]
    cells = [[_shown(row.get(column.name), column) for column in columns] for row in rows]
    for column, found in zip(columns, zip(*cells, strict=True) if cells else [()] * len(columns), strict=True):
        is_short = all(len(cell) <= NOT_WRAPPED for cell in (column.title, *found))
        table.add_column(column.title, justify="right" if column.seconds else "left", overflow="fold", no_wrap=is_short)
    for row, row_cells in zip(rows, cells, strict=True):
        table.add_row(*row_cells, style=row.get("style"))
    return table


def _shown(value: Any, column: Column) -> Text:
    """The text of a cell on one line, without terminal control characters."""
    if column.seconds and value is not None:
        return Text(in_hours(value) if value else "")
    return Text(" ".join("".join(c if c.isprintable() else " " for c in _cell(value)).split()))
