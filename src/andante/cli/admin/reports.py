"""`andante admin report planned` and `andante admin report capacity`: prints planned, logged and available time by week."""

import datetime as dt
from collections.abc import Sequence
from typing import Annotated

import typer

from andante.cli.user.output import Output
from andante.directory.people import queries as people
from andante.kit.call import Call
from andante.reports.planned_time import actions
from andante.reports.planned_time.rules import Report, Row, Subject

from .printing import listing, table
from .session import read_transaction
from .teams import find_team

report = typer.Typer(no_args_is_help=True, help="Compare planned, logged and available time.")

First = Annotated[dt.datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="First day.")]
Last = Annotated[dt.datetime, typer.Option(formats=["%Y-%m-%d"], help="Last day.")]
Teams = Annotated[list[str] | None, typer.Option(help="Name or id of a team. Repeat for several. Default: everyone.")]
ByTeam = Annotated[bool, typer.Option("--by-team", help="Print a line for each team instead of each user.")]

SECONDS_PER_HOUR = 3600


@report.command("planned")
@listing
def planned(from_: First, to: Last, team: Teams = None, by_team: ByTeam = False) -> Output:
    """Print planned and logged hours by week."""
    with read_transaction() as call:
        rows = actions.planned_and_logged(call, _report(call, from_, to, team, by_team))
        return _hours(call, rows, {"planned": "Planned", "logged": "Logged"}, [sums[:2] for sums in (row.sums for row in rows)], by_team)


@report.command("capacity")
@listing
def capacity(from_: First, to: Last, team: Teams = None, by_team: ByTeam = False) -> Output:
    """Print committed, planned and available hours by week."""
    titles = {"committed": "Committed", "planned": "Planned", "available": "Available"}
    with read_transaction() as call:
        rows = actions.capacity(call, _report(call, from_, to, team, by_team))
        sums = [(committed, planned, committed - planned) for _, planned, committed in (row.sums for row in rows)]
        return _hours(call, rows, titles, sums, by_team)


def _report(call: Call, start: dt.datetime, end: dt.datetime, teams: list[str] | None, by_team: bool) -> Report:
    team_ids = [find_team(call, each).id for each in teams or []]
    return Report(start=start.date(), end=end.date(), team_ids=team_ids, by_team=by_team)


def _hours(call: Call, rows: list[Row], titles: dict[str, str], seconds: Sequence[Sequence[int]], by_team: bool) -> Output:
    users = people.by_ids(call, [row.subject for row in rows if isinstance(row.subject, str)])
    names: dict[Subject, str] = {id: user.display_name for id, user in users.items()}
    names.update(actions.team_names(call, rows).items())
    subject = {"team": "Team"} if by_team else {"user": "User"}
    found = [
        (row.start, row.end, names[row.subject], *(f"{each / SECONDS_PER_HOUR:.2f}" for each in sums))
        for row, sums in zip(rows, seconds, strict=True)
    ]
    return table({"from": "From", "to": "To"} | subject | titles, found, nothing="No time is planned or logged in these weeks.")
