"""Which changes can be undone."""

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import Struct

from andante.kit.changes import Change, Entity
from andante.kit.errors import Conflict, FaultCode, Invalid
from andante.planning.plan_days.rules import PlanRecord
from andante.scopes import Scope
from andante.timekeeping.timesheets.rules import IN_REVIEW, OPEN, TimesheetRecord
from andante.timekeeping.worklogs.rules import WorklogRecord

MAX_BATCH = 100
"""A batch with more changes can't be undone at once."""

SCOPES = {"worklog": Scope.WORKLOGS_MANAGE, "allocation": Scope.PLANS_MANAGE, "timesheetapproval": Scope.APPROVALS_MANAGE}
"""The entities whose changes can be undone, with the scope that a token needs."""

VOLATILE_FIELDS = {"updated_at", "issue_key"}
"""Fields that don't count when records are compared."""


def refusal(message: str) -> Invalid:
    return Invalid("", FaultCode.WRONG_STATE, message)


def check_batch(changes: Sequence[Change]) -> None:
    """Raises Invalid if one of the changes can't be undone because of its kind."""
    if len(changes) > MAX_BATCH:
        raise refusal(f"The request has more than {MAX_BATCH} changes, which can't be undone at once")
    for change in changes:
        if change.entity not in SCOPES:
            raise refusal(f"Change {change.id} is about the entity '{change.entity}', whose changes can't be undone")


def decoded(change: Change, entity: Entity[Any]) -> tuple[Any, Any]:
    """The records before and after a change. Raises Invalid if they have an older format or are no longer stored."""
    if change.version != entity.version or not (change.before or change.after):
        raise refusal(f"Change {change.id} was recorded in a format that can't be undone")
    before, after = (msgspec.json.decode(text, type=entity.record) if text else None for text in (change.before, change.after))
    return before, after


def check_unchanged(current: Struct | None, after: Struct | None, title: str) -> None:
    """Raises Conflict if an object isn't as it was after the change that is undone. None means that it doesn't exist."""
    if current is None or after is None:
        unchanged = current is after
    else:
        unchanged = _compared(current) == _compared(after)
    if not unchanged:
        raise Conflict(f"{title} has changed since, so this change can't be undone.")


def _compared(record: Struct) -> dict[str, Any]:
    return {name: value for name, value in msgspec.structs.asdict(record).items() if name not in VOLATILE_FIELDS}


def check_worklog(before: WorklogRecord, after: WorklogRecord) -> None:
    """Raises Invalid if a worklog can't be changed back."""
    if before.author_id != after.author_id:
        raise refusal("The author of the worklog changed, which can't be undone")


def check_plan(before: PlanRecord, after: PlanRecord) -> None:
    """Raises Invalid if a plan can't be changed back, because its approval would have to change too."""
    if (before.approval_status, before.reviewer_id) != (after.approval_status, after.reviewer_id):
        raise refusal("The approval of the plan changed, which can't be undone")
    if before.approval_status not in (None, "REQUESTED"):
        raise refusal("The reviewer has decided about the plan, so this change can't be undone")


def opposite_step(before: TimesheetRecord | None, after: TimesheetRecord | None) -> str:
    """The step that undoes a step of a timesheet. Raises Invalid if there is none."""
    statuses = before.status if before else OPEN, after.status if after else OPEN
    if statuses == (OPEN, IN_REVIEW):
        return "recall"
    if statuses == (IN_REVIEW, OPEN) and after and after.actor == after.account_id:
        return "submit"
    raise refusal("Decisions about timesheets can't be undone: take the opposite step")
