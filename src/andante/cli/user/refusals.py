"""Reports errors of commands that call the API: what the server refused, and the exit code."""

from collections.abc import Iterator
from contextlib import contextmanager

from andante.cli.failures import ExitCode, Failure, describe, stop
from andante.client import ApiError, NotAuthenticated, RateLimited, Unavailable
from andante.kit.errors import Refusal


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
