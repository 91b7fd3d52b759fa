"""Marks issues as favorites of the caller."""

from andante.directory.issues import queries as issues
from andante.directory.issues.rules import IssueRecord
from andante.kit.call import Call
from andante.kit.errors import FaultCode, Invalid
from andante.timekeeping.periods import actions as periods

from . import store
from .wire import MAX_FAVORITES


def list_all(call: Call) -> list[IssueRecord]:
    """The caller's favorite issues, by key."""
    return store.of_user(call.db, call.me)


def add(call: Call, issue_key: str) -> None:
    """Marks an issue as a favorite, if it isn't one. Raises NotFound, or Invalid if there are too many favorites."""
    issue = issues.find(call, issue_key)
    periods.lock_user(call, call.me)
    if store.contains(call.db, call.me, issue.id):
        return
    if store.count(call.db, call.me) >= MAX_FAVORITES:
        raise Invalid("issueKey", FaultCode.LIMIT_EXCEEDED, f"Only {MAX_FAVORITES} issues can be favorites: remove another one first")
    store.add(call.db, call.me, issue.id)


def remove(call: Call, issue_key: str) -> None:
    """Removes an issue from the favorites. Raises NotFound if the issue doesn't exist."""
    store.remove(call.db, call.me, issues.find(call, issue_key).id)
