"""Finds issues. All signed-in users may view all issues; conditions on worklogs match only worklogs that the caller may view.
Conditions must be normalized."""

from collections.abc import Sequence

from andante.directory.issues.rules import IssueRecord
from andante.kit.call import Call
from andante.kit.errors import FaultCode, Invalid
from andante.kit.paging import Paging
from andante.organization.reach import queries as reach
from andante.scopes import Scope
from andante.timekeeping.worklogs import queries as worklogs
from andante.timekeeping.worklogs.rules import VIEW_PERMISSIONS

from . import rules, store
from .rules import Condition, Sort

MANY_PEOPLE = 500
"""More people than these count as this many."""

MAX_CHECKS = 5_000
"""The largest number of people whose worklogs a search checks, multiplied by that of the different conditions on worklogs. With a million
worklogs of 500 people, this takes a second."""


def find(call: Call, condition: Condition, order: Sequence[Sort], paging: Paging) -> list[IssueRecord]:
    """The requested page of the issues that match the condition, plus one issue. Without an order, the newest are first."""
    _check_worklog_conditions(call, condition)
    return store.page(call.db, condition, order, worklogs.visible(call), paging)


def count(call: Call, condition: Condition) -> int:
    """The number of issues that match the condition."""
    _check_worklog_conditions(call, condition)
    return store.count(call.db, condition, worklogs.visible(call))


def _check_worklog_conditions(call: Call, condition: Condition) -> None:
    """Raises an error if the caller may not view worklogs, or if the conditions on them cost too much."""
    filters = rules.worklog_filters(condition)
    if not filters:
        return
    call.caller.require_scope(Scope.WORKLOGS_VIEW)
    conditions = sum(max(1, len(filter.dates)) for filter in filters)
    if conditions <= MAX_CHECKS // MANY_PEOPLE:
        return
    visible = MANY_PEOPLE if call.may(*VIEW_PERMISSIONS) else 1 + len(reach.people_within_reach(call, VIEW_PERMISSIONS))
    named = rules.people_of(filters)
    people = min(MANY_PEOPLE, visible, MANY_PEOPLE if named is None else max(1, len(named)))
    if people * conditions > MAX_CHECKS:
        message = (
            f"The query applies {conditions} different conditions to the worklogs of {people} people; at most {MAX_CHECKS // people} "
            "conditions are allowed. Use fewer conditions on worklogs, or name fewer people in worklogAuthor."
        )
        raise Invalid("jql", FaultCode.WRONG_COUNT, message)
