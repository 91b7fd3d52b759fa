"""Options and arguments that several commands share, and the parser for durations."""

from typing import Annotated

import typer

from andante.kit.durations import parse_duration
from andante.kit.errors import FaultCode, Invalid
from andante.kit.faults import shown
from andante.kit.wire import MAX_INT32

from . import dates, history

Issue = Annotated[str, typer.Argument(help="Issue key or id.", autocompletion=history.issues_starting)]
Issues = Annotated[
    list[str] | None, typer.Option("--issue", help="Issue key or id. Repeat for several.", autocompletion=history.issues_starting)
]
Projects = Annotated[list[str] | None, typer.Option("--project", help="Project key or id. Repeat for several.")]
Id = Annotated[int, typer.Argument(help="Id, as `list` shows it.")]
Day = Annotated[str, typer.Option("--date", help=f"{dates.DAY_FORMS}.")]
From = Annotated[str | None, typer.Option("--from", help="First day, in the same forms as --date.")]
To = Annotated[str | None, typer.Option("--to", help="Last day.")]
StartTime = Annotated[str | None, typer.Option("--at", help="Start time, like 9:00.")]
Billable = Annotated[str | None, typer.Option("--billable", help="Billable time, like 1h or 0. Default: all of it.")]
Attributes = Annotated[
    list[str] | None, typer.Option("--attribute", metavar="KEY=VALUE", help="Work attribute, by key or name. Repeat for several.")
]
User = Annotated[str | None, typer.Option("--user", help="Account id or email. Default: you.")]
Comment = Annotated[str | None, typer.Option("--comment", help="Comment for the log of the timesheet.")]


def seconds_of(text: str) -> int:
    """Parses a duration. A number without a unit is hours."""
    seconds = parse_duration(text, "hours")
    if seconds > MAX_INT32:
        raise Invalid("", FaultCode.OUT_OF_RANGE, f"the duration {shown(text)} is too long")
    return seconds
