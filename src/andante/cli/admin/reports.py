"""`andante admin report planned` and `andante admin report capacity`: prints planned, logged and available time by week."""

import datetime as dt
from typing import Annotated

import typer

from andante.directory.people import queries as people
from andante.kit.call import Call
from andante.reports.planned_time import actions
from andante.reports.planned_time.rules import Report, Row, Subject

from .session import read_transaction
from .teams import find_team

report = typer.Typer(no_args_is_help=True, help="Compare planned, logged and available time.")

First = Annotated[dt.datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="First day.")]
Last = Annotated[dt.datetime, typer.Option(formats=["%Y-%m-%d"], help="Last day.")]
Teams = Annotated[list[str] | None, typer.Option(help="Name or id of a team. Repeat for several. Default: everyone.")]
ByTeam = Annotated[bool, typer.Option("--by-team", help="Print a line for each team instead of each user.")]

SECONDS_PER_HOUR = 3600


@report.command("planned")
def planned(from_: First, to: Last, team: Teams = None, by_team: ByTeam = False) -> None:
    """Print planned and logged hours: first and last day of the week, user or team, planned, logged."""
    with read_transaction() as call:
        rows = actions.planned_and_logged(call, _report(call, from_, to, team, by_team))
        _print(call, rows, [(planned, logged) for planned, logged, _ in (row.sums for row in rows)])


@report.command("capacity")
def capacity(from_: First, to: Last, team: Teams = None, by_team: ByTeam = False) -> None:
    """Print available hours: first and last day of the week, user or team, committed, planned, available."""
    with read_transaction() as call:
        rows = actions.capacity(call, _report(call, from_, to, team, by_team))
        _print(call, rows, [(committed, planned, committed - planned) for _, planned, committed in (row.sums for row in rows)])


def _report(call: Call, start: dt.datetime, end: dt.datetime, teams: list[str] | None, by_team: bool) -> Report:
    team_ids = [find_team(call, each).id for each in teams or []]
    return Report(start=start.date(), end=end.date(), team_ids=team_ids, by_team=by_team)


def _print(call: Call, rows: list[Row], values: list[tuple[int, ...]]) -> None:
    users = people.by_ids(call, [row.subject for row in rows if isinstance(row.subject, str)])
    names: dict[Subject, str] = {id: user.display_name for id, user in users.items()}
    names.update(actions.team_names(call, rows).items())
    for row, seconds in zip(rows, values, strict=True):
        hours = "\t".join(f"{each / SECONDS_PER_HOUR:.2f}" for each in seconds)
        typer.echo(f"{row.start}\t{row.end}\t{names[row.subject]}\t{hours}")
