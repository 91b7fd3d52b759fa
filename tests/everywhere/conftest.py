"""The seeded server for the whole session, and an empty database, on both engines."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

from andante import schema
from andante.kit.database import Database
from tests.conftest import Template
from tests.sync.archive.archives import exported

from .seeded import SeededServer, seeded_server


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def seeded(request: pytest.FixtureRequest) -> Iterator[SeededServer]:
    """Runs a test on both engines, on one server for all tests. Tests that change data use `company` instead."""
    template: Template = request.getfixturevalue(f"{request.param}_template")
    with seeded_server(template) as seeded:
        yield seeded


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Any) -> Iterator[Database]:
    """An empty Andante on each engine."""
    with _empty(request, request.param, tmp_path) as database:
        yield database


@contextmanager
def _empty(request: pytest.FixtureRequest, engine: str, folder: Any) -> Iterator[Database]:
    if engine == "sqlite":
        database = Database(f"sqlite:///{folder / 'target.db'}")
        schema.migrate(database)
        yield database
        database.close()
        return
    server: str = request.getfixturevalue("postgresql")
    with psycopg.connect(server.replace("+psycopg", ""), autocommit=True) as admin:
        admin.execute("CREATE DATABASE archive_target")
        database = Database(server.replace("/postgres?", "/archive_target?"))
        schema.migrate(database)
        yield database
        database.close()
        admin.execute("DROP DATABASE archive_target WITH (FORCE)")


@pytest.fixture(scope="session")
def archive(seeded: SeededServer) -> bytes:
    """An archive of the test data."""
    return exported(seeded.database)
