"""What several commands take, and how they read it."""

from typing import Annotated

import typer

from andante.kit.durations import parse_duration
from andante.kit.errors import FaultCode, Invalid
from andante.kit.faults import shown
from andante.kit.wire import MAX_INT32

from . import moments, recent

Issue = Annotated[str, typer.Argument(help="Key or id.", autocompletion=recent.issues_starting)]
Issues = Annotated[list[str] | None, typer.Option("--issue", help="Key or id; repeat for several.", autocompletion=recent.issues_starting)]
Projects = Annotated[list[str] | None, typer.Option("--project", help="Key or id; repeat for several.")]
Id = Annotated[int, typer.Argument(help="As list shows it.")]
Day = Annotated[str, typer.Option("--date", help=f"{moments.DAY_FORMS}.")]
From = Annotated[str | None, typer.Option("--from", help="First day, in the forms of --date.")]
To = Annotated[str | None, typer.Option("--to", help="Last day.")]
At = Annotated[str | None, typer.Option("--at", help="When it began, like 9:00.")]
Billable = Annotated[str | None, typer.Option("--billable", help="How much of it, like 1h or 0; all of it without.")]
Attributes = Annotated[list[str] | None, typer.Option("--attribute", metavar="KEY=VALUE", help="By key or name; repeat for several.")]
Person = Annotated[str | None, typer.Option("--user", help="Account id or email; oneself without.")]
Comment = Annotated[str | None, typer.Option("--comment", help="Goes into the log of the timesheet.")]


def seconds_of(text: str) -> int:
    """A duration with its unit: who writes a bare number may mean hours, minutes or seconds."""
    if text.strip().isdecimal() and text.strip("0 "):
        words = f"the duration {shown(text)} has no unit: say it like {text.strip()}m, 1h30m, 1.5h or 1:30"
        raise Invalid("", FaultCode.INVALID, words)
    seconds = parse_duration(text)
    if seconds > MAX_INT32:
        raise Invalid("", FaultCode.OUT_OF_RANGE, f"the duration {shown(text)} is longer than anything that can be logged")
    return seconds
