"""andante admin permission"""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from andante.cli import app
from tests.shell import tabbed


@pytest.fixture(autouse=True)
def _database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANDANTE_DATABASE_URL", f"sqlite:///{tmp_path / 'andante.db'}")
    _run("user", "add", "Alice", "--email", "alice@example.com", "--account-id", "712020:alice")
    _run("team", "add", "Northerners")


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def test_a_role_is_added_and_listed() -> None:
    given = ["--key", "permissions.worklog.view", "--user", "alice@example.com", "--team", "Northerners"]

    assert _run("permission", "add", "Auditors", *given).stdout == "2\n"

    listed = tabbed(_run("permission", "list", "--csv").output).splitlines()
    assert listed[1] == "2\tAuditors\tteams 1\tpermissions.worklog.view\tAlice\t712020:alice"
    assert [line.split("\t")[1] for line in listed] == ["Administrators", "Auditors", "Lead of Northerners"]


def test_an_unknown_permission_is_refused_with_the_known_ones() -> None:
    refused = _run("permission", "add", "Auditors", "--key", "permissions.all", "--user", "alice@example.com")

    assert refused.exit_code == 1
    assert "permissions.worklog.view" in refused.output
