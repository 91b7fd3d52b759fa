"""`andante start`, `stop` and `status`: a timer. It survives a restart, because only its start time is stored."""

import datetime as dt
from typing import Annotated

import typer

from andante.cli.failures import ExitCode, Failure
from andante.kit import clock
from andante.kit.clock import Instant
from andante.kit.durations import in_hours

from . import attributes, history, worklogs
from .command import command
from .dates import time_of_day
from .options import Attributes, Billable, Issue, StartTime, in_capitals, seconds_of
from .output import Column, Output
from .session import Session
from .timers import Stop, Timer, Timers, timers_of

COLUMNS = (
    Column("issue", "Issue"),
    Column("started", "Started"),
    Column("seconds", "Time", seconds=True),
    Column("description", "Description"),
)
NO_TIMER = "No timer is running. Start one: andante start ISSUE"
Text = Annotated[str | None, typer.Option("--text", help="Description of the work.")]
EndTime = Annotated[str | None, typer.Option("--at", help="When you stopped working, like 17:30: the first such time after the start.")]


@command
def start(
    session: Session, issue: Issue, text: Annotated[str, typer.Argument(help="Description of the work.")] = "", at: StartTime = None
) -> Output:
    """Start a timer on an issue."""
    timers = timers_of(session)
    if running := timers.current():
        raise Failure(
            ExitCode.REFUSED,
            f"A timer has been running{_on(running)} since {session.local(running.started):%H:%M}. Stop it first: andante stop",
        )
    start_time = _start_time_today(session, at) if at else session.now
    timer = timers.start(Timer(issue, clock.instant(start_time), text), now=at is None)
    history.add_issue(session.profile_name, issue)
    return _timer_output(session, timer, f"Started{_on(timer)} at {session.local(timer.started):%H:%M}.")


def _start_time_today(session: Session, time: str) -> dt.datetime:
    start_time = dt.datetime.combine(session.today, dt.time.fromisoformat(time_of_day(time)), session.now.tzinfo)
    if start_time > session.now:
        raise Failure(ExitCode.USAGE, f"It is not {time} yet: a timer can't start in the future")
    return start_time


@command
def stop(
    session: Session,
    text: Text = None,
    at: EndTime = None,
    issue: Annotated[
        str | None,
        typer.Option(
            help="Log on this issue instead of the one that the timer was started on.",
            autocompletion=history.issues_starting,
            callback=in_capitals,
        ),
    ] = None,
    billable: Billable = None,
    attribute: Attributes = None,
    discard: Annotated[bool, typer.Option("--discard", help="Discard the timer without logging time.")] = False,
) -> Output:
    """Stop the timer and log its time, rounded up to the minute. If that fails, the timer keeps running."""
    timers = timers_of(session)
    timer = _running(timers)
    if discard:
        timers.discard(timer)
        return _timer_output(session, timer, f"Discarded the timer{_on(timer)}. No time was logged.")
    given = Stop(
        issue=issue,
        description=text,
        ended=_end_time(session, timer, at) if at else None,
        billable_seconds=seconds_of(billable, "billable") if billable else None,
        attributes=attributes.parse(session, attribute),
    )
    logged = timers.stop(timer, given)
    if logged_on := issue or timer.issue:
        history.add_issue(session.profile_name, logged_on)
    return worklogs.confirmation(session, "Logged", logged)


def _end_time(session: Session, timer: Timer, time: str) -> Instant:
    """The first such time after the timer started."""
    started = session.local(timer.started)
    end_time = dt.datetime.combine(started.date(), dt.time.fromisoformat(time_of_day(time)), started.tzinfo)
    if end_time <= started:
        end_time += dt.timedelta(days=1)
    if end_time > session.now:
        raise Failure(ExitCode.USAGE, f"It is not {time} yet: a timer can't stop in the future")
    return clock.instant(end_time)


@command
def status(session: Session) -> Output:
    """Show the running timer."""
    timer = timers_of(session).current()
    if timer is None:
        return Output(COLUMNS, [], message=NO_TIMER)
    message = f"{in_hours(_seconds(session, timer))}{_on(timer)} since {session.local(timer.started):%Y-%m-%d %H:%M}."
    if timer.suggested_end:
        message += (
            f"\nDid you forget it? Log the time until the end of that day: andante stop --at {session.local(timer.suggested_end):%H:%M}"
        )
    return _timer_output(session, timer, message)


def _running(timers: Timers) -> Timer:
    timer = timers.current()
    if timer is None:
        raise Failure(ExitCode.REFUSED, NO_TIMER)
    return timer


def _on(timer: Timer) -> str:
    return f" on {timer.issue}" if timer.issue else ""


def _seconds(session: Session, timer: Timer) -> int:
    return max(0, clock.seconds_between(timer.started, clock.instant(session.now)))


def _timer_output(session: Session, timer: Timer, message: str) -> Output:
    row = {"issue": timer.issue, "started": timer.started, "seconds": _seconds(session, timer), "description": timer.description}
    return Output(COLUMNS, [row], message=message)
