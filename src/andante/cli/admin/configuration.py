"""`andante config`: the global configuration."""

from typing import Annotated

import msgspec
import typer

from andante.timekeeping.configuration import actions

from .session import reading, writing

config = typer.Typer(no_args_is_help=True, help="How time is logged, planned and approved here.")


@config.command("show")
def show() -> None:
    """Print every setting and its value."""
    with reading() as call:
        for name, value in msgspec.structs.asdict(actions.current(call)).items():
            typer.echo(f"{name} = {msgspec.json.encode(value).decode()}")


@config.command("set")
def set_values(settings: Annotated[list[str], typer.Argument(help="Like max_hours_per_day_per_user=10 or …=none.")]) -> None:
    """Change settings."""
    given = dict(setting.partition("=")[::2] for setting in settings)
    with writing() as call:
        actions.change(call, {name.strip().replace("-", "_"): None if value.lower() == "none" else value for name, value in given.items()})
