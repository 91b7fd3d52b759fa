"""How a function becomes a command: a session before it, its answer shown in the form that was asked for, failures said."""

import inspect
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Annotated, Any, Concatenate, ParamSpec, TypeVar

import typer

from . import output, profiles, session
from .failures import failures_said
from .output import Answer
from .session import Session

P = ParamSpec("P")
At = TypeVar("At")

Profile = Annotated[str, typer.Option("--profile", envvar="ANDANTE_PROFILE", help="Which sign-in.")]
Json = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
Csv = Annotated[bool, typer.Option("--csv", help="Answer in CSV.")]


def command(work: Callable[Concatenate[Session, P], Answer]) -> Callable[..., None]:
    """A command that needs somebody signed in."""
    return _command(work, session.opened)


def unsigned(work: Callable[Concatenate[str, P], Answer]) -> Callable[..., None]:
    """A command that does with the name of a profile."""
    return _command(work, _named)


def _named(profile: str) -> AbstractContextManager[str]:
    return nullcontext(profile)


def _command(work: Callable[Concatenate[At, P], Answer], opens: Callable[[str], AbstractContextManager[At]]) -> Callable[..., None]:
    """The function with the options that every command has in the place of its first parameter."""

    def run(context: typer.Context, profile: Profile, json: Json, csv: Csv, **given: Any) -> None:
        if context.invoked_subcommand:
            return  # the options of a group, whose command runs next
        if json and csv:
            raise typer.BadParameter("an answer is either JSON or CSV", param_hint="--json and --csv")
        with failures_said(), opens(profile) as at:
            output.show(work(at, **given), "json" if json else "csv" if csv else "table")  # type: ignore[call-arg]

    signature = inspect.signature(work)
    own = [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in signature.parameters.values()][1:]
    parameters = [_parameter("context", typer.Context), *own, *_SHARED]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {each.name: each.annotation for each in parameters}
    run.__doc__ = work.__doc__
    run.__name__ = work.__name__
    return run


def _parameter(name: str, kind: Any, default: Any = inspect.Parameter.empty) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)


_SHARED = (_parameter("profile", Profile, profiles.DEFAULT), _parameter("json", Json, False), _parameter("csv", Csv, False))
