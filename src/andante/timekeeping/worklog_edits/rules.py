"""Applies a patch to a worklog, and compares what the user saw with what is stored."""

from andante.kit import clock
from andante.kit.errors import Conflict
from andante.timekeeping.worklogs.rules import WorklogRecord
from andante.timekeeping.worklogs.wire import WorkAttributeValueInput, WorklogUpdate

from .wire import WorklogPatch, WorklogState


def check_unchanged(worklog: WorklogRecord, was: WorklogState) -> None:
    """Raises Conflict, which names the first differing field, if the worklog isn't as the user saw it."""
    seen = {name: getattr(was, name) for name in was.__struct_fields__}
    if was.start_time is not None:
        seen["start_time"] = clock.parse_time(was.start_time)
    for name, value in seen.items():
        if value is not None and getattr(worklog, name) != value:
            label = name.replace("_", " ")
            raise Conflict(f"Someone else changed this worklog: its {label} is {getattr(worklog, name)} now, not {value}.")


def patched(worklog: WorklogRecord, patch: WorklogPatch) -> WorklogUpdate:
    """The worklog with the changes of the patch."""
    seconds = worklog.time_spent_seconds if patch.time_spent_seconds is None else patch.time_spent_seconds
    billable = billable_after(worklog, seconds) if patch.billable_seconds is None else patch.billable_seconds
    return WorklogUpdate(
        author_account_id=worklog.author_id,
        issue_key=patch.issue_key,
        start_date=patch.start_date or worklog.start_date,
        start_time=patch.start_time or worklog.start_time.isoformat(),
        time_spent_seconds=seconds,
        billable_seconds=billable,
        description=worklog.description if patch.description is None else patch.description,
        remaining_estimate_seconds=patch.remaining_estimate_seconds,
        attributes=attributes_of(worklog) if patch.attributes is None else patch.attributes,
    )


def attributes_of(worklog: WorklogRecord) -> list[WorkAttributeValueInput]:
    return [WorkAttributeValueInput(key, value) for key, value in worklog.attributes.items()]


def billable_after(worklog: WorklogRecord, seconds: int) -> int:
    """The billable seconds when the time spent becomes `seconds`: all of it if all was billable, otherwise as before, up to it."""
    fully_billable = worklog.billable_seconds == worklog.time_spent_seconds
    return seconds if fully_billable else min(worklog.billable_seconds, seconds)
