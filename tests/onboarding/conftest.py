"""Fixtures: a server without users, on both engines."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from wsgiref.types import WSGIApplication

import psycopg
import pytest

from andante import schema
from andante.app import application
from andante.kit.call import SYSTEM
from andante.kit.database import Access, Database
from andante.kit.settings import Settings
from andante.onboarding.setup import actions as setup
from tests.cast import BASE_URL
from tests.conftest import Template
from tests.databases import SqliteTemplate
from tests.web.browsing import Visitor

SETTINGS = Settings(access_log=False, public_url=BASE_URL)


@dataclass
class NewServer:
    """A server whose database has no rows."""

    database: Database

    @cached_property
    def app(self) -> WSGIApplication:
        return application(SETTINGS, self.database)

    def visitor(self) -> Visitor:
        return Visitor(self.app)

    def print_link(self) -> str | None:
        """What `andante serve` does when it starts. Returns the path of the link."""
        with self.database.call(SYSTEM, Access.WRITE) as call:
            secret = setup.create_link(call)
        return secret and f"/setup?token={secret}"


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file."""
    path = tmp_path_factory.mktemp("new") / "empty.db"
    database = Database(f"sqlite:///{path}")
    schema.migrate(database)
    database.close()
    return path


@pytest.fixture
def new_server(request: pytest.FixtureRequest, template: Template, tmp_path: Path) -> Iterator[NewServer]:
    if isinstance(template, SqliteTemplate):
        path = shutil.copyfile(request.getfixturevalue("empty_file"), tmp_path / "new.db")
        server = NewServer(Database(f"sqlite:///{path}"))
        yield server
        server.database.close()
        return
    url: str = request.getfixturevalue("postgresql")
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as admin:
        admin.execute("CREATE DATABASE new_server")
        server = NewServer(Database(url.replace("/postgres?", "/new_server?")))
        schema.migrate(server.database)
        yield server
        server.database.close()
        admin.execute("DROP DATABASE new_server WITH (FORCE)")
