"""The `andante` command: user commands call the API, administrator commands work on the database.

This module registers both. The administrator commands import the server, so they are loaded only when one of them is used.

command_set  a set of commands that is registered together
lazy_group   command groups that load some of their commands on demand
failures     error messages and exit codes
stdio        files, where - means standard input or output
user/        commands that call the API
admin/       commands that work on the database
"""

from collections.abc import Mapping
from functools import partial
from importlib.util import find_spec
from typing import Any

import typer
from typer.main import get_group

from andante import __version__

from .lazy_group import lazy_group
from .user import registry as user

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)


@app.callback()
def andante() -> None:
    """Self-hosted time tracking that speaks Tempo."""  # with a callback, `version` stays a subcommand even if it is the only one


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(__version__)


def _admin_commands(group: str) -> Mapping[str, Any]:
    from .admin import registry as admin  # imported here because it imports the server

    commands = typer.Typer()
    admin.COMMANDS[group].add_to(commands)
    return get_group(commands).commands


user.COMMANDS.add_to(app)
if find_spec("sqlalchemy") and find_spec("falcon"):  # installed by the extra `server`
    for name, group in {"": app, **user.COMMANDS.groups}.items():
        group.info.cls = lazy_group(partial(_admin_commands, name))
else:
    user.COMMANDS_WITHOUT_SERVER.add_to(app)
