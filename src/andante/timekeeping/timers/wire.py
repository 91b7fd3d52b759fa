"""The caller's timer in the API. Tempo doesn't have these operations."""

from typing import Annotated

from msgspec import Meta

from andante.kit.operation import Group
from andante.kit.refs import IssueRef
from andante.kit.wire import Key, Query, Seconds, Text, Wire
from andante.scopes import Scope
from andante.timekeeping.worklogs.wire import MAX_ATTRIBUTES, WorkAttributeValue, WorkAttributeValueInput, Worklog

TIMER = Group("Timer", view=Scope.WORKLOGS_VIEW, manage=Scope.WORKLOGS_MANAGE)

UtcTime = Annotated[
    str,
    Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z\Z", description="a UTC date-time like 2026-03-31T08:00:00Z"),
]
Attributes = Annotated[list[WorkAttributeValueInput], Meta(max_length=MAX_ATTRIBUTES)]


class Timer(Wire, kw_only=True):
    """A running timer. It is `forgotten` if it has run for more than 10 hours. Then `suggestedEndAt` is the end of the working day on
    which it started: 9:00 and the required time of that day. It is null if the timer didn't run at that time."""

    issue: IssueRef | None
    summary: str | None
    description: str
    attributes: list[WorkAttributeValue]
    started_at: str
    updated_at: str
    elapsed_seconds: int
    forgotten: bool
    suggested_end_at: str | None


class CurrentTimer(Wire, kw_only=True):
    """`timer` is null if no timer is running."""

    timer: Timer | None


class TimerState(Wire, kw_only=True):
    """The timer as the user saw it. Without `startedAt`, no timer was running. Without `updatedAt`, only the start is compared."""

    started_at: UtcTime | None = None
    updated_at: UtcTime | None = None


class TimerInput(Wire, kw_only=True):
    """`issueKey` is the key or id of an issue. Missing fields are cleared, except `startedAt`: without it, a running timer keeps its
    start, and a new one starts now. `startedAt` must not be in the future.

    `was` contains what the user saw. If that has changed by now, nothing changes and the response is 409."""

    issue_key: Key | None = None
    description: Text = ""
    attributes: Attributes = []
    started_at: UtcTime | None = None
    was: TimerState | None = None


class TimerStopInput(Wire, kw_only=True):
    """`endedAt` is when the work ended; without it, now. `issueKey`, `description` and `attributes` replace those of the timer. Without
    `billableSeconds`, all of the time is billable.

    `was` contains what the user saw. If that has changed by now, nothing changes and the response is 409."""

    ended_at: UtcTime | None = None
    issue_key: Key | None = None
    description: Text | None = None
    attributes: Attributes | None = None
    billable_seconds: Seconds | None = None
    remaining_estimate_seconds: Seconds | None = None
    was: TimerState | None = None


class StoppedTimer(Wire, kw_only=True):
    """The worklogs with the time of the timer: one for each day, in order."""

    worklogs: list[Worklog]


class SeenTimer(Query, frozen=True):
    """`startedAt` is the start of the timer that the user saw. If another one is running by now, the response is 409."""

    started_at: UtcTime | None = None


ANY_TIMER = SeenTimer()


@TIMER.reads("GET", "/4-andante/timer")
def get_timer() -> CurrentTimer:
    """Retrieve your running timer."""


@TIMER.writes("PUT", "/4-andante/timer", refuses=(409,))
def set_timer(body: TimerInput) -> Timer:
    """Start a timer, or change the running one."""


@TIMER.writes("POST", "/4-andante/timer/stop", refuses=(404, 409))
def stop_timer(body: TimerStopInput) -> StoppedTimer:
    """Stop the timer and log its time.

    The time is rounded up to the minute. There is one worklog for each day in your time zone. At most 24 hours can be logged. The rules
    for worklogs apply. If they refuse the time, the timer continues. If it ran on several days, the fields of faults start with the index
    of the day."""


@TIMER.writes("DELETE", "/4-andante/timer", refuses=(409,))
def discard_timer(seen: SeenTimer = ANY_TIMER) -> None:
    """Discard the timer without logging time."""
