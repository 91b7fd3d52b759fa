"""How a command of the operator gets at the data: as the system, in one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from andante.cli.user.failures import in_words, stop
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Access, Database
from andante.kit.errors import Refusal
from andante.kit.faults import refuse_if_faulty
from andante.kit.settings import Settings, from_environment
from andante.kit.wire import Wire
from andante.schema import continue_after_restore, migrate, newest, present

__all__ = ["check", "database", "reading", "refusals_said", "settings", "stop", "writing"]


def settings() -> Settings:
    try:
        return from_environment()
    except ValueError as error:
        raise stop(str(error)) from None


@contextmanager
def database() -> Iterator[Database]:
    """The configured database in its newest state. SQLite is brought there; PostgreSQL waits for `andante migrate`."""
    opened = Database(settings().database_url, settings().database_connections)
    try:
        if opened.sqlite:
            migrate(opened)
        elif present(opened) != newest():
            raise stop("The database is not in the newest state. Run: andante migrate")
        else:
            continue_after_restore(opened)
        yield opened
    finally:
        opened.close()


@contextmanager
def writing() -> Iterator[Call]:
    """A call that may change things. A refusal is said and ends the command, and nothing is changed."""
    with refusals_said(), database() as opened, opened.call(SYSTEM, Access.WRITE) as call:
        yield call


@contextmanager
def reading() -> Iterator[Call]:
    with refusals_said(), database() as opened, opened.call(SYSTEM, Access.SNAPSHOT) as call:
        yield call


def check(given: Wire) -> None:
    """The command line holds no other limits than a body would."""
    refuse_if_faulty(msgspec.to_builtins(given), type(given))


@contextmanager
def refusals_said() -> Iterator[None]:
    try:
        yield
    except Refusal as refusal:
        raise stop(*map(in_words, refusal.faults)) from None
