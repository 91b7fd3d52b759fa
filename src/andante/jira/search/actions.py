"""What one may find. Issues are open to everybody who is signed in; worklogs count as far as one may see them."""

from collections.abc import Sequence

from andante.directory.issues.rules import IssueRecord
from andante.kit.call import Call
from andante.kit.paging import Paging
from andante.scopes import Scope
from andante.timekeeping.worklogs import queries as worklogs

from . import rules, store
from .rules import Condition, Sort


def find(call: Call, condition: Condition, order: Sequence[Sort], paging: Paging) -> list[IssueRecord]:
    """The asked page and one more, of the issues that meet the condition; without an order, the newest first."""
    _require_scope(call, condition)
    return store.page(call.db, condition, order, worklogs.visible(call), paging)


def count(call: Call, condition: Condition) -> int:
    """How many issues meet the condition."""
    _require_scope(call, condition)
    return store.count(call.db, condition, worklogs.visible(call))


def seconds_by_issue(call: Call, issue_ids: Sequence[int]) -> dict[int, int]:
    """What was logged on each of these issues, by anybody: a total gives nobody's worklogs away."""
    return store.seconds_by_issue(call.db, issue_ids)


def _require_scope(call: Call, condition: Condition) -> None:
    if rules.asks_for_worklogs(condition):
        call.caller.require_scope(Scope.WORKLOGS_VIEW)
