"""`andante report planned` and `andante report capacity`: prints planned, logged and available time by week."""

import datetime as dt
from typing import Annotated

import typer

from andante.directory.people import actions as people
from andante.kit.call import Call
from andante.reports.planned_time import actions
from andante.reports.planned_time.rules import Line, Report, Who

from .session import read_transaction
from .teams import find_team

First = Annotated[dt.datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="First day.")]
Last = Annotated[dt.datetime, typer.Option(formats=["%Y-%m-%d"], help="Last day.")]
Teams = Annotated[list[str] | None, typer.Option(help="Name or id of a team. Repeat for several. Default: everyone.")]
ByTeam = Annotated[bool, typer.Option("--by-team", help="Print a line for each team instead of each user.")]

SECONDS_PER_HOUR = 3600


def planned(from_: First, to: Last, team: Teams = None, by_team: ByTeam = False) -> None:
    """Print planned and logged hours: first and last day of the week, user or team, planned, logged."""
    with read_transaction() as call:
        lines = actions.planned_and_logged(call, _report(call, from_, to, team, by_team))
        _print(call, lines, [(planned, logged) for planned, logged, _ in (line.sums for line in lines)])


def capacity(from_: First, to: Last, team: Teams = None, by_team: ByTeam = False) -> None:
    """Print available hours: first and last day of the week, user or team, committed, planned, available."""
    with read_transaction() as call:
        lines = actions.capacity(call, _report(call, from_, to, team, by_team))
        _print(call, lines, [(committed, planned, committed - planned) for _, planned, committed in (line.sums for line in lines)])


def _report(call: Call, start: dt.datetime, end: dt.datetime, teams: list[str] | None, by_team: bool) -> Report:
    team_ids = [find_team(call, each).id for each in teams or []]
    return Report(start=start.date(), end=end.date(), team_ids=team_ids, by_team=by_team)


def _print(call: Call, lines: list[Line], values: list[tuple[int, ...]]) -> None:
    users = people.by_ids(call, [line.who for line in lines if isinstance(line.who, str)])
    names: dict[Who, str] = {id: user.display_name for id, user in users.items()}
    names.update(actions.team_names(call, lines).items())
    for line, seconds in zip(lines, values, strict=True):
        hours = "\t".join(f"{each / SECONDS_PER_HOUR:.2f}" for each in seconds)
        typer.echo(f"{line.start}\t{line.end}\t{names[line.who]}\t{hours}")
