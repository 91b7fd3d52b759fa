"""Turns a function into a command: opens the session, prints the output in the requested format and reports failures."""

import inspect
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Annotated, Any, Concatenate, ParamSpec, TypeVar

import typer

from . import output, profiles
from .output import Form, Output
from .refusals import report_failures
from .session import Session, open_session

P = ParamSpec("P")
Subject = TypeVar("Subject")

Profile = Annotated[str, typer.Option("--profile", envvar="ANDANTE_PROFILE", help="Name of the sign-in to use.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Csv = Annotated[bool, typer.Option("--csv", help="Print CSV.")]


def command(function: Callable[Concatenate[Session, P], Output]) -> Callable[..., None]:
    """A command that requires a sign-in. Its function receives the session."""
    return _command(function, open_session)


def command_without_session(function: Callable[Concatenate[str, P], Output]) -> Callable[..., None]:
    """A command that works without a sign-in. Its function receives the name of the profile."""
    return _command(function, _profile_name)


def _profile_name(profile: str) -> AbstractContextManager[str]:
    return nullcontext(profile)


def _command(
    function: Callable[Concatenate[Subject, P], Output], open_subject: Callable[[str], AbstractContextManager[Subject]]
) -> Callable[..., None]:
    """Replaces the first parameter of a function with the options that all commands share."""

    def run(context: typer.Context, profile: Profile, json: Json, csv: Csv, **given: Any) -> None:
        if context.invoked_subcommand:
            return  # these options belong to a group; its subcommand runs next
        form = form_of(json=json, csv=csv)
        with report_failures(), open_subject(profile) as subject:
            output.show(function(subject, **given), form)  # type: ignore[call-arg]

    signature = inspect.signature(function)
    own = [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in signature.parameters.values()][1:]
    parameters = [_parameter("context", typer.Context), *own, *_SHARED_OPTIONS]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {each.name: each.annotation for each in parameters}
    run.__doc__ = function.__doc__
    run.__name__ = function.__name__
    return run


def form_of(*, json: bool, csv: bool) -> Form:
    if json and csv:
        raise typer.BadParameter("choose either JSON or CSV", param_hint="--json and --csv")
    return "json" if json else "csv" if csv else "table"


def _parameter(name: str, kind: Any, default: Any = inspect.Parameter.empty) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)


_SHARED_OPTIONS = (_parameter("profile", Profile, profiles.DEFAULT), _parameter("json", Json, False), _parameter("csv", Csv, False))
