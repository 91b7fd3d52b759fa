"""Lists changed and deleted worklogs that the caller may view or could view."""

from collections.abc import Sequence

from andante.kit.call import Call
from andante.kit.paging import Paging
from andante.scopes import Scope
from andante.timekeeping.worklogs import actions as worklogs
from andante.timekeeping.worklogs import queries as worklogs_queries
from andante.timekeeping.worklogs.rules import WorklogRecord

from . import rules, store
from .rules import WorklogChange


def updated(call: Call, since: int) -> tuple[list[WorklogChange], bool]:
    """A page of the worklogs that were created or changed after `since` (milliseconds since 1970), oldest change first, and whether
    it is the last page."""
    call.caller.require_scope(Scope.WORKLOGS_VIEW)
    return store.updated(call.db, rules.listed_period(since, call.now), worklogs_queries.visible(call))


def deleted(call: Call, since: int) -> tuple[list[WorklogChange], bool]:
    """Like `updated`, for deleted worklogs. Their last author and date determine who may know of them."""
    call.caller.require_scope(Scope.WORKLOGS_VIEW)
    worklog = store.deleted_worklog(call.db)
    visible = worklogs_queries.visible(call, worklog.author_id, worklog.start_date)
    return store.deleted(call.db, rules.listed_period(since, call.now), visible)


def by_jira_ids(call: Call, ids: Sequence[int]) -> list[WorklogRecord]:
    """The worklogs with these Jira ids that the caller may view, by id."""
    call.caller.require_scope(Scope.WORKLOGS_VIEW)
    pairs = worklogs.id_pairs_by_jira_id(call, ids, Paging(0, max(1, len(ids))))
    return worklogs.find_all(call, [id for id, _ in pairs])
