"""What can go wrong on the way to a server, in words for people, and the exit code that scripts get."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

import typer

from andante.client import ApiError, NotAuthenticated, Throttled
from andante.kit.errors import Refusal


class Code(IntEnum):
    """Exit codes. 2 is also what the command line itself answers to options that it does not know."""

    REFUSED = 1
    USAGE = 2
    NOT_SIGNED_IN = 3
    UNREACHABLE = 4


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
        raise stop(*refusal.messages, code=Code.USAGE) from None
    except ApiError as error:
        raise stop(*error.messages, *_advice(error), code=code_of(error)) from None
    except UnicodeError:
        raise stop("What was given has characters that are no text in UTF-8", code=Code.USAGE) from None
    except BrokenPipeError:
        raise  # whoever read the answer has seen enough
    except OSError as error:
        raise stop(f"{error.filename or 'A file'} can't be used: {error.strerror or error}") from None


def code_of(error: ApiError) -> Code:
    """The exit code of what a server answered."""
    if isinstance(error, NotAuthenticated):
        return Code.NOT_SIGNED_IN
    return Code.UNREACHABLE if isinstance(error, Throttled) or error.status >= 500 else Code.REFUSED


def _advice(error: ApiError) -> list[str]:
    if isinstance(error, NotAuthenticated):
        return ["The server does not accept this token (any more). Sign in anew: andante login"]
    return [f"The server could not answer (status {error.status}). Try again later."] if code_of(error) == Code.UNREACHABLE else []
