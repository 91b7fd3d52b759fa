"""`andante import` and `andante export`: files in and out."""

import datetime as dt
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any, BinaryIO, Literal

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from andante.cli.user import transfer as exchange
from andante.cli.user.commands import Profile
from andante.cli.user.failures import Code, stop
from andante.cli.user.profiles import DEFAULT
from andante.cli.user.streams import opened, target_of
from andante.cli.user.transfer import ExportFile, FormatOption, ImportFile, Remote
from andante.kit.changes import Action
from andante.kit.files import format_of
from andante.sync.files.directory import COMPONENTS, ISSUES, PROJECTS, PROPERTIES, USERS, VERSIONS
from andante.sync.files.kinds import Filter, Kind, Options, Report, export_file, import_file
from andante.sync.files.organisation import ACCOUNTS, CATEGORIES, CUSTOMERS, MEMBERSHIPS
from andante.sync.files.worklogs import WORKLOGS

from .session import reading, writing

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
KindOption = Annotated[KindName, typer.Option("--kind", help="What is in the file.")]


def import_(
    context: typer.Context,
    file: ImportFile,
    kind: KindOption = "worklogs",
    format: FormatOption = None,
    skip_invalid: Annotated[bool, typer.Option("--skip-invalid", help="Import the good lines although there are bad ones.")] = False,
    keep_estimates: Annotated[
        bool, typer.Option("--keep-estimates", help="Leave the remaining estimates of the issues as they are, for time of the past.")
    ] = False,
    remote: Remote = False,
    profile: Profile = DEFAULT,
) -> None:
    """Import worklogs, the directory or the organisation: all or nothing, and nothing twice."""
    if remote:
        _only_worklogs(kind, {"--skip-invalid": skip_invalid, "--keep-estimates": keep_estimates})
        exchange.import_(context=context, profile=profile, json=False, csv=False, file=file, format=format)
        return
    with opened(file) as source_file, _watched(source_file) as (source, say), writing() as call:
        report = Report(lambda line, faults: say(f"line {line}: {'; '.join(map(str, faults))}"))
        import_file(call, KINDS[kind], source, format_of(file, format), Options(keep_estimates), report)
        if report.bad and not skip_invalid:
            good = report.counts.total()
            raise stop(f"Nothing was imported: {report.bad} lines are wrong. --skip-invalid would take the other {good}.")
    typer.echo(_summary(kind, report))


def _summary(kind: str, report: Report) -> str:
    counts = [
        f"{report.counts[Action.CREATED]} {kind} imported",
        *([f"{report.counts[Action.UPDATED]} changed"] if report.counts[Action.UPDATED] else []),
        f"{report.counts[None]} already there",
        *([f"{report.bad} lines wrong and left out"] if report.bad else []),
    ]
    return ", ".join(counts)


def export(
    context: typer.Context,
    file: ExportFile = "-",
    kind: KindOption = "worklogs",
    format: FormatOption = None,
    from_: Annotated[dt.datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day.")] = None,
    to: Annotated[dt.datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day.")] = None,
    user: Annotated[list[str] | None, typer.Option(help="Account id, email or user name; repeat for several.")] = None,
    project: Annotated[list[str] | None, typer.Option(help="Key or id; repeat for several.")] = None,
    issue: Annotated[list[str] | None, typer.Option(help="Key or id; repeat for several.")] = None,
    remote: Remote = False,
    profile: Profile = DEFAULT,
) -> None:
    """Export worklogs, the directory or the organisation in the form that import takes."""
    if remote:
        _only_worklogs(kind, {})
        days = {"start": from_ and f"{from_:%Y-%m-%d}", "end": to and f"{to:%Y-%m-%d}"}
        chosen = {"file": file, "format": format, "user": user, "project": project, "issue": issue}
        exchange.export(context=context, profile=profile, json=False, csv=False, **days, **chosen)
        return
    filter = Filter(from_=_day(from_), to=_day(to), users=user or (), projects=project or (), issues=issue or ())
    with reading() as call, target_of(file) as target:
        written = export_file(call, KINDS[kind], target, format_of(file, format or ("csv" if file == "-" else None)), filter)
    typer.echo(f"{written} {kind} exported", err=True)


def _only_worklogs(kind: str, database_only: dict[str, bool]) -> None:
    """Refuses what the API has no operation for."""
    refused = [option for option, given in database_only.items() if given]
    if kind != "worklogs" or refused:
        named = refused[0] if refused else f"--kind {kind}"
        raise stop(f"{named} works on the database only, not with --remote", code=Code.USAGE)


def _day(given: dt.datetime | None) -> dt.date | None:
    return given.date() if given else None


@contextmanager
def _watched(source: BinaryIO) -> Iterator[tuple[BinaryIO, Callable[[str], None]]]:
    """The source with its progress shown, where somebody is there to see it, and a way to say something meanwhile."""
    size = os.fstat(source.fileno()).st_size if sys.stderr.isatty() else 0
    if not size:
        yield source, lambda words: typer.echo(words, err=True)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        reader = progress.wrap_file(source, total=size, description="Importing")
        yield reader, lambda words: progress.console.print(words, markup=False, highlight=False, soft_wrap=True)
