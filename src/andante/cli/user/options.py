"""Options and arguments that several commands share, and the parser for durations."""

from typing import Annotated

import typer

from andante.kit.durations import parse_duration
from andante.kit.errors import FaultCode, Invalid
from andante.kit.faults import shown
from andante.kit.wire import MAX_INT32

from . import dates, history


def in_capitals(key: str | None) -> str | None:
    """The key of an issue or project as the server writes it. People may type it in small letters."""
    return key.strip().upper() if key else key


def all_in_capitals(keys: list[str] | None) -> list[str] | None:
    return [key.strip().upper() for key in keys] if keys else keys


Issue = Annotated[str, typer.Argument(help="Issue key or id.", autocompletion=history.issues_starting, callback=in_capitals)]
Issues = Annotated[
    list[str] | None,
    typer.Option("--issue", help="Issue key or id. Repeat for several.", autocompletion=history.issues_starting, callback=all_in_capitals),
]
Projects = Annotated[list[str] | None, typer.Option("--project", help="Project key or id. Repeat for several.", callback=all_in_capitals)]
Id = Annotated[int, typer.Argument(help="Id, as `list` shows it.")]
Day = Annotated[str, typer.Option("--date", help=f"{dates.DAY_FORMS}.")]
From = Annotated[str | None, typer.Option("--from", help=f"First day: {dates.DAY_FORMS}.")]
To = Annotated[str | None, typer.Option("--to", help="Last day, in the same forms.")]
ComingFrom = Annotated[str | None, typer.Option("--from", help=f"First day: {dates.COMING_DAY_FORMS}.")]
ComingTo = Annotated[str | None, typer.Option("--to", help="Last day, in the same forms.")]
StartTime = Annotated[str | None, typer.Option("--at", help="Start time, like 9:00.")]
Billable = Annotated[str | None, typer.Option("--billable", help="Billable time, like 1h or 0. Default: all of it.")]
Attributes = Annotated[
    list[str] | None, typer.Option("--attribute", metavar="KEY=VALUE", help="Work attribute, by key or name. Repeat for several.")
]
User = Annotated[str | None, typer.Option("--user", help="Account id or email. Default: you.")]
Comment = Annotated[str | None, typer.Option("--comment", help="Comment for the log of the timesheet.")]


def seconds_of(text: str, option: str = "time") -> int:
    """Parses the duration that an option or argument was given, which has this parameter name. A number without a unit is hours."""
    try:
        seconds = parse_duration(text, "hours")
    except Invalid as refusal:
        raise Invalid(option, FaultCode.INVALID, refusal.faults[0].message.removeprefix("the duration ")) from None
    if seconds > MAX_INT32:
        raise Invalid(option, FaultCode.OUT_OF_RANGE, f"{shown(text)} is too long")
    return seconds
