"""`andante import` and `andante export`: reads and writes files, on the database or through the API."""

import datetime as dt
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any, BinaryIO, Literal

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from andante.cli.failures import ExitCode, stop
from andante.cli.stdio import open_source, open_target
from andante.cli.user import transfer as remote_transfer
from andante.cli.user.command import Profile
from andante.cli.user.dates import day
from andante.cli.user.options import From, Issues, Projects, To
from andante.cli.user.profiles import DEFAULT
from andante.cli.user.transfer import ExportFile, FormatOption, ImportFile, Remote
from andante.kit.changes import Action
from andante.kit.files import format_of
from andante.sync.files.directory import COMPONENTS, ISSUES, PROJECTS, PROPERTIES, USERS, VERSIONS
from andante.sync.files.kinds import Filter, Kind, Options, Report, export_file, import_file
from andante.sync.files.organization import ACCOUNTS, CATEGORIES, CUSTOMERS, MEMBERSHIPS
from andante.sync.files.worklogs import WORKLOGS

from .session import read_transaction, write_transaction

KINDS: dict[str, Kind[Any]] = {
    "worklogs": WORKLOGS,
    "users": USERS,
    "properties": PROPERTIES,
    "projects": PROJECTS,
    "versions": VERSIONS,
    "components": COMPONENTS,
    "issues": ISSUES,
    "customers": CUSTOMERS,
    "categories": CATEGORIES,
    "accounts": ACCOUNTS,
    "memberships": MEMBERSHIPS,
}
KindName = Literal[
    "worklogs", "users", "properties", "projects", "versions", "components", "issues", "customers", "categories", "accounts", "memberships"
]
KindOption = Annotated[KindName, typer.Option("--kind", help="Kind of records in the file.")]


def import_(
    context: typer.Context,
    file: ImportFile,
    kind: KindOption = "worklogs",
    format: FormatOption = None,
    skip_invalid: Annotated[bool, typer.Option("--skip-invalid", help="Skip invalid lines and import the others.")] = False,
    keep_estimates: Annotated[
        bool, typer.Option("--keep-estimates", help="Don't change the remaining estimates of the issues. Use this for old worklogs.")
    ] = False,
    remote: Remote = False,
    profile: Profile = DEFAULT,
) -> None:
    """Import worklogs from a file, or records of another kind. Imports all lines or none, and skips records that already exist."""
    if remote:
        _refuse_database_options(kind, {"--skip-invalid": skip_invalid, "--keep-estimates": keep_estimates})
        remote_transfer.import_(context=context, profile=profile, json=False, csv=False, file=file, format=format)
        return
    with open_source(file) as source_file, _with_progress(source_file) as (source, print_line), write_transaction() as call:
        report = Report(lambda line, faults: print_line(f"line {line}: {'; '.join(map(str, faults))}"))
        import_file(call, KINDS[kind], source, format_of(file, format), Options(keep_estimates), report)
        if report.invalid and not skip_invalid:
            valid = report.counts.total()
            raise stop(f"Nothing was imported. Invalid lines: {report.invalid}. To import the other {valid}, use --skip-invalid.")
    typer.echo(_summary(kind, report))


def _summary(kind: str, report: Report) -> str:
    counts = [
        f"{report.counts[Action.CREATED]} {kind} imported",
        *([f"{report.counts[Action.UPDATED]} changed"] if report.counts[Action.UPDATED] else []),
        f"{report.counts[None]} already there",
        *([f"{report.invalid} invalid lines skipped"] if report.invalid else []),
    ]
    return ", ".join(counts)


def export(
    context: typer.Context,
    file: ExportFile = "-",
    kind: KindOption = "worklogs",
    format: FormatOption = None,
    from_: From = None,
    to: To = None,
    user: Annotated[list[str] | None, typer.Option(help="Account id, email or user name. Repeat for several.")] = None,
    project: Projects = None,
    issue: Issues = None,
    remote: Remote = False,
    profile: Profile = DEFAULT,
) -> None:
    """Export worklogs to a file, or records of another kind, in the format that `import` reads."""
    if remote:
        _refuse_database_options(kind, {})
        days = {"start": from_, "end": to}
        filters = {"file": file, "format": format, "user": user, "project": project, "issue": issue}
        remote_transfer.export(context=context, profile=profile, json=False, csv=False, **days, **filters)
        return
    with read_transaction() as call, open_target(file) as target:
        first, last = _day(from_, call.today, "from_"), _day(to, call.today, "to")
        filter = Filter(from_=first, to=last, users=user or (), projects=project or (), issues=issue or ())
        written = export_file(call, KINDS[kind], target, format_of(file, format or ("csv" if file == "-" else None)), filter)
    typer.echo(f"{written} {kind} exported", err=True)


def _refuse_database_options(kind: str, database_options: dict[str, bool]) -> None:
    """Refuses options that need the database, and all kinds of records except worklogs."""
    refused = [option for option, given in database_options.items() if given]
    if kind != "worklogs" or refused:
        option = refused[0] if refused else f"--kind {kind}"
        raise stop(f"{option} can't be used with --remote, because it needs the database", code=ExitCode.USAGE)


def _day(given: str | None, today: dt.date, option: str) -> dt.date | None:
    return day(given, today, option) if given else None


@contextmanager
def _with_progress(source: BinaryIO) -> Iterator[tuple[BinaryIO, Callable[[str], None]]]:
    """The source with a progress bar, if standard error is a terminal, and a function that prints lines next to the bar."""
    size = os.fstat(source.fileno()).st_size if sys.stderr.isatty() else 0
    if not size:
        yield source, lambda line: typer.echo(line, err=True)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        reader = progress.wrap_file(source, total=size, description="Importing")
        yield reader, lambda line: progress.console.print(line, markup=False, highlight=False, soft_wrap=True)
