"""Fixtures for the administrator commands."""

from collections.abc import Callable

import pytest
from typer.testing import CliRunner

from andante.cli import app
from andante.kit.database import Database
from tests.shell import andante, elsewhere

__all__ = ["Run", "andante", "elsewhere", "run"]

Run = Callable[..., str]


@pytest.fixture
def run(database: Database, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command on the test data. Returns its standard output, or standard error if `code` is not 0."""
    monkeypatch.setenv("ANDANTE_DATABASE_URL", database.url.render_as_string(hide_password=False))

    def run(*arguments: str, code: int = 0, input: str | None = None) -> str:
        result = CliRunner().invoke(app, arguments, input=input)
        assert result.exit_code == code, result.output
        return result.stderr if code else result.stdout

    return run
