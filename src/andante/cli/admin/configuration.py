"""`andante admin config`: shows and changes the global configuration."""

from typing import Annotated

import msgspec
import typer

from andante.cli.user.output import Output
from andante.timekeeping.configuration import actions, queries

from .printing import listing, table
from .session import read_transaction, write_transaction

config = typer.Typer(no_args_is_help=True, help="Show and change the global configuration.")


@config.command("show")
@listing
def show() -> Output:
    """Print every setting and its value."""
    with read_transaction() as call:
        values = msgspec.structs.asdict(queries.current(call))
    shown = {name: "none" if value is None else value for name, value in values.items()}
    return table({"name": "Setting", "value": "Value"}, shown.items(), nothing="")


@config.command("set")
def set_values(
    settings: Annotated[
        list[str], typer.Argument(help="NAME=VALUE, like max_hours_per_day_per_user=10. To remove a limit, set it to none.")
    ],
) -> None:
    """Change settings."""
    given = dict(setting.partition("=")[::2] for setting in settings)
    with write_transaction() as call:
        changed = {name.strip().replace("-", "_"): None if value.lower() == "none" else value for name, value in given.items()}
        actions.change(call, changed)
    typer.echo("Set " + ", ".join(f"{name} to {'none' if value is None else value}" for name, value in changed.items()))
