"""Error messages and exit codes of the command line."""

import importlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from importlib.util import find_spec
from typing import Any

import typer

from andante.client import ApiError, ApiFault, NotAuthenticated, RateLimited, Unavailable
from andante.kit.errors import Fault, Refusal, fault_text, is_predicate

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


@contextmanager
def report_failures() -> Iterator[None]:
    """Prints every error inside the block and ends the command with the matching exit code."""
    try:
        yield
    except Failure as failure:
        raise stop(*failure.messages, code=failure.code) from None
    except Refusal as refusal:
        raise stop(*map(describe, refusal.faults), code=ExitCode.USAGE) from None
    except ApiError as error:
        raise stop(*explanations(error), code=code_of(error)) from None
    except UnicodeError:
        raise stop("The input contains characters that are not valid UTF-8", code=ExitCode.USAGE) from None
    except BrokenPipeError:
        raise  # the program that reads the output has closed the pipe, as `head` does
    except OSError as error:
        raise stop(f"{error.filename or 'A file'} can't be used: {error.strerror or error}") from None


def messages_of(error: ApiError) -> list[str]:
    """The messages of the server. Fields are named by their options."""
    return [describe(fault) for fault in error.faults] or error.messages


_QUOTED_FIELD = re.compile(r"'([a-z][A-Za-z]*(?:\[\w*\]|\.[A-Za-z]+)*)'")


def describe(fault: Fault | ApiFault) -> str:
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


def code_of(error: ApiError) -> ExitCode:
    """The exit code for an error that the server returned."""
    if isinstance(error, NotAuthenticated):
        return ExitCode.NOT_SIGNED_IN
    return ExitCode.UNREACHABLE if isinstance(error, RateLimited) or error.status >= 500 else ExitCode.REFUSED


def explanations(error: ApiError) -> list[str]:
    """What the server refused, and what to do about it."""
    if isinstance(error, NotAuthenticated):
        return ["The server does not accept this token: it is wrong, expired or revoked. Sign in again: andante login"]
    messages = messages_of(error)
    if isinstance(error, Unavailable) and error.retry_after is not None:
        return [*messages, f"Try again in {error.retry_after:g} seconds."]
    return (
        [*messages, f"The server failed (status {error.status}). Try again later."] if code_of(error) == ExitCode.UNREACHABLE else messages
    )
