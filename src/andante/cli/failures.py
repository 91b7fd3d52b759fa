"""Error messages and exit codes of the command line."""

import importlib
import os
import re
from enum import IntEnum
from importlib.util import find_spec
from typing import Any, Protocol

import typer

from andante.kit.errors import fault_text, is_predicate

_click: Any = importlib.import_module("typer._click.globals" if find_spec("typer._click") else "click")
"""Newer versions of Typer contain their own copy of Click, with its own stack of contexts."""


class ExitCode(IntEnum):
    """Exit codes. Unknown options also exit with 2."""

    REFUSED = 1
    USAGE = 2
    NOT_SIGNED_IN = 3
    UNREACHABLE = 4


PARAMETER_NAMES = {
    "account_id": ("user",),
    "account_ids": ("user",),
    "assignee_id": ("user",),
    "attributes": ("attribute",),
    "author_account_id": ("user",),
    "author_ids": ("user",),
    "billable_seconds": ("billable",),
    "description": ("text",),
    "display_name": ("name",),
    "end_date": ("end",),
    "ended_at": ("at",),
    "from": ("from_", "start"),
    "group_by": ("by",),
    "issue_id": ("issue",),
    "issue_ids": ("issue",),
    "issue_key": ("issue",),
    "lead_account_id": ("lead",),
    "name": ("user_name",),
    "original_estimate_seconds": ("original_estimate",),
    "plan_item_id": ("issue",),
    "pivot": ("columns",),
    "planned_seconds_per_day": ("time",),
    "project_ids": ("project",),
    "team_id": ("team",),
    "recurrence_end_date": ("until",),
    "remaining_estimate_seconds": ("remaining",),
    "reviewer_account_id": ("reviewer",),
    "rule": ("repeat",),
    "start_date": ("date", "start"),
    "start_time": ("start", "time_of_start"),
    "started_at": ("at",),
    "time_spent_seconds": ("time",),
    "to": ("end",),
}
"""For each API field in snake_case, the command parameters that set it, if their names differ from it."""


class AnyFault(Protocol):
    """A fault of a rule, or one that a server sent."""

    @property
    def field(self) -> str: ...
    @property
    def message(self) -> str: ...


class Failure(Exception):
    """Prints the messages to standard error and ends the command with this exit code."""

    def __init__(self, code: ExitCode, *messages: str) -> None:
        super().__init__("; ".join(messages))
        self.code, self.messages = code, messages


def stop(*messages: str, code: int = ExitCode.REFUSED) -> typer.Exit:
    """Prints messages to standard error, in red on a terminal. Returns the exception to raise."""
    color = None if os.environ.get("NO_COLOR") else typer.colors.RED
    for message in messages:
        typer.secho(message, err=True, fg=color)
    return typer.Exit(code)


_QUOTED_FIELD = re.compile(r"'([a-z][A-Za-z]*(?:\[\w*\]|\.[A-Za-z]+)*)'")


def describe(fault: AnyFault) -> str:
    """Describes a fault. Names fields by the options or arguments that they came from, also those in the message."""
    message = _QUOTED_FIELD.sub(lambda quoted: _option(quoted[1]) or quoted[0], fault.message)
    option = _option(fault.field) if is_predicate(fault.field, message) else None
    if option is None:
        return fault_text(fault.field, message)
    return f"{option}: {message}" if message.startswith("'") else f"{option} {message}"


def _option(field: str) -> str | None:
    """The option or argument of the running command that sets a field of the API, or an entry of it. None if no parameter sets it."""
    context = _click.get_current_context(silent=True)
    parameters = {parameter.name: parameter for parameter in context.command.params} if context else {}
    name = re.sub(r"[A-Z]", lambda letter: "_" + letter[0].lower(), re.split(r"[.\[]", field)[0])
    found = next((parameters[each] for each in (*PARAMETER_NAMES.get(name, ()), name) if each in parameters), None)
    if found is None:
        return None
    return str(found.opts[0] if found.opts[0].startswith("-") else found.metavar or found.name.upper())
