"""Groups of commands of which some are loaded when they are wanted: to load the whole server takes longer than most commands."""

from collections.abc import Callable, Mapping
from typing import Any

from typer.core import TyperGroup


def growing(load: Callable[[], Mapping[str, Any]]) -> type[TyperGroup]:
    """A group that loads more commands once one is wanted that it does not have, or once all are listed."""

    class Growing(TyperGroup):
        def get_command(self, ctx: Any, cmd_name: str) -> Any:
            return self.commands.get(cmd_name) or self._all().get(cmd_name)

        def list_commands(self, ctx: Any) -> list[str]:
            return list(self._all())

        def _all(self) -> Mapping[str, Any]:
            self.commands.update(load())
            return self.commands

    return Growing
