"""`andante week`: shows the logged, required and missing time of a week."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer

from andante.client import NotAllowed
from andante.kit.wire import DateSpan
from andante.timekeeping.worklog_search.wire import WorklogSearchInput
from andante.timekeeping.worklogs.wire import Worklog

from .command import command
from .dates import day, week_of
from .options import Day, User
from .output import Column, Output
from .session import Session
from .worklogs import MONDAY, search

Seconds = Mapping[dt.date, int]
LOGGED, REQUIRED, MISSING = "Logged", "Required", "Missing"


@command
def week(
    session: Session,
    week: Annotated[int, typer.Option("--week", help="Week relative to this one: -1 is last week.")] = 0,
    date: Day = "today",
    user: User = None,
) -> Output:
    """Show a week: time by issue and day, with logged, required and missing time."""
    days = week_of(day(f"{7 * week:+}", day(date, session.today)), _first_week_day(session))
    person = session.account_id(user)
    session.require_sees(person, days[0], days[-1])
    worklogs = search(session, WorklogSearchInput(author_ids=[person], from_=days[0], to=days[-1]))
    rows = _rows_by_issue(worklogs, session.keys_of_issues(worklog.issue for worklog in worklogs))
    logged = _by_day(worklogs)
    required = _required(session, person, days)
    sums = [(LOGGED, logged), (REQUIRED, required), (MISSING, missing(days, logged, required))]
    columns = [Column("issue", "Issue"), *(Column(str(day), f"{day:%a %d}", seconds=True) for day in days), Column("sum", "Sum", True)]
    return Output(columns, [*rows, *(_row(name, seconds) | {"style": "bold"} for name, seconds in sums)])


def _first_week_day(session: Session) -> int:
    """The configured first day of the week. Monday if the token can't read the configuration."""
    try:
        return session.client.global_configuration.get_global_configuration().week_start
    except NotAllowed:
        return MONDAY


def _required(session: Session, person: str, days: Sequence[dt.date]) -> Seconds:
    span = DateSpan(from_=days[0], to=days[-1])
    schedules = session.client.user_schedule
    schedule = schedules.get_authenticated_user_schedule(span) if person == session.me else schedules.get_user_schedule(person, span)
    return {day.date: day.required_seconds for day in schedule.results}


def missing(days: Sequence[dt.date], logged: Seconds, required: Seconds) -> Seconds:
    """The missing seconds of each day. Extra time on one day doesn't reduce what is missing on another."""
    return {day: max(0, required.get(day, 0) - logged.get(day, 0)) for day in days}


def _rows_by_issue(worklogs: Sequence[Worklog], keys: Mapping[int, str]) -> list[dict[str, Any]]:
    by_issue: dict[int, list[Worklog]] = defaultdict(list)
    for worklog in worklogs:
        by_issue[worklog.issue.id or 0].append(worklog)
    return sorted((_row(keys[id], _by_day(found)) for id, found in by_issue.items()), key=lambda row: str(row["issue"]))


def _by_day(worklogs: Sequence[Worklog]) -> Seconds:
    seconds: dict[dt.date, int] = defaultdict(int)
    for worklog in worklogs:
        seconds[worklog.start_date] += worklog.time_spent_seconds
    return seconds


def _row(name: str, seconds: Seconds) -> dict[str, Any]:
    return {"issue": name, "sum": sum(seconds.values())} | {str(day): each for day, each in seconds.items()}
