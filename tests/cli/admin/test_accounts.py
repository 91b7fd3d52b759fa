"""andante admin account and andante admin customer"""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from andante.cli import app
from tests.shell import tabbed


@pytest.fixture(autouse=True)
def _database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANDANTE_DATABASE_URL", f"sqlite:///{tmp_path / 'andante.db'}")
    andante("user", "add", "Bob", "--email", "bob@example.com", "--account-id", "bob")
    andante("project", "add", "NORTH", "North")
    andante("issue", "add", "NORTH-1", "Import loses rows")


def andante(*arguments: str, fails: bool = False) -> str:
    result: Result = CliRunner().invoke(app, list(arguments))
    assert (result.exit_code != 0) == fails, result.output
    return (result.output if fails else result.stdout).strip()


def listed(*arguments: str) -> str:
    return tabbed(CliRunner().invoke(app, [*arguments, "--csv"]).stdout).strip()


def test_accounts_are_added_and_listed() -> None:
    assert andante("customer", "add", "SONS", "Acme & Sons") == "1"
    assert listed("customer", "list") == "1\tSONS\tAcme & Sons"
    added = andante("account", "add", "ACME", "Acme", "--lead", "bob@example.com", "--customer", "SONS", "--global", "--contact", "Zoë")
    assert added == "1"
    assert listed("account", "list") == "1\tACME\tAcme\tOPEN\tglobal\tSONS\tBob\tbob"


def test_an_account_is_closed_archived_and_reopened() -> None:
    andante("account", "add", "ACME", "Acme", "--lead", "bob")

    andante("account", "close", "ACME")
    assert listed("account", "list") == "1\tACME\tAcme\tCLOSED\t\t\tBob\tbob"
    andante("account", "archive", "ACME")
    assert listed("account", "list") == ""
    assert "ARCHIVED" in andante("account", "list", "--all")
    andante("account", "open", "ACME")
    assert "OPEN" in andante("account", "list")


def test_an_account_is_linked_to_a_project_and_set_on_an_issue() -> None:
    andante("account", "add", "ACME", "Acme", "--lead", "bob")

    assert andante("account", "link", "ACME", "NORTH", "--default") == "1"
    assert "already linked to the project NORTH" in andante("account", "link", "ACME", "NORTH", fails=True)
    andante("account", "put-on", "NORTH-1", "ACME")
    andante("account", "put-on", "NORTH-1")
    andante("account", "unlink", "ACME", "NORTH")
    assert "is not linked to the project NORTH" in andante("account", "unlink", "ACME", "NORTH", fails=True)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("account", "add", "A B", "Acme", "--lead", "bob"), "KEY must be"),
        (("account", "add", "ACME", "Acme", "--lead", "nobody"), "No user has the account id, email or user name 'nobody'"),
        (("account", "add", "ACME", "Acme", "--lead", "bob", "--category", "NIX"), "'categoryKey' names the account category 'NIX'"),
        (("account", "add", "ACME", "Acme", "--lead", "bob", "--monthly-budget", "-1"), "--monthly-budget must be"),
        (("account", "close", "NIX"), "Account 'NIX' not found"),
        (("account", "link", "NIX", "NORTH"), "'accountKey' names the account 'NIX'"),
        (("account", "put-on", "NORTH-1", "NIX"), "'accountKey' names the account 'NIX'"),
        (("account", "put-on", "NORTH-9", "NIX"), "Issue not found"),
        (("customer", "add", "a/b", "x"), "KEY must be"),
    ],
)
def test_invalid_input_is_refused(arguments: tuple[str, ...], message: str) -> None:
    assert message in andante(*arguments, fails=True)
