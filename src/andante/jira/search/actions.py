"""Finds issues. All signed-in users may view all issues; conditions on worklogs match only worklogs that the caller may view.
Conditions must be normalized."""

from collections.abc import Sequence

from andante.directory.issues.rules import IssueRecord
from andante.kit.call import Call
from andante.kit.paging import Paging
from andante.scopes import Scope
from andante.timekeeping.worklogs import queries as worklogs

from . import rules, store
from .rules import Condition, Sort


def find(call: Call, condition: Condition, order: Sequence[Sort], paging: Paging) -> list[IssueRecord]:
    """The requested page of the issues that match the condition, plus one issue. Without an order, the newest are first."""
    _require_scope(call, condition)
    return store.page(call.db, condition, order, worklogs.visible(call), paging)


def count(call: Call, condition: Condition) -> int:
    """The number of issues that match the condition."""
    _require_scope(call, condition)
    return store.count(call.db, condition, worklogs.visible(call))


def _require_scope(call: Call, condition: Condition) -> None:
    if rules.uses_worklogs(condition):
        call.caller.require_scope(Scope.WORKLOGS_VIEW)
