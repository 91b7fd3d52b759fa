"""Handles the operations that change worklogs from pages."""

from andante.kit.call import Call
from andante.kit.server import handles
from andante.timekeeping.worklogs.routes import render
from andante.timekeeping.worklogs.wire import Worklog

from . import actions, wire
from .wire import WorklogIds, WorklogPatch


@handles(wire.patch_worklog)
def patch_worklog(call: Call, id: int, body: WorklogPatch) -> Worklog:
    return render(call, actions.patch(call, id, body))


@handles(wire.delete_worklogs)
def delete_worklogs(call: Call, body: WorklogIds) -> None:
    actions.remove_all(call, body.ids, bypass=body.bypass_period_closures_and_approvals)
