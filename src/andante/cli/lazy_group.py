"""Command groups that load some of their commands on demand: importing the server takes longer than most commands."""

from collections.abc import Callable, Mapping
from typing import Any

from typer.core import TyperGroup


def lazy_group(load: Callable[[], Mapping[str, Any]]) -> type[TyperGroup]:
    """Creates a group class that calls `load` if a command is unknown, or if all commands are listed."""

    class LazyGroup(TyperGroup):
        def get_command(self, ctx: Any, cmd_name: str) -> Any:
            return self.commands.get(cmd_name) or self._load_all().get(cmd_name)

        def list_commands(self, ctx: Any) -> list[str]:
            return list(self._load_all())

        def _load_all(self) -> Mapping[str, Any]:
            self.commands.update(load())
            return self.commands

    return LazyGroup
