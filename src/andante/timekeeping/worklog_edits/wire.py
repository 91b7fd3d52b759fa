"""Operations that change some fields of a worklog or delete several worklogs. Tempo doesn't have them."""

import datetime as dt
from typing import Annotated

from msgspec import Meta

from andante.kit.operation import Group
from andante.kit.wire import ClockTime, Id, Key, Seconds, Text, Wire
from andante.scopes import Scope
from andante.timekeeping.worklogs.wire import MAX_ATTRIBUTES, MAX_IDS, TimeSpent, WorkAttributeValueInput, Worklog

WORKLOG_EDITS = Group("Worklog edits", view=Scope.WORKLOGS_VIEW, manage=Scope.WORKLOGS_MANAGE)


class WorklogState(Wire, kw_only=True):
    """Fields of a worklog as the user saw them before the change. Missing fields are not compared."""

    issue_key: Key | None = None
    start_date: dt.date | None = None
    start_time: ClockTime | None = None
    time_spent_seconds: TimeSpent | None = None
    description: Text | None = None


class WorklogPatch(Wire, kw_only=True):
    """The fields to change. Missing fields keep their values, except `billableSeconds`: without it, the same part of the time stays
    billable if all or none of it was, and otherwise at most the time spent. `attributes` replaces all attribute values.

    `was` contains what the user saw. If the worklog has other values by now, nothing changes and the response is 409.

    `bypassPeriodClosuresAndApprovals` lets administrators change worklogs in locked periods while the override mode is on."""

    issue_key: Key | None = None
    start_date: dt.date | None = None
    start_time: ClockTime | None = None
    time_spent_seconds: TimeSpent | None = None
    billable_seconds: Seconds | None = None
    description: Text | None = None
    remaining_estimate_seconds: Seconds | None = None
    attributes: Annotated[list[WorkAttributeValueInput], Meta(max_length=MAX_ATTRIBUTES)] | None = None
    was: WorklogState | None = None
    bypass_period_closures_and_approvals: bool = False


class WorklogIds(Wire):
    """`bypassPeriodClosuresAndApprovals` lets administrators delete worklogs in locked periods while the override mode is on."""

    ids: Annotated[list[Id], Meta(min_length=1, max_length=MAX_IDS)]
    bypass_period_closures_and_approvals: bool = False


@WORKLOG_EDITS.writes("PATCH", "/4-andante/worklogs/{id}", refuses=(409,))
def patch_worklog(id: Id, body: WorklogPatch) -> Worklog:
    """Change some fields of a worklog, unless someone else changed it in the meantime."""


@WORKLOG_EDITS.writes("POST", "/4-andante/worklogs/delete", refuses=(404,))
def delete_worklogs(body: WorklogIds) -> None:
    """Delete up to 500 worklogs, all or none."""
