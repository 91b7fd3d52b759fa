"""`andante start`, `stop` and `status`: a timer that survives a restart, because it is only the moment when it began."""

import datetime as dt
from typing import Annotated

import typer

from andante.kit import clock
from andante.kit.durations import in_hours
from andante.timekeeping.worklogs.wire import NewWorklog

from . import attributes, recent, worklogs
from .commands import command
from .failures import Code, Failure
from .moments import rounded_up, time_of_day
from .options import At, Attributes, Billable, Issue, seconds_of
from .output import Answer, Column
from .recent import Timer
from .session import Session

COLUMNS = (
    Column("issue", "Issue"),
    Column("started", "Started"),
    Column("seconds", "Time", seconds=True),
    Column("description", "Description"),
)
NOTHING_RUNS = "No timer runs. Start one: andante start ISSUE"
Text = Annotated[str | None, typer.Option("--text", help="What is done.")]


@command
def start(at: Session, issue: Issue, text: Annotated[str, typer.Argument(help="What is done.")] = "", began: At = None) -> Answer:
    """Start a timer on an issue."""
    running = recent.recall(at.named).timer
    if running:
        raise Failure(Code.REFUSED, f"A timer runs on {running.issue} since {_local(at, running):%H:%M}. Stop it first: andante stop")
    _check_issue(at, issue)
    moment = _moment_today(at, began) if began else at.now
    timer = Timer(issue=issue, started=clock.instant(moment), description=text)
    recent.remember_issue(at.named, issue)
    recent.remember_timer(at.named, timer)
    return _said(at, timer, f"Started on {issue} at {moment:%H:%M}.")


def _check_issue(at: Session, issue: str) -> None:
    """Better now than when hours are to be logged on it."""
    if at.jira:
        at.jira.issue(issue)


def _moment_today(at: Session, time: str) -> dt.datetime:
    moment = dt.datetime.combine(at.today, dt.time.fromisoformat(time_of_day(time)), at.now.tzinfo)
    if moment > at.now:
        raise Failure(Code.USAGE, f"It is not yet {time}: a timer can't begin later than now")
    return moment


@command
def stop(
    at: Session,
    text: Text = None,
    issue: Annotated[str | None, typer.Option(help="Another one than it was started on.", autocompletion=recent.issues_starting)] = None,
    billable: Billable = None,
    attribute: Attributes = None,
    discard: Annotated[bool, typer.Option("--discard", help="Log nothing.")] = False,
) -> Answer:
    """Stop the timer and log its time, rounded up to the minute, on the day when it began. If that fails, it runs on."""
    timer = _running(at)
    if discard:
        recent.remember_timer(at.named, None)
        return _said(at, timer, f"Discarded the timer on {timer.issue}: nothing is logged.")
    began = _local(at, timer)
    given = NewWorklog(
        author_account_id=at.me,
        start_date=began.date(),
        start_time=began.time().isoformat(),
        time_spent_seconds=rounded_up(_seconds(at, timer)),
        billable_seconds=seconds_of(billable) if billable else None,
        description=timer.description if text is None else text,
        attributes=attributes.given(at, attribute),
    )
    logged = worklogs.create(at, issue or timer.issue, given)
    recent.remember_timer(at.named, None)
    return logged


@command
def status(at: Session) -> Answer:
    """Show the running timer."""
    timer = recent.recall(at.named).timer
    if timer is None:
        return Answer(COLUMNS, [], words=NOTHING_RUNS)
    return _said(at, timer, f"{in_hours(_seconds(at, timer))} on {timer.issue} since {_local(at, timer):%Y-%m-%d %H:%M}.")


def _running(at: Session) -> Timer:
    timer = recent.recall(at.named).timer
    if timer is None:
        raise Failure(Code.REFUSED, NOTHING_RUNS)
    return timer


def _local(at: Session, timer: Timer) -> dt.datetime:
    return dt.datetime.fromisoformat(timer.started).astimezone(at.now.tzinfo)


def _seconds(at: Session, timer: Timer) -> int:
    return clock.seconds_between(clock.Instant(timer.started), clock.instant(at.now))


def _said(at: Session, timer: Timer, words: str) -> Answer:
    row = {"issue": timer.issue, "started": timer.started, "seconds": _seconds(at, timer), "description": timer.description}
    return Answer(COLUMNS, [row], words=words)
