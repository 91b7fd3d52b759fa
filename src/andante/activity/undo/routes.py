"""Handles the operation that undoes changes."""

from andante.kit.call import Call
from andante.kit.server import handles

from . import actions, wire
from .wire import UndoInput, UndoneChanges


@handles(wire.undo_change)
def undo_change(call: Call, sequence: int, body: UndoInput) -> UndoneChanges:
    pairs = actions.undo(call, sequence, batch=body.batch)
    return UndoneChanges(undone=[undone for undone, _ in pairs], sequences=[undoing for _, undoing in pairs])
