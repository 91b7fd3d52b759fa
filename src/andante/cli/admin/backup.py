"""`andante admin backup` and `andante admin restore`: writes and restores backups of the database."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import gettempdir
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from andante.cli.failures import ExitCode, stop
from andante.cli.stdio import open_binary_target, open_source
from andante.kit import clock
from andante.maintenance import backup as backups
from andante.maintenance.archive import Manifest, UnusableArchive
from andante.maintenance.backup import BackupFailed
from andante.maintenance.programs import ProgramFailed
from andante.maintenance.restore import RestoreRefused
from andante.maintenance.restore import restore as restore_database
from andante.schema import head_revision
from andante.sql.file_copy import Progress as ProgressFunction

from . import session


def backup(
    path: Annotated[str, typer.Argument(help="Directory, file, or - for standard output.")],
    keep: Annotated[int | None, typer.Option(min=1, help="Keep only this many backups in the directory.")] = None,
    verify: Annotated[bool, typer.Option("--verify", help="Read the file again and compare its checksums.")] = False,
) -> None:
    """Back up the database. The server can keep running."""
    folder = Path(path)
    if path == "-" and (keep or verify):
        raise stop("--keep and --verify need a directory or file, not standard output", code=ExitCode.USAGE)
    if keep and not folder.is_dir():
        raise stop(f"--keep needs a directory, and {path} is not one", code=ExitCode.USAGE)
    with _failures(), session.unmigrated_database() as database, _progress("Backing up") as progress:
        if path == "-":
            with open_binary_target(path) as output:
                backups.back_up(database, session.settings(), output, Path(gettempdir()), progress)
            return
        target = folder / backups.file_name(clock.now()) if folder.is_dir() else folder
        manifest = backups.back_up_to_file(database, session.settings(), target, progress)
        if verify:
            backups.verify(target, progress)
    typer.echo(f"Backed up {_described(manifest)} to {target} ({target.stat().st_size:,} bytes).")
    for removed in backups.remove_old(folder, keep) if keep else ():
        typer.echo(f"Deleted {removed}.")


def restore(file: Annotated[str, typer.Argument(help="Backup, or - for standard input.")]) -> None:
    """Restore a backup into an empty database. A backup of an older version is migrated."""
    with _failures(), open_source(file) as source, session.unmigrated_database() as database, _progress("Restoring") as progress:
        manifest = restore_database(database, source, progress)
    typer.echo(f"Restored {_described(manifest)} from {manifest.created}.")
    if manifest.revision != head_revision():
        typer.echo(f"The database was migrated from revision {manifest.revision} to {head_revision()}.")


def _described(manifest: Manifest) -> str:
    return f"{sum(manifest.rows.values()):,} rows in {len(manifest.rows)} tables"


@contextmanager
def _failures() -> Iterator[None]:
    try:
        yield
    except (BackupFailed, ProgramFailed, RestoreRefused, UnusableArchive) as error:
        raise stop(str(error)) from None
    except OSError as error:
        raise stop(f"{error.filename or 'The file'} can't be used: {error.strerror or error}") from None


@contextmanager
def _progress(description: str) -> Iterator[ProgressFunction | None]:
    """A progress bar on standard error, if it is a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(description, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
