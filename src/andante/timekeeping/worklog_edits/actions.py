"""Changes some fields of a worklog, and deletes several worklogs."""

from collections.abc import Collection

from andante.kit.call import Call
from andante.timekeeping.worklogs import actions as worklogs
from andante.timekeeping.worklogs.rules import WorklogRecord

from . import rules
from .wire import WorklogPatch


def patch(call: Call, id: int, patch: WorklogPatch) -> WorklogRecord:
    """Changes a worklog by the usual rules. Raises Conflict if it isn't as the user saw it."""
    worklog = worklogs.find_and_lock(call, id)
    if patch.was:
        rules.check_unchanged(worklog, patch.was)
    return worklogs.change(call, id, rules.patched(worklog, patch), bypass=patch.bypass_period_closures_and_approvals)


def remove_all(call: Call, ids: Collection[int], *, bypass: bool = False) -> None:
    """Deletes worklogs, all or none."""
    worklogs.remove_all(call, sorted(set(ids)), bypass=bypass)
