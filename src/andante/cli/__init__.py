"""The `andante` command: user commands call the API, administrator commands work on the database.

A command is one line in `user/registry.py` or `admin/registry.py`, and its module is imported only when it runs. The administrator
commands belong to `andante admin`. Their older names, without `admin`, are hidden and go on working.

lazy_group   command groups that import their commands on demand
plain_words  messages about values of the wrong type
failures     error messages and exit codes
stdio        files, where - means standard input or output
user/        commands that call the API
admin/       commands that work on the database
"""

from collections.abc import Iterator
from functools import partial
from importlib.util import find_spec
from typing import Annotated, Any

import typer

from andante import __version__

from .admin import registry as admin
from .lazy_group import Command, LazyCommand, LazyGroup, lazy_group
from .user import registry as user

SERVER_PANEL = "Server"
TOP_LEVEL = ("demo", "init", "serve")
"""Administrator commands that `andante --help` lists too, because people start with them."""

_has_server = all(map(find_spec, ("sqlalchemy", "falcon")))  # installed by the extra `server`


def _user_commands() -> Iterator[LazyCommand]:
    for panel, commands in user.COMMANDS.items():
        for name, command in commands.items():
            yield LazyCommand(name, partial(_load_user_command, name, command), command.help, panel)


def _load_user_command(name: str, command: Command) -> Any:
    """If the server is installed, the administrator command with the same name replaces a user command, because `import` and `export`
    work on the database too. The subcommands of a group are added to those of the user's group."""
    loaded, other = command.load(name), next((each for each in _administrator_commands() if each.name == name), None)
    if other is None or not _has_server:
        return loaded
    if not isinstance(loaded, LazyGroup):
        return other.load()
    loaded.load_more = lambda: other.load().commands
    return loaded


def _administrator_commands() -> Iterator[LazyCommand]:
    for panel, commands in admin.COMMANDS.items():
        for name, command in commands.items():
            yield LazyCommand(name, partial(_load_administrator_command, name, command), command.help, panel)


def _load_administrator_command(name: str, command: Command) -> Any:
    if not _has_server:
        typer.echo(
            f"{name} needs the server, which is not installed. Run: pip install '/path/to/andante[server]'",
            err=True,
        )
        raise typer.Exit(1)
    return command.load(name)


def _top_level() -> Iterator[LazyCommand]:
    """The commands of users, and those of administrators under the names that they had before `andante admin`."""
    yield from (users := list(_user_commands()))
    for command in _administrator_commands():
        if command.name not in {each.name for each in users}:
            command.rich_help_panel, command.hidden = SERVER_PANEL, command.name not in TOP_LEVEL or not _has_server
            yield command


app = typer.Typer(cls=lazy_group(_top_level), no_args_is_help=True, pretty_exceptions_enable=False)
administration = typer.Typer(cls=lazy_group(_administrator_commands), no_args_is_help=True)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def andante(
    _: Annotated[bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    """Self-hosted time tracking that speaks Tempo."""


@administration.callback()
def administrate() -> None:
    """Run the server and manage its data. These commands work on the database and don't check permissions."""


app.add_typer(administration, name="admin", rich_help_panel=SERVER_PANEL, hidden=not _has_server)


@app.command(hidden=True)
def version() -> None:
    """Print the version."""
    typer.echo(__version__)
