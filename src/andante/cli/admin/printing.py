"""Prints the results of administrator commands: lists as tables, JSON or CSV, and what was added."""

import inspect
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from typing import Any, ParamSpec

import typer

from andante.cli.user.command import Csv, Json, form_of
from andante.cli.user.output import Column, Output, show

P = ParamSpec("P")


def listing(function: Callable[P, Output]) -> Callable[..., None]:
    """A command that prints a list, with the options --json and --csv."""

    @wraps(function)
    def run(*, json: bool, csv: bool, **given: Any) -> None:
        show(function(**given), form_of(json=json, csv=csv))  # type: ignore[call-arg]

    signature = inspect.signature(function)
    forms = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=False, annotation=option)
        for name, option in (("json", Json), ("csv", Csv))
    ]
    own = [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in signature.parameters.values()]
    run.__signature__ = signature.replace(parameters=[*own, *forms])  # type: ignore[attr-defined]
    run.__annotations__ = {each.name: each.annotation for each in (*own, *forms)}
    return run


def table(titles: Mapping[str, str], rows: Iterable[Sequence[Any]], *, nothing: str, only_for_programs: Sequence[str] = ()) -> Output:
    """The output of a list. `titles` has the name of each column in JSON and CSV, and its heading in tables. Columns `only_for_programs`
    are only in JSON and CSV. `nothing` is printed for an empty list."""
    columns = [Column(name, title, in_table=name not in only_for_programs) for name, title in titles.items()]
    found = [dict(zip(titles, row, strict=True)) for row in rows]
    return Output(columns, found, message=None if found else nothing, to_stderr=True)


def print_added(what: str, id: object) -> None:
    """Says what was added. Programs that read the output get only the id; the sentence then goes to standard error."""
    sentence = f"Added {what} ({id})"
    if sys.stdout.isatty():
        typer.echo(sentence)
    else:
        typer.echo(id)
        typer.echo(sentence, err=True)


def print_secret(sentence: str, secret: str) -> None:
    """Prints a secret to standard output, and what it is to standard error."""
    typer.echo(sentence, err=True)
    typer.echo(secret)
