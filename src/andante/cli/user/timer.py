"""`andante start`, `stop` and `status`: a timer. It survives a restart, because only its start time is stored."""

import datetime as dt
from typing import Annotated

import typer

from andante.cli.failures import ExitCode, Failure
from andante.kit import clock
from andante.kit.durations import in_hours, round_up_to_minutes
from andante.timekeeping.worklogs.wire import NewWorklog

from . import attributes, history, worklogs
from .command import command
from .dates import time_of_day
from .history import Timer
from .options import Attributes, Billable, Issue, StartTime, seconds_of
from .output import Column, Output
from .session import Session

COLUMNS = (
    Column("issue", "Issue"),
    Column("started", "Started"),
    Column("seconds", "Time", seconds=True),
    Column("description", "Description"),
)
NO_TIMER = "No timer is running. Start one: andante start ISSUE"
Text = Annotated[str | None, typer.Option("--text", help="Description of the work.")]


@command
def start(
    session: Session, issue: Issue, text: Annotated[str, typer.Argument(help="Description of the work.")] = "", at: StartTime = None
) -> Output:
    """Start a timer on an issue."""
    running = history.load(session.profile_name).timer
    if running:
        raise Failure(
            ExitCode.REFUSED,
            f"A timer has been running on {running.issue} since {_local_start(session, running):%H:%M}. Stop it first: andante stop",
        )
    _check_issue(session, issue)
    start_time = _start_time_today(session, at) if at else session.now
    timer = Timer(issue=issue, started=clock.instant(start_time), description=text)
    history.add_issue(session.profile_name, issue)
    history.set_timer(session.profile_name, timer)
    return _timer_output(session, timer, f"Started on {issue} at {start_time:%H:%M}.")


def _check_issue(session: Session, issue: str) -> None:
    """Reports an unknown issue when the timer starts, not only when the time is logged."""
    if session.jira:
        session.jira.issue(issue)


def _start_time_today(session: Session, time: str) -> dt.datetime:
    start_time = dt.datetime.combine(session.today, dt.time.fromisoformat(time_of_day(time)), session.now.tzinfo)
    if start_time > session.now:
        raise Failure(ExitCode.USAGE, f"It is not {time} yet: a timer can't start in the future")
    return start_time


@command
def stop(
    session: Session,
    text: Text = None,
    issue: Annotated[
        str | None,
        typer.Option(help="Log on this issue instead of the one that the timer was started on.", autocompletion=history.issues_starting),
    ] = None,
    billable: Billable = None,
    attribute: Attributes = None,
    discard: Annotated[bool, typer.Option("--discard", help="Discard the timer without logging time.")] = False,
) -> Output:
    """Stop the timer and log its time, rounded up to the minute, on the day it started. If that fails, the timer keeps running."""
    timer = _running(session)
    if discard:
        history.set_timer(session.profile_name, None)
        return _timer_output(session, timer, f"Discarded the timer on {timer.issue}. No time was logged.")
    started = _local_start(session, timer)
    given = NewWorklog(
        author_account_id=session.me,
        start_date=started.date(),
        start_time=started.time().isoformat(),
        time_spent_seconds=round_up_to_minutes(_seconds(session, timer)),
        billable_seconds=seconds_of(billable) if billable else None,
        description=timer.description if text is None else text,
        attributes=attributes.parse(session, attribute),
    )
    logged = worklogs.create(session, issue or timer.issue, given)
    history.set_timer(session.profile_name, None)
    return logged


@command
def status(session: Session) -> Output:
    """Show the running timer."""
    timer = history.load(session.profile_name).timer
    if timer is None:
        return Output(COLUMNS, [], message=NO_TIMER)
    return _timer_output(
        session, timer, f"{in_hours(_seconds(session, timer))} on {timer.issue} since {_local_start(session, timer):%Y-%m-%d %H:%M}."
    )


def _running(session: Session) -> Timer:
    timer = history.load(session.profile_name).timer
    if timer is None:
        raise Failure(ExitCode.REFUSED, NO_TIMER)
    return timer


def _local_start(session: Session, timer: Timer) -> dt.datetime:
    return dt.datetime.fromisoformat(timer.started).astimezone(session.now.tzinfo)


def _seconds(session: Session, timer: Timer) -> int:
    return clock.seconds_between(clock.Instant(timer.started), clock.instant(session.now))


def _timer_output(session: Session, timer: Timer, message: str) -> Output:
    row = {"issue": timer.issue, "started": timer.started, "seconds": _seconds(session, timer), "description": timer.description}
    return Output(COLUMNS, [row], message=message)
