"""Handles the operations on the caller's timer."""

from andante.kit.call import Call
from andante.kit.server import handles
from andante.timekeeping.worklogs.routes import render as render_worklog
from andante.timekeeping.worklogs.wire import WorkAttributeValue

from . import actions, wire
from .rules import RunningTimer
from .wire import ANY_TIMER, CurrentTimer, SeenTimer, StoppedTimer, Timer, TimerInput, TimerState, TimerStopInput


@handles(wire.get_timer)
def get_timer(call: Call) -> CurrentTimer:
    timer = actions.mine(call)
    return CurrentTimer(timer=_render(call, timer) if timer else None)


@handles(wire.set_timer)
def set_timer(call: Call, body: TimerInput) -> Timer:
    return _render(call, actions.start_or_change(call, body))


@handles(wire.stop_timer)
def stop_timer(call: Call, body: TimerStopInput) -> StoppedTimer:
    return StoppedTimer(worklogs=[render_worklog(call, worklog) for worklog in actions.stop(call, body)])


@handles(wire.discard_timer)
def discard_timer(call: Call, seen: SeenTimer = ANY_TIMER) -> None:
    actions.discard(call, TimerState(started_at=seen.started_at) if seen.started_at else None)


def _render(call: Call, timer: RunningTimer) -> Timer:
    record = timer.record
    return Timer(
        issue=call.issue(timer.issue.id, timer.issue.key) if timer.issue else None,
        summary=timer.issue.summary if timer.issue else None,
        description=record.description,
        attributes=[WorkAttributeValue(key, value) for key, value in record.attributes.items()],
        started_at=record.started_at,
        updated_at=record.updated_at,
        elapsed_seconds=record.seconds_until(call.now),
        forgotten=timer.forgotten,
        suggested_end_at=timer.suggested_end,
    )
