"""Starts, changes, stops and discards the caller's timer."""

from msgspec.structs import replace

from andante.directory.issues import queries as issues
from andante.directory.issues.rules import IssueRecord
from andante.kit import clock
from andante.kit.call import Call
from andante.kit.changes import Action
from andante.kit.errors import FaultCode, Invalid, NotFound
from andante.schedules.user_schedules import queries as schedules
from andante.timekeeping.worklogs import actions as worklogs
from andante.timekeeping.worklogs.rules import WorklogRecord, values_by_key
from andante.timekeeping.worklogs.wire import NewWorklog, WorkAttributeValueInput

from . import rules, store
from .rules import RunningTimer, TimerRecord
from .wire import TimerInput, TimerState, TimerStopInput


def mine(call: Call) -> RunningTimer | None:
    """The caller's timer, if one is running."""
    timer = store.of_user(call.db, call.me)
    return timer and _judged(call, timer)


def start_or_change(call: Call, input: TimerInput) -> RunningTimer:
    """Starts a timer or changes the running one. Raises Conflict if it isn't as the user saw it, and Invalid for an unknown issue, a start
    in the future, or an attribute that appears twice."""
    store.lock_user(call.db, call.me)
    found = store.of_user(call.db, call.me)
    before = found.record if found else None
    rules.check_seen(before, input.was)
    issue = issues.find_reference(call, input.issue_key, "issueKey") if input.issue_key else None
    values, faults = values_by_key(input.attributes)
    if faults:
        raise Invalid(*faults)
    kept = before.started_at if before else call.now
    after = TimerRecord(
        account_id=call.me,
        issue_id=issue.id if issue else None,
        description=input.description,
        attributes=values,
        started_at=rules.parse_start(input.started_at, call.now) if input.started_at else kept,
        updated_at=call.write_time,
    )
    if before and after == replace(before, updated_at=after.updated_at):
        return _judged(call, RunningTimer(before, issue))
    store.replace(call.db, after)
    call.record(store.TIMER, call.me, Action.UPDATED if before else Action.CREATED, before=before, after=after)
    return _judged(call, RunningTimer(after, issue))


def stop(call: Call, input: TimerStopInput) -> list[WorklogRecord]:
    """Logs the time of the timer and deletes it. Raises NotFound if no timer is running, Conflict if it isn't as the user saw it, and
    Invalid if the end or the worklogs aren't valid. Then the timer continues."""
    store.lock_user(call.db, call.me)
    timer = store.of_user(call.db, call.me)
    rules.check_seen(timer and timer.record, input.was)
    if timer is None:
        raise NotFound("No timer is running")
    started_at = timer.record.started_at
    ended_at = rules.parse_end(input.ended_at, started_at, call.now) if input.ended_at else max(started_at, call.now)
    rules.check_length(clock.seconds_between(started_at, ended_at))
    issue = issues.find_reference(call, input.issue_key, "issueKey") if input.issue_key else timer.issue
    if issue is None:
        raise Invalid("issueKey", FaultCode.REQUIRED, "is required: the timer has no issue")
    logged = worklogs.log_all(
        call, _worklogs(call, timer.record, issue, input, rules.day_parts(started_at, ended_at, call.caller.time_zone))
    )
    _remove(call, timer.record)
    return logged


def discard(call: Call, was: TimerState | None = None) -> None:
    """Deletes the timer, if one is running. Raises Conflict if it isn't as the user saw it."""
    store.lock_user(call.db, call.me)
    if timer := store.of_user(call.db, call.me):
        rules.check_seen(timer.record, was)
        _remove(call, timer.record)


def _remove(call: Call, timer: TimerRecord) -> None:
    store.remove(call.db, call.me)
    call.record(store.TIMER, call.me, Action.DELETED, before=timer)


def _worklogs(
    call: Call, timer: TimerRecord, issue: IssueRecord, input: TimerStopInput, parts: list[rules.DayPart]
) -> list[tuple[IssueRecord, NewWorklog]]:
    own_values = [WorkAttributeValueInput(key, value) for key, value in timer.attributes.items()]
    billable: list[int | None] = [None] * len(parts)
    if input.billable_seconds is not None:
        billable = [*rules.billable_parts(parts, input.billable_seconds)]
    return [
        (
            issue,
            NewWorklog(
                author_account_id=call.me,
                start_date=part.date,
                start_time=part.start.isoformat(),
                time_spent_seconds=part.seconds,
                billable_seconds=billable_seconds,
                description=timer.description if input.description is None else input.description,
                remaining_estimate_seconds=input.remaining_estimate_seconds,
                attributes=own_values if input.attributes is None else input.attributes,
            ),
        )
        for part, billable_seconds in zip(parts, billable, strict=True)
    ]


def _judged(call: Call, timer: RunningTimer) -> RunningTimer:
    """The timer, with whether it was probably forgotten, and when it could have ended."""
    started_at = timer.record.started_at
    if timer.record.seconds_until(call.now) <= rules.FORGOTTEN_SECONDS:
        return timer
    day = clock.today(started_at, call.caller.time_zone)
    (scheduled,) = schedules.calendar(call, call.me, day, day).days(day, day)
    end = rules.suggested_end(started_at, scheduled.required_seconds, call.caller.time_zone, call.now)
    return timer._replace(forgotten=True, suggested_end=end)
