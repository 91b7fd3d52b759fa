"""`andante archive`: exports all records to one file, and imports it into an empty database of either engine."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from andante.cli.stdio import open_binary_target, open_seekable_source
from andante.schema import TABLES, head_revision
from andante.sync.archive import actions
from andante.sync.archive.actions import Schema

from .session import read_transaction, write_transaction

archive = typer.Typer(no_args_is_help=True, help="Export all records to one file, and import it into an empty database.")


@archive.command("export")
def export(
    file: Annotated[str, typer.Argument(help="File to write, or - for standard output.")],
    without_secrets: Annotated[
        bool, typer.Option("--without-secrets", help="Leave out passwords, tokens, second factors and OAuth applications.")
    ] = False,
) -> None:
    """Export all records. The file contains password hashes and token digests, so only its owner can read it."""
    with read_transaction() as call, open_binary_target(file) as target, _progress() as progress:
        manifest = actions.export_all(call, _schema(), target, secrets=not without_secrets, progress=progress)
    typer.echo(f"Exported {manifest.rows} rows of {len(manifest.tables)} tables.", err=True)


@archive.command("import")
def import_(file: Annotated[str, typer.Argument(help="File that `andante archive export` has written, or - for standard input.")]) -> None:
    """Import all records into an empty database. Imports everything or nothing."""
    with open_seekable_source(file) as source, _progress() as progress, write_transaction() as call:
        manifest = actions.import_all(call, _schema(), source, progress=progress)
    typer.echo(f"Imported {manifest.rows} rows of {len(manifest.tables)} tables, exported at {manifest.created_at}.")
    if not manifest.secrets:
        typer.echo("The archive has no passwords and tokens. Create new ones with `andante password` and `andante token`.")


def _schema() -> Schema:
    return Schema(TABLES, head_revision())


@contextmanager
def _progress() -> Iterator[actions.Progress]:
    """A progress bar for each step, if standard error is a terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty()) as bars:

        def start(step: str, rows: int) -> None:
            bars.add_task(step, total=rows)

        def advance(rows: int) -> None:
            bars.advance(bars.task_ids[-1], rows)

        yield actions.Progress(start, advance)
