"""`andante admin config`: shows and changes the global configuration."""

from typing import Annotated

import msgspec
import typer

from andante.timekeeping.configuration import actions, queries

from .session import read_transaction, write_transaction

config = typer.Typer(no_args_is_help=True, help="Show and change the global configuration.")


@config.command("show")
def show() -> None:
    """Print every setting and its value."""
    with read_transaction() as call:
        for name, value in msgspec.structs.asdict(queries.current(call)).items():
            typer.echo(f"{name} = {msgspec.json.encode(value).decode()}")


@config.command("set")
def set_values(
    settings: Annotated[
        list[str], typer.Argument(help="NAME=VALUE, like max_hours_per_day_per_user=10. To remove a limit, set it to none.")
    ],
) -> None:
    """Change settings."""
    given = dict(setting.partition("=")[::2] for setting in settings)
    with write_transaction() as call:
        actions.change(call, {name.strip().replace("-", "_"): None if value.lower() == "none" else value for name, value in given.items()})
