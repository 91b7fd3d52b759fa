"""Opens the database for administrator commands. Each command runs as the system user, in one transaction."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

import msgspec
import typer

from andante.cli.failures import describe, stop
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Access, Database
from andante.kit.errors import Refusal, Unavailable
from andante.kit.faults import refuse_if_faulty
from andante.kit.settings import Settings, from_environment, unknown_variables
from andante.kit.wire import Wire
from andante.schema import continue_after_restore, current_revision, head_revision, migrate
from andante.sql.problems import UnusableDatabase, explain, file_problem, parse_url

__all__ = [
    "database",
    "public_url",
    "read_transaction",
    "report_refusals",
    "settings",
    "stop",
    "unmigrated_database",
    "validate",
    "write_transaction",
]


def settings() -> Settings:
    try:
        return from_environment()
    except ValueError as error:
        raise stop(str(error)) from None


def public_url() -> str:
    """The address of the server: ANDANTE_PUBLIC_URL, or the default address of `andante serve` on this machine."""
    return settings().public_url or "http://127.0.0.1:8080"


@contextmanager
def unmigrated_database() -> Iterator[Database]:
    """The configured database, with any schema. If it can't be used, inside the block too, the command ends with a message that says
    why."""
    configured = settings()
    for warning in unknown_variables():
        typer.echo(f"Warning: {warning}", err=True)
    url = parse_url(configured.database_url)
    problem = file_problem(str(url.database)) if url.drivername == "sqlite" else None
    if problem:
        raise stop(problem)
    try:
        with report_refusals(), closing(Database(configured.database_url, configured.database_connections)) as opened:
            yield opened
    except UnusableDatabase as error:
        raise stop(str(error)) from None
    except Exception as error:
        reason = explain(error, url)
        if reason is None:
            raise
        raise stop(reason) from None


@contextmanager
def database() -> Iterator[Database]:
    """The configured database. SQLite is migrated automatically; PostgreSQL requires `andante admin migrate` first."""
    with unmigrated_database() as opened:
        if opened.sqlite:
            if copy := migrate(opened):
                typer.echo(f"The database was migrated. A copy from before the migration is in {copy}.", err=True)
        elif current_revision(opened) != head_revision():
            raise stop("The database must be migrated first. Run: andante admin migrate")
        else:
            continue_after_restore(opened)
        yield opened


@contextmanager
def write_transaction(base_url: str | None = None) -> Iterator[Call]:
    """A call in a write transaction. A refusal is printed, ends the command and rolls back all changes. Links of the call start with
    `base_url`, by default with `public_url`."""
    url = (base_url or public_url()).rstrip("/")
    with database() as opened, opened.call(SYSTEM, Access.WRITE, base_url=url, settings=settings()) as call:
        yield call


@contextmanager
def read_transaction() -> Iterator[Call]:
    """A call in a read transaction."""
    with database() as opened, opened.call(SYSTEM, Access.SNAPSHOT) as call:
        yield call


def validate(given: Wire) -> None:
    """Checks input against the same limits as a request body."""
    refuse_if_faulty(msgspec.to_builtins(given), type(given))


@contextmanager
def report_refusals() -> Iterator[None]:
    """Prints a refusal and ends the command."""
    try:
        yield
    except Unavailable as refusal:
        raise stop(refusal.reason) from None
    except Refusal as refusal:
        raise stop(*map(describe, refusal.faults)) from None
