"""What can go wrong on the way to a server, in words for people, and the exit code that scripts get."""

import importlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from importlib.util import find_spec
from typing import Any

import typer

from andante.client import ApiError, ApiFault, NotAuthenticated, Throttled
from andante.kit.errors import Fault, Refusal, is_predicate

_click: Any = importlib.import_module("typer._click.globals" if find_spec("typer._click") else "click")
"""Typer uses Click; newer versions bring their own copy, which has its own stack of contexts."""


class Code(IntEnum):
    """Exit codes. 2 is also what the command line itself answers to options that it does not know."""

    REFUSED = 1
    USAGE = 2
    NOT_SIGNED_IN = 3
    UNREACHABLE = 4


PARAMETERS = {
    "account_id": ("user",),
    "assignee_id": ("user",),
    "author_account_id": ("user",),
    "billable_seconds": ("billable",),
    "description": ("text",),
    "display_name": ("name",),
    "end_date": ("end",),
    "from": ("from_", "start"),
    "issue_id": ("issue",),
    "issue_key": ("issue",),
    "name": ("user_name",),
    "original_estimate_seconds": ("original_estimate",),
    "planned_seconds_per_day": ("time",),
    "recurrence_end_date": ("until",),
    "remaining_estimate_seconds": ("remaining",),
    "reviewer_account_id": ("reviewer",),
    "rule": ("repeat",),
    "start_date": ("date", "start"),
    "start_time": ("start", "time_of_start"),
    "time_spent_seconds": ("time",),
    "to": ("end",),
}
"""The parameters of commands that become a field of the API with another name."""


class Failure(Exception):
    """Ends the command with this code; the messages go to standard error."""

    def __init__(self, code: Code, *messages: str) -> None:
        super().__init__("; ".join(messages))
        self.code, self.messages = code, messages


def stop(*messages: str, code: int = Code.REFUSED) -> typer.Exit:
    """Says what is wrong on standard error, in red on a terminal; to be raised."""
    colour = None if os.environ.get("NO_COLOR") else typer.colors.RED
    for message in messages:
        typer.secho(message, err=True, fg=colour)
    return typer.Exit(code)


@contextmanager
def failures_said() -> Iterator[None]:
    """Whatever fails inside is said, and ends the command with its code."""
    try:
        yield
    except Failure as failure:
        raise stop(*failure.messages, code=failure.code) from None
    except Refusal as refusal:
        raise stop(*map(in_words, refusal.faults), code=Code.USAGE) from None
    except ApiError as error:
        raise stop(*words_of(error), *_advice(error), code=code_of(error)) from None
    except UnicodeError:
        raise stop("What was given has characters that are no text in UTF-8", code=Code.USAGE) from None
    except BrokenPipeError:
        raise  # whoever read the answer has seen enough
    except OSError as error:
        raise stop(f"{error.filename or 'A file'} can't be used: {error.strerror or error}") from None


def words_of(error: ApiError) -> list[str]:
    """What a server said."""
    return [in_words(fault) for fault in error.faults] or error.messages


def in_words(fault: Fault | ApiFault) -> str:
    """The fault as the user of the command line reads it: a field is called by the option or argument that it came from."""
    option = _option(fault.field) if is_predicate(fault.field, fault.message) else None
    return f"{option} {fault.message}" if option else str(fault)


def _option(field: str) -> str | None:
    """What the running command calls a field of the API; None if it has no such option."""
    context = _click.get_current_context(silent=True)
    given = {parameter.name: parameter for parameter in context.command.params} if context else {}
    name = re.sub(r"[A-Z]", lambda letter: "_" + letter[0].lower(), re.split(r"[.\[]", field)[0])
    found = next((given[each] for each in (*PARAMETERS.get(name, ()), name) if each in given), None)
    if found is None:
        return None
    return str(found.opts[0] if found.opts[0].startswith("-") else found.metavar or found.name.upper())


def code_of(error: ApiError) -> Code:
    """The exit code of what a server answered."""
    if isinstance(error, NotAuthenticated):
        return Code.NOT_SIGNED_IN
    return Code.UNREACHABLE if isinstance(error, Throttled) or error.status >= 500 else Code.REFUSED


def _advice(error: ApiError) -> list[str]:
    if isinstance(error, NotAuthenticated):
        return ["The server does not accept this token (any more). Sign in anew: andante login"]
    return [f"The server could not answer (status {error.status}). Try again later."] if code_of(error) == Code.UNREACHABLE else []
