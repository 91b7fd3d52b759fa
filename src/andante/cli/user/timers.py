"""Where the timer of a profile is stored: on the server, or in a file if the server is Tempo Cloud, which has no timers."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import msgspec

from andante.kit import clock
from andante.kit.clock import Instant
from andante.kit.durations import round_up_to_minutes
from andante.kit.faults import refuse_if_faulty
from andante.timekeeping.timers import wire
from andante.timekeeping.timers.wire import TimerInput, TimerState, TimerStopInput
from andante.timekeeping.worklogs.wire import NewWorklog, WorkAttributeValueInput, Worklog

from . import history, worklogs
from .session import Session


class Timer(NamedTuple):
    """A running timer. `issue` is a key or id; None if it was started without one on a page. `suggested_end` is set if the timer was
    probably forgotten."""

    issue: str | None
    started: Instant
    description: str = ""
    suggested_end: Instant | None = None


class Stop(NamedTuple):
    """What `andante stop` was given. None keeps what the timer has."""

    issue: str | None
    description: str | None
    ended: Instant | None
    billable_seconds: int | None
    attributes: list[WorkAttributeValueInput] | None


class Timers(Protocol):
    """The timer of one profile."""

    def current(self) -> Timer | None: ...

    def start(self, timer: Timer, *, now: bool) -> Timer:
        """Starts a timer. `now`: its start is the current time, which the server may read from its own clock."""

    def stop(self, timer: Timer, given: Stop) -> Sequence[Worklog]:
        """Logs the time. If that fails, the timer continues."""

    def discard(self, timer: Timer) -> None: ...


def timers_of(session: Session) -> Timers:
    """The timer of the session's profile. A timer that an older version stored in the file is used until it ends."""
    on_server = session.profile.takes_keys and history.load(session.profile_name).timer is None
    return ServerTimers(session) if on_server else FileTimers(session)


class ServerTimers:
    def __init__(self, session: Session) -> None:
        self._client = session.client

    def current(self) -> Timer | None:
        timer = self._client.timer.get_timer().timer
        return _timer(timer) if timer else None

    def start(self, timer: Timer, *, now: bool) -> Timer:
        started_at = None if now else timer.started
        input = TimerInput(issue_key=timer.issue, description=timer.description, started_at=started_at, was=TimerState())
        return _timer(self._client.timer.set_timer(input))

    def stop(self, timer: Timer, given: Stop) -> Sequence[Worklog]:
        input = TimerStopInput(
            ended_at=given.ended,
            issue_key=given.issue,
            description=given.description,
            attributes=given.attributes,
            billable_seconds=given.billable_seconds,
            was=TimerState(started_at=timer.started),
        )
        refuse_if_faulty(msgspec.to_builtins(input), TimerStopInput)
        return self._client.timer.stop_timer(input).worklogs

    def discard(self, timer: Timer) -> None:
        self._client.timer.discard_timer(wire.SeenTimer(started_at=timer.started))


def _timer(timer: wire.Timer) -> Timer:
    issue = (timer.issue.key or str(timer.issue.id)) if timer.issue else None
    end = timer.suggested_end_at
    return Timer(issue, Instant(timer.started_at), timer.description, Instant(end) if end else None)


class FileTimers:
    """Stores only the start time, so the timer survives a restart."""

    def __init__(self, session: Session) -> None:
        self._session, self._profile = session, session.profile_name

    def current(self) -> Timer | None:
        timer = history.load(self._profile).timer
        return Timer(timer.issue, Instant(timer.started), timer.description) if timer else None

    def start(self, timer: Timer, *, now: bool) -> Timer:
        if self._session.jira and timer.issue:
            self._session.jira.issue(timer.issue)  # reports an unknown issue when the timer starts, not only when the time is logged
        history.set_timer(self._profile, history.Timer(issue=timer.issue or "", started=timer.started, description=timer.description))
        return timer

    def stop(self, timer: Timer, given: Stop) -> Sequence[Worklog]:
        """Logs all time on the day when the timer started."""
        started = self._session.local(timer.started)
        ended = given.ended or clock.instant(self._session.now)
        new = NewWorklog(
            author_account_id=self._session.me,
            start_date=started.date(),
            start_time=started.time().isoformat(),
            time_spent_seconds=round_up_to_minutes(clock.seconds_between(timer.started, ended)),
            billable_seconds=given.billable_seconds,
            description=timer.description if given.description is None else given.description,
            attributes=given.attributes,
        )
        worklog = worklogs.store(self._session, given.issue or timer.issue or "", new)
        history.set_timer(self._profile, None)
        return [worklog]

    def discard(self, timer: Timer) -> None:
        history.set_timer(self._profile, None)
