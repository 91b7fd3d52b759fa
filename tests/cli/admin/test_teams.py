"""andante admin team, andante admin member and andante admin role"""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from andante.cli import app
from tests.shell import tabbed


@pytest.fixture(autouse=True)
def _database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANDANTE_DATABASE_URL", f"sqlite:///{tmp_path / 'andante.db'}")
    for name in ("alice", "bob"):
        _run("user", "add", name.title(), "--email", f"{name}@example.com", "--account-id", f"712020:{name}")


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def _output(*arguments: str) -> str:
    result = _run(*arguments)
    assert result.exit_code == 0, result.output
    return tabbed(result.stdout) if "--csv" in arguments else result.stdout


def test_a_team_is_added_and_listed() -> None:
    assert _output("team", "add", "Northerners", "--lead", "bob@example.com", "--private") == "1\n"

    assert _output("team", "list", "--csv") == "1\tNortherners\tBob\t712020:bob\t\tprivate\n"


def test_a_membership_is_added_listed_and_ended() -> None:
    _output("team", "add", "Northerners")
    _output("role", "add", "Tester")
    options = ["--from", "2026-01-01", "--to", "2026-12-31", "--commitment", "50", "--role", "Tester"]

    assert _output("member", "add", "Northerners", "alice@example.com", *options) == "1\n"
    assert _output("member", "list", "1", "--csv") == "1\tAlice\t712020:alice\tTester\t50%\t2026-01-01\t2026-12-31\n"
    _output("member", "end", "Northerners", "712020:alice", "--on", "2026-03-31")
    assert _output("member", "list", "Northerners", "--csv") == "1\tAlice\t712020:alice\tTester\t50%\t2026-01-01\t2026-03-31\n"


def test_roles_are_listed() -> None:
    assert _output("role", "add", "Tester") == "2\n"
    assert _output("role", "list", "--csv") == "1\tMember\tyes\n2\tTester\t\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["team", "add", ""], "NAME must be text of 1 to 255 characters"),
        (["team", "add", "X", "--lead", "nobody"], "No user has the account id, email or user name 'nobody'"),
        (["role", "add", "Member"], "A role called 'Member' already exists"),
        (["member", "add", "Nowhere", "712020:alice"], "No team is called 'Nowhere'"),
        (["member", "add", "9", "712020:alice"], "Team 9 not found"),
        (["member", "add", "Twice", "712020:alice"], "Several teams are called 'Twice': give an id"),
        (["member", "add", "1", "712020:alice", "--role", "Nix"], "No role has the name 'Nix'; the roles are Member"),
        (["member", "end", "1", "712020:alice", "--on", "2026-03-31"], "'712020:alice' is not in the team 'Twice' on 2026-03-31"),
    ],
)
def test_invalid_input_is_refused(arguments: list[str], message: str) -> None:
    _output("team", "add", "Twice")
    _output("team", "add", "Twice")

    result = _run(*arguments)

    assert result.exit_code == 1
    assert message in result.output
