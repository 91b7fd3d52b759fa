"""The command line without the extra `server`."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

BLOCKED = ("alembic", "argon2", "authlib", "falcon", "flask", "granian", "icalendar", "psycopg", "requests", "sqlalchemy")
WITHOUT_SERVER = f"""
import sys

class WithoutBlocked:
    def __init__(self, finder):
        self.finder = finder

    def find_spec(self, name, *more):
        return None if name.partition(".")[0] in {BLOCKED!r} else self.finder.find_spec(name, *more)

sys.meta_path[:] = [WithoutBlocked(finder) for finder in sys.meta_path]
from andante.cli import app
app()
"""


def run(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    environment = os.environ | {"XDG_CONFIG_HOME": str(folder), "XDG_STATE_HOME": str(folder)}
    return subprocess.run([sys.executable, "-c", WITHOUT_SERVER, *arguments], env=environment, capture_output=True, text=True, check=False)


def test_the_user_commands_are_available_without_the_server(tmp_path: Path) -> None:
    shown = run(tmp_path, "--help").stdout

    assert all(command in shown for command in ("login", "week", "plan", "export", "api"))
    assert "admin" not in shown


@pytest.mark.parametrize("arguments", [["serve"], ["admin", "migrate"]])
def test_a_command_that_needs_the_server_says_so(tmp_path: Path, arguments: list[str]) -> None:
    result = run(tmp_path, *arguments)

    assert (result.returncode, result.stderr) == (
        1,
        f"{arguments[-1]} needs the server, which is not installed. Run: pip install '/path/to/andante[server]'\n",
    )


@pytest.mark.parametrize("arguments", [["week"], ["export"], ["report", "--by", "user"]])
def test_commands_require_a_sign_in(tmp_path: Path, arguments: list[str]) -> None:
    result = run(tmp_path, *arguments)

    assert (result.returncode, result.stderr) == (3, "Not signed in. Run: andante login URL\n")


def test_operations_are_described_without_the_server(tmp_path: Path) -> None:
    assert "startDate" in run(tmp_path, "api", "createWorklog", "--describe").stdout
