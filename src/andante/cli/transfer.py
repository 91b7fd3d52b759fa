"""`andante import` and `andante export`: files in and out."""

import datetime as dt
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Any, BinaryIO, Literal, TextIO

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from ..kit.changes import Action
from ..transfer.directory import COMPONENTS, ISSUES, PROJECTS, PROPERTIES, USERS, VERSIONS
from ..transfer.files import Format, format_of
from ..transfer.kinds import Filter, Kind, Options, Report, export_file, import_file
from ..transfer.organisation import ACCOUNTS, CATEGORIES, CUSTOMERS, MEMBERSHIPS
from ..transfer.worklogs import WORKLOGS
from .session import reading, stop, writing

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
FormatOption = Annotated[Format | None, typer.Option("--format", help="Where the name of the file does not tell.")]


def import_(
    file: Annotated[str, typer.Argument(help="A .csv or .jsonl file; - is standard input.")],
    kind: KindOption = "worklogs",
    format: FormatOption = None,
    skip_invalid: Annotated[bool, typer.Option("--skip-invalid", help="Import the good lines although there are bad ones.")] = False,
    keep_estimates: Annotated[
        bool, typer.Option("--keep-estimates", help="Leave the remaining estimates of the issues as they are, for time of the past.")
    ] = False,
) -> None:
    """Import worklogs, the directory or the organisation: all or nothing, and nothing twice."""
    with _opened(file) as opened, _watched(opened) as (source, say), writing() as call:
        report = Report(lambda line, faults: say(f"line {line}: {'; '.join(faults)}"))
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
    file: Annotated[str, typer.Argument(help="A .csv or .jsonl file; - is standard output.")] = "-",
    kind: KindOption = "worklogs",
    format: FormatOption = None,
    from_: Annotated[dt.datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day.")] = None,
    to: Annotated[dt.datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day.")] = None,
    user: Annotated[list[str] | None, typer.Option(help="Account id, email or user name; repeat for several.")] = None,
    project: Annotated[list[str] | None, typer.Option(help="Key or id; repeat for several.")] = None,
    issue: Annotated[list[str] | None, typer.Option(help="Key or id; repeat for several.")] = None,
) -> None:
    """Export worklogs, the directory or the organisation in the form that import takes."""
    filter = Filter(from_=_day(from_), to=_day(to), users=user or (), projects=project or (), issues=issue or ())
    with reading() as call, _target(file) as target:
        written = export_file(call, KINDS[kind], target, format_of(file, format or ("csv" if file == "-" else None)), filter)
    typer.echo(f"{written} {kind} exported", err=True)


def _day(given: dt.datetime | None) -> dt.date | None:
    return given.date() if given else None


@contextmanager
def _opened(file: str) -> Iterator[BinaryIO]:
    if file == "-":
        yield sys.stdin.buffer
        return
    try:
        with Path(file).open("rb") as source:
            yield source
    except OSError as error:
        raise stop(f"{file} can't be read: {error.strerror}") from None


@contextmanager
def _target(file: str) -> Iterator[TextIO]:
    """Where to write. A file is there under its name only when it is whole."""
    if file == "-":
        if isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8", newline="")
        yield sys.stdout
        return
    unfinished = Path(f"{file}.part")
    try:
        with unfinished.open("w", encoding="utf-8", newline="") as target:
            yield target
        os.replace(unfinished, file)
    except OSError as error:
        raise stop(f"{file} can't be written: {error.strerror}") from None
    finally:
        unfinished.unlink(missing_ok=True)


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
