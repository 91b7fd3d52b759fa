"""Undoing changes in the API."""

from andante.activity.feed.wire import CHANGES
from andante.kit.wire import Id, Wire


class UndoInput(Wire):
    """With `batch`, everything that the same person changed in the same request is undone, all or nothing."""

    batch: bool = False


class UndoneChanges(Wire):
    """The sequence numbers of the changes that were undone, and of those that undid them, in the order of the latter."""

    undone: list[int]
    sequences: list[int]


@CHANGES.writes("POST", "/4-andante/changes/{sequence}/undo", refuses=(400, 409))
def undo_change(sequence: Id, body: UndoInput) -> UndoneChanges:
    """Undo a change of a worklog, plan or timesheet.

    The same rules apply as if you made the opposite change yourself. If the object has changed since, the response is 409. You can undo a
    deletion: the object gets its old id. Of timesheets, submitting and recalling can be undone. An undo can be undone."""
