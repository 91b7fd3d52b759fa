"""What a command answers: one thing, which is a table for people, JSON or CSV for programs."""

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

Form = Literal["table", "json", "csv"]
Row = Mapping[str, Any]
WIDE = 10_000
"""Columns of what is no terminal, where nothing needs to be folded."""


class Column(NamedTuple):
    """`name` is what programs call it, `title` what people do. Seconds are hours and minutes for people."""

    name: str
    title: str
    seconds: bool = False


@dataclass(frozen=True)
class Answer:
    """`words`: what people read in place of a table. `single`: one row, which is one object in JSON. `document`: the JSON
    where the rows are not all of it. `foot`: rows for people only. `aside`: the words do not belong to what is on standard output."""

    columns: Sequence[Column]
    rows: Sequence[Row]
    words: str | None = None
    single: bool = False
    document: Any = None
    foot: Sequence[Row] = ()
    aside: bool = False


def show(answer: Answer, form: Form) -> None:
    """Prints it on standard output."""
    if form == "json":
        typer.echo(as_json(answer))
    elif form == "csv":
        typer.echo(_as_csv(answer), nl=False)
    elif answer.words is not None:
        typer.echo(answer.words, err=answer.aside)
    else:
        _print_table(answer)


def as_json(answer: Answer) -> str:
    rows = [{column.name: row.get(column.name) for column in answer.columns} for row in answer.rows]
    document = answer.document if answer.document is not None else rows[0] if answer.single else rows
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode()


def _as_csv(answer: Answer) -> str:
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow([column.name for column in answer.columns])
    writer.writerows([_cell(row.get(column.name)) for column in answer.columns] for row in answer.rows)
    return target.getvalue()


def _cell(value: Any) -> str:
    if isinstance(value, bool | list | dict):
        return msgspec.json.encode(value).decode()
    return "" if value is None else str(value)


def _print_table(answer: Answer) -> None:
    """Emphasis and folded columns are for terminals."""
    if sys.stdout.isatty():
        Console(file=sys.stdout).print(_table(answer))
        return
    plain = io.StringIO()
    Console(file=plain, width=WIDE).print(_table(answer))
    typer.echo("\n".join(line.rstrip() for line in plain.getvalue().splitlines()))


def _table(answer: Answer) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    for column in answer.columns:
        table.add_column(column.title, justify="right" if column.seconds else "left", overflow="fold")
    for row in [*answer.rows, *answer.foot]:
        table.add_row(*(_shown(row.get(column.name), column) for column in answer.columns), style=row.get("style"))
    return table


def _shown(value: Any, column: Column) -> Text:
    """On one line, without what could steer a terminal."""
    if column.seconds and value is not None:
        return Text(in_hours(value) if value else "")
    return Text(" ".join("".join(c if c.isprintable() else " " for c in _cell(value)).split()))
