"""Command groups that import a command only when it runs. Importing all of them takes longer than most commands."""

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import Any, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command, get_group

from .plain_words import in_plain_words


class Command(NamedTuple):
    """A command or a group of commands.

    target  its module below `andante.cli` and its name there: a function, or a `typer.Typer` for a group
    help    the first sentence of its help
    """

    target: str
    help: str

    def load(self, name: str) -> Any:
        """Imports the module. Returns the command under this name."""
        module, _, attribute = self.target.partition(":")
        target = getattr(import_module(f"andante.cli.{module}"), attribute)
        if isinstance(target, typer.Typer):
            command: Any = get_group(target)
        else:
            single = typer.Typer(add_completion=False)
            single.command()(target)
            command = get_command(single)
        command.name = name
        return command


Panels = Mapping[str, Mapping[str, Command]]
"""Commands by name, by the heading above them in `--help`."""


class LazyCommand(TyperCommand):
    """Stands for a command in `--help` and in shell completion. `load` returns the command itself."""

    def __init__(self, name: str, load: Callable[[], Any], help: str, panel: str) -> None:
        super().__init__(name, help=help, rich_help_panel=panel)
        self.load = load


class LazyGroup(TyperGroup):
    """A group of lazy commands and others. If a command is unknown, `load_more` is called and returns more commands."""

    load_more: Callable[[], Mapping[str, Any]] | None = None

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except typer.BadParameter as error:
            error.message = in_plain_words(error.message)
            raise

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args[0] not in self.commands and self.load_more:
            self.commands = {**self.load_more(), **self.commands}
        name, command, rest = super().resolve_command(ctx, args)
        return name, command.load() if isinstance(command, LazyCommand) else command, rest


def lazy_group(commands: Callable[[], Iterable[LazyCommand]]) -> type[LazyGroup]:
    """Creates the class of a group that has these commands."""

    class Group(LazyGroup):
        def __init__(self, **given: Any) -> None:
            super().__init__(**given)
            self.commands = {**{str(each.name): each for each in commands()}, **self.commands}

    return Group
