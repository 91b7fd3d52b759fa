"""Users, projects and issues on the command line."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from andante.cli import app
from tests.shell import tabbed


@pytest.fixture
def andante(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> "Andante":
    monkeypatch.setenv("ANDANTE_DATABASE_URL", f"sqlite:///{tmp_path}/cli.db")
    return Andante()


class Andante:
    """Runs commands on an empty database."""

    def __call__(self, *arguments: str, code: int = 0) -> str:
        result: Result = CliRunner().invoke(app, arguments)
        assert result.exit_code == code, result.output
        return result.output if code else tabbed(result.stdout) if "--csv" in arguments else result.stdout


def test_a_directory_is_built_from_the_command_line(andante: Andante) -> None:
    alice = andante("user", "add", "Alice", "--email", "alice@example.com", "--user-name", "asmith", "--staff-id", "4711").strip()
    andante("project", "add", "NORTH", "North", "--category", "Clients", "--lead", "asmith")
    andante("project-version", "add", "NORTH", "1.0", "--released")
    andante("component", "add", "NORTH", "Import")
    andante("issue-status", "add", "Cancelled", "--category", "done")
    andante("issue", "add", "NORTH-1", "Above", "--status", "cancelled")
    options = ["--type", "Bug", "--parent", "NORTH-1", "--assignee", "asmith", "--version", "1.0", "--component", "Import"]
    andante("issue", "add", "NORTH-2", "Below", *options)
    andante("issue", "change", "NORTH-2", "--status", "Done", "--assignee", "", "--summary", "Now above", "--parent", "")
    andante("project", "change", "NORTH", "--name", "Northern")

    assert andante("user", "list", "--csv") == f"{alice}\tAlice\talice@example.com\tUTC\tasmith\t4711\t\n"
    assert andante("project", "list", "--csv") == "10000\tNORTH\tNorthern\n"
    assert andante("issue", "list", "--csv") == "10000\tNORTH-1\tTask\tCancelled\tAbove\n10001\tNORTH-2\tBug\tDone\tNow above\n"


def test_user_properties_are_set_listed_and_removed(andante: Andante) -> None:
    andante("user", "add", "Alice", "--email", "alice@example.com")
    andante("user", "property", "alice@example.com", "cost center", "10")

    assert andante("user", "property", "alice@example.com", "--csv") == "cost center\t10\n"
    andante("user", "property", "alice@example.com", "cost center")
    assert andante("user", "property", "alice@example.com", "--csv") == ""


def test_invalid_input_is_refused_with_the_option_name(andante: Andante) -> None:
    assert "--user-name must be a user name without spaces" in andante("user", "add", "Alice", "--user-name", "a b", code=1)
    assert "PROJECT names the project 'NIX'" in andante("project-version", "add", "NIX", "1.0", code=1)
    assert "--category must be one of done, indeterminate, new" in andante("issue-status", "add", "X", "--category", "nix", code=1)
    assert "Issue not found" in andante("issue", "change", "NIX-1", "--summary", "x", code=1)
