"""`andante mirror`: another server's data copied here."""

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
from andante.sync.mirror.jira import lets_in
from andante.sync.mirror.rules import Counts
from andante.sync.mirror.run import Options, check_names
from andante.sync.mirror.run import mirror as run
from andante.sync.mirror.source import Access, opened

from .session import database, refusals_said, stop

TOKEN, JIRA_TOKEN = "ANDANTE_SOURCE_TOKEN", "ANDANTE_SOURCE_JIRA_TOKEN"
TEMPO_CLOUD = ".tempo.io"


def mirror(
    url: Annotated[str, typer.Argument(help="The other server, like https://api.tempo.io or https://time.example.com.")],
    token_file: Annotated[Path | None, typer.Option(help=f"A file with an API token of the other server; else {TOKEN}.")] = None,
    jira_url: Annotated[str | None, typer.Option(help="Where its Jira is: by itself for an Andante, nowhere for Tempo Cloud.")] = None,
    jira_email: Annotated[str | None, typer.Option(help="Whose token it is, for Jira Cloud.")] = None,
    jira_token_file: Annotated[
        Path | None, typer.Option(help=f"A file with an API token of Jira; else {JIRA_TOKEN}, else the same token.")
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="Read everything anew, and look for what was deleted there.")] = False,
    only: Annotated[list[str] | None, typer.Option(help="One group, like worklogs; repeat for several.")] = None,
    remove_many: Annotated[
        bool, typer.Option("--remove-many", help="Remove what is gone there, even where it is more than half of a group.")
    ] = False,
) -> None:
    """Copy a Tempo (Cloud, or another Andante) into this database; run again, take over what changed."""
    access = Access(
        url=_address(url),
        token=_secret(token_file, TOKEN) or _no_token(),
        jira_url=_address(jira_url) if jira_url else _own_jira(url),
        jira_email=jira_email,
        jira_token=_secret(jira_token_file, JIRA_TOKEN),
    )
    with refusals_said(), _troubles_said(url):
        check_names(only or ())
        counts = _run(access, Options(only=only or (), full=full, remove_many=remove_many))
    for name, one in counts.items():
        typer.echo(f"{name}: {_words(one)}")


def _run(access: Access, options: Options) -> dict[str, Counts]:
    console = Console(stderr=True)

    def warn(words: str) -> None:
        console.print(words, markup=False, highlight=False, soft_wrap=True)

    with console.status(f"Asking {access.url}") as status, opened(access) as source, database() as ours:
        if source.jira is None or not lets_in(source.jira):
            warn("Jira can't be asked about people, projects and issues: what is not here yet gets a name made of its id.")
            source = replace(source, jira=None)
        return run(ours, access.url, source, options, lambda name, counts: status.update(f"{name}: {_words(counts)}"), warn)


def _address(url: str) -> str:
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc:
        raise stop(f"'{url}' must be an address like https://api.tempo.io")
    return url.rstrip("/")


def _own_jira(url: str) -> str | None:
    """An Andante answers on Jira's paths itself; Tempo Cloud does not."""
    return None if (urlsplit(url).hostname or "").endswith(TEMPO_CLOUD) else _address(url)


def _secret(file: Path | None, variable: str) -> str | None:
    if file is None:
        return os.environ.get(variable)
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise stop(f"{file} can't be read: {error}") from None


def _no_token() -> str:
    raise stop(f"A token of the other server is needed: give --token-file, or set {TOKEN}")


def _words(counts: Counts) -> str:
    """What became of a group; what did not happen is left out."""
    parts = [
        (counts.created, "new"),
        (counts.changed, "changed"),
        (counts.removed, "removed"),
        (counts.put_off, "put off"),
        (counts.refused, "refused"),
        (counts.kept, "kept"),
    ]
    said = [f"{number} {word}" for number, word in parts if number]
    return ", ".join([*said, f"{counts.same} as before"])


@contextmanager
def _troubles_said(url: str) -> Iterator[None]:
    """What the other server does wrong ends the command; what was written until then stays, and the next run goes on."""
    try:
        yield
    except ApiError as error:
        raise stop(f"{url} refuses: {error}") from None
    except AndanteError as error:
        raise stop(f"{error}. What was copied until now stays; run it again to go on from here.") from None
