"""Reads totals of logged time without a permission check."""

from collections.abc import Sequence

from andante.kit.call import Call

from . import store


def seconds_by_issue(call: Call, issue_ids: Sequence[int]) -> dict[int, int]:
    """The seconds that all people logged on each of these issues. A total doesn't reveal anyone's worklogs."""
    return store.seconds_by_issue(call.db, issue_ids)
