"""andante --help and the help of every command."""

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import typer
from typer.core import TyperGroup
from typer.main import get_command
from typer.testing import CliRunner

from andante import __version__
from andante.cli import app


def _commands(command: Any, *path: str) -> Iterator[tuple[str, str]]:
    """The path and the help text of every command."""
    yield " ".join(path), command.help
    if isinstance(command, TyperGroup):
        context = typer.Context(command)
        for name in command.list_commands(context):
            yield from _commands(command.get_command(context, name), *path, name)


@pytest.mark.parametrize(("path", "help_text"), list(_commands(get_command(app))))
def test_every_command_has_a_help_text(path: str, help_text: str) -> None:
    result = CliRunner().invoke(app, [*path.split(), "--help"])

    assert result.exit_code == 0
    assert path in " ".join(result.output.split())
    assert help_text.partition(":")[0].split("\n")[0][:60] in result.output


@pytest.mark.parametrize(
    ("arguments", "loaded"),
    [(["version"], False), (["log", "--help"], False), (["plan", "add", "--help"], False), (["serve", "--help"], True)],
)
def test_only_administrator_commands_load_the_server(arguments: list[str], loaded: bool) -> None:
    program = "import sys; from andante.cli import app; app(standalone_mode=False); print('sqlalchemy' in sys.modules)"

    result = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True)

    assert result.stdout.splitlines()[-1] == str(loaded)


def test_the_version_is_printed() -> None:
    assert CliRunner().invoke(app, ["version"]).output == f"{__version__}\n"


@pytest.mark.parametrize(
    "arguments", [["coffee"], ["user", "coffee"], ["serve", "--coffee"], ["issue", "add"], ["serve", "--workers", "0"]]
)
def test_an_invalid_command_prints_the_usage_and_exits_with_2(arguments: list[str]) -> None:
    result = CliRunner().invoke(app, arguments)

    assert result.exit_code == 2
    assert "Usage:" in result.stderr
