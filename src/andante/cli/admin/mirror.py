"""`andante admin mirror`: copies the data of another server into this database."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer
from msgspec.structs import replace
from rich.console import Console

from andante.client import AndanteError, ApiError
from andante.client.hosts import is_tempo_cloud
from andante.sync.mirror.jira import is_accessible
from andante.sync.mirror.rules import Counts
from andante.sync.mirror.run import Options, check_names
from andante.sync.mirror.run import mirror as run
from andante.sync.mirror.source import Access, open_source

from .session import database, report_refusals, stop

TOKEN, JIRA_TOKEN = "ANDANTE_SOURCE_TOKEN", "ANDANTE_SOURCE_JIRA_TOKEN"


def mirror(
    url: Annotated[str, typer.Argument(help="Address of the other server, like https://api.tempo.io or https://time.example.com.")],
    token_file: Annotated[
        Path | None, typer.Option(help=f"File with an API token of the other server. Default: the variable {TOKEN}.")
    ] = None,
    jira_url: Annotated[
        str | None, typer.Option(help="Address of its Jira. Default: the unchanged address for Andante, none for Tempo Cloud.")
    ] = None,
    jira_email: Annotated[str | None, typer.Option(help="Email of the owner of the Jira token, for Jira Cloud.")] = None,
    jira_token_file: Annotated[
        Path | None, typer.Option(help=f"File with a Jira API token. Default: the variable {JIRA_TOKEN}, or the unchanged token.")
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="Read everything again, and find what was deleted on the other server.")] = False,
    only: Annotated[list[str] | None, typer.Option(help="Copy only this group, like worklogs. Repeat for several.")] = None,
    remove_many: Annotated[
        bool, typer.Option("--remove-many", help="Remove what was deleted on the other server, even if it is more than half of a group.")
    ] = False,
) -> None:
    """Copy data from Tempo Cloud or another Andante into this database. Run it again to copy changes."""
    access = Access(
        url=_address(url),
        token=_token(token_file),
        jira_url=_address(jira_url) if jira_url else _default_jira_url(url),
        jira_email=jira_email,
        jira_token=_secret(jira_token_file, JIRA_TOKEN),
    )
    with report_refusals(), _report_source_errors(url):
        check_names(only or ())
        counts = _run(access, Options(only=only or (), full=full, remove_many=remove_many))
    for name, each in counts.items():
        typer.echo(f"{name}: {_summary(each)}")


def _run(access: Access, options: Options) -> dict[str, Counts]:
    console = Console(stderr=True)

    def warn(message: str) -> None:
        console.print(message, markup=False, highlight=False, soft_wrap=True)

    with console.status(f"Reading {access.url}") as status, open_source(access) as source, database() as target:
        if source.jira is None or not is_accessible(source.jira):
            warn("Jira can't be read: new users, projects and issues get names generated from their ids.")
            source = replace(source, jira=None)
        return run(target, access.url, source, options, lambda name, counts: status.update(f"{name}: {_summary(counts)}"), warn)


def _address(url: str) -> str:
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc:
        raise stop(f"'{url}' is not an address like https://api.tempo.io")
    return url.rstrip("/")


def _default_jira_url(url: str) -> str | None:
    """Andante has Jira's endpoints at its own address; Tempo Cloud doesn't."""
    return None if is_tempo_cloud(url) else _address(url)


def _secret(file: Path | None, variable: str) -> str | None:
    if file is None:
        return os.environ.get(variable)
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise stop(f"{file} can't be read: {error}") from None


def _token(file: Path | None) -> str:
    token = _secret(file, TOKEN)
    if not token:
        raise stop(f"The token of the other server is missing: give --token-file, or set {TOKEN}")
    return token


def _summary(counts: Counts) -> str:
    """Describes the result of a group. Leaves out counts of zero."""
    parts = [
        (counts.created, "new"),
        (counts.changed, "changed"),
        (counts.removed, "removed"),
        (counts.postponed, "postponed"),
        (counts.refused, "refused"),
        (counts.kept, "kept"),
    ]
    counted = [f"{number} {word}" for number, word in parts if number]
    return ", ".join([*counted, f"{counts.unchanged} unchanged"])


@contextmanager
def _report_source_errors(url: str) -> Iterator[None]:
    """Reports errors of the other server and ends the command. Copied data stays, and the next run continues."""
    try:
        yield
    except ApiError as error:
        raise stop(f"{url} refused the request: {error}") from None
    except AndanteError as error:
        raise stop(f"{error}. The data that was copied so far stays. Run the command again to continue.") from None
