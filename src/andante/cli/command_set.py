"""A set of commands and command groups that is registered together."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import typer


class CommandSet(NamedTuple):
    """Commands and groups by name. `panel` is the heading above them in `--help`."""

    commands: Mapping[str, Callable[..., None]]
    groups: Mapping[str, typer.Typer] = {}
    panel: str | None = None

    def add_to(self, app: typer.Typer) -> None:
        for name, command in self.commands.items():
            app.command(name, rich_help_panel=self.panel)(command)
        for name, group in self.groups.items():
            app.add_typer(group, name=name, rich_help_panel=self.panel)
