"""Runs the command line in tests."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner, Result

from andante.cli import app
from andante.kit.database import Database


def tabbed(printed: str) -> str:
    """The rows of a list that was printed as CSV, without headings: a line for each, with tabs between its cells."""
    return "".join("\t".join(row) + "\n" for row in list(csv.reader(io.StringIO(printed)))[1:])


@dataclass
class Shell:
    """Runs `andante …` on a database. `errors` has the output on standard error."""

    url: str
    errors: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, *arguments: object, code: int = 0, given: str | bytes | None = None) -> str:
        """Returns the output on standard output. `code` is the expected exit code."""
        return self.binary(*arguments, code=code, given=given).decode()

    def binary(self, *arguments: object, code: int = 0, given: str | bytes | None = None) -> bytes:
        """Like a call, for output that isn't text."""
        environment = {"ANDANTE_DATABASE_URL": self.url, **self.environment}
        result: Result = CliRunner().invoke(app, [str(argument) for argument in arguments], input=given, env=environment)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        self.errors = result.stderr
        assert result.exit_code == code, result.output
        return result.stdout_bytes

    def listed(self, *arguments: object) -> str:
        """The rows of a list, each on a line and with tabs between its cells. Without headings."""
        return tabbed(self(*arguments, "--csv"))


@pytest.fixture
def andante(database: Database) -> Shell:
    """The command line on the database of `server`."""
    return Shell(database.url.render_as_string(hide_password=False))


@pytest.fixture
def elsewhere(request: pytest.FixtureRequest, database: Database, tmp_path: Path) -> Iterator[Shell]:
    """The command line on an empty database of the same engine."""
    if database.sqlite:
        yield Shell(f"sqlite:///{tmp_path / 'elsewhere.db'}")
        return
    server: str = request.getfixturevalue("postgresql")
    with psycopg.connect(server.replace("+psycopg", ""), autocommit=True) as admin:
        admin.execute("CREATE DATABASE elsewhere")
        yield Shell(server.replace("/postgres?", "/elsewhere?"))
        admin.execute("DROP DATABASE elsewhere WITH (FORCE)")
