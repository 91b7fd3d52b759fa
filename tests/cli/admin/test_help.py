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
from andante.cli import TOP_LEVEL, app
from andante.cli.admin import registry as administrator
from andante.cli.lazy_group import Panels
from andante.cli.user import registry as users


def _commands(command: Any, *path: str) -> Iterator[tuple[str, str, str]]:
    """The path of every command that is not hidden, its help text, and what the list of commands says about it."""
    context = typer.Context(command)
    for name in command.list_commands(context):
        if command.get_command(context, name).hidden:
            continue
        _, loaded, _ = command.resolve_command(context, [name])
        yield " ".join([*path, name]), loaded.help, command.get_command(context, name).help
        if isinstance(loaded, TyperGroup):
            yield from _commands(loaded, *path, name)


def _help(*path: str) -> str:
    """The help of a command, on one line and without borders."""
    result = CliRunner().invoke(app, [*path, "--help"], env={"COLUMNS": "200"})
    assert result.exit_code == 0
    return " ".join(result.output.replace("│", " ").split())


def _names(panels: Panels) -> list[str]:
    return [name for commands in panels.values() for name in commands]


ALL = list(_commands(get_command(app)))


@pytest.mark.parametrize(("path", "help_text", "listed"), ALL, ids=[path for path, _, _ in ALL])
def test_every_command_has_a_help_text(path: str, help_text: str, listed: str) -> None:
    assert f"root {path} " in _help(*path.split())
    assert help_text.startswith(listed.rstrip("."))


LISTS = [
    path for path, help_text, _ in ALL if help_text.startswith("List ") and not any(other.startswith(f"{path} ") for other, _, _ in ALL)
]


@pytest.mark.parametrize("path", LISTS)
def test_every_command_that_lists_also_prints_json_and_csv(path: str) -> None:
    assert {"--json", "--csv"} <= set(_help(*path.split()).split())


@pytest.mark.parametrize("name", _names(administrator.COMMANDS))
def test_an_administrator_command_also_works_without_admin(name: str) -> None:
    root: Any = get_command(app)

    assert _help(name)
    assert root.get_command(typer.Context(root), name).hidden == (name not in {*TOP_LEVEL, *_names(users.COMMANDS)})


def test_the_commands_of_users_are_listed_first() -> None:
    shown = _help()

    positions = [shown.index(f" {name} ") for name in ("Time", "log", "Timesheets", "Account", "Server", "admin")]
    assert positions == sorted(positions)


@pytest.mark.parametrize(
    ("arguments", "not_loaded"),
    [
        (["--help"], {"sqlalchemy", "httpx", "msgspec"}),
        (["admin", "--help"], {"sqlalchemy", "httpx", "msgspec"}),
        (["--version"], {"sqlalchemy", "httpx", "msgspec", "rich"}),
        (["log", "--help"], {"sqlalchemy"}),
        (["plan", "add", "--help"], {"sqlalchemy"}),
        (["serve", "--help"], {"httpx"}),
    ],
)
def test_a_command_loads_only_what_it_needs(arguments: list[str], not_loaded: set[str]) -> None:
    program = "import sys; from andante.cli import app; app(standalone_mode=False); print(*sys.modules)"

    result = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True)

    loaded = {"sqlalchemy", "httpx", "msgspec", "rich"} & set(result.stdout.splitlines()[-1].split())
    assert not loaded & not_loaded
    assert loaded or arguments == ["--version"]


def test_the_server_loads_what_few_requests_need_at_its_first_use() -> None:
    """This keeps the start of the server short, and each of its processes small."""
    program = "import sys, andante.cli.admin.server; print(*{name.partition('.')[0] for name in sys.modules})"

    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    loaded = set(result.stdout.split())
    assert "falcon" in loaded
    assert not loaded & {"alembic", "httpx", "icalendar", "lxml", "prometheus_client", "psycopg", "pygments", "rich", "webauthn"}


@pytest.mark.parametrize("arguments", [["--version"], ["version"]])
def test_the_version_is_printed(arguments: list[str]) -> None:
    assert CliRunner().invoke(app, arguments).output == f"{__version__}\n"


def test_the_package_can_be_run_as_a_module() -> None:
    result = subprocess.run([sys.executable, "-m", "andante", "log", "--help"], capture_output=True, text=True, check=True)

    assert "Usage: andante log" in result.stdout


@pytest.mark.parametrize(
    "arguments", [["coffee"], ["user", "coffee"], ["serve", "--coffee"], ["issue", "add"], ["serve", "--workers", "0"]]
)
def test_an_invalid_command_prints_the_usage_and_exits_with_2(arguments: list[str]) -> None:
    result = CliRunner().invoke(app, arguments)

    assert result.exit_code == 2
    assert "Usage:" in result.stderr
