"""Searches and counts the worklogs that the caller may see."""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy.sql.elements import ColumnElement

from andante.kit.call import Call
from andante.kit.clock import check_range
from andante.kit.paging import Paging
from andante.organization.memberships import queries as memberships
from andante.organization.teams import actions as teams
from andante.timekeeping.worklogs.queries import visible
from andante.timekeeping.worklogs.rules import WorklogRecord

from . import store
from .rules import Search


def search(call: Call, search: Search, paging: Paging) -> list[WorklogRecord]:
    """The requested page, plus one worklog."""
    check_range(search.from_, search.to)
    return store.page(call.db, search, visible(call), paging)


def search_in_team(call: Call, team_id: int, search: Search, paging: Paging) -> list[WorklogRecord]:
    """Like `search`, for the worklogs of team members on the days when they were members."""
    check_range(search.from_, search.to)
    in_team = memberships.was_member(call, teams.find(call, team_id), store.AUTHOR, store.START_DATE)
    return store.page(call.db, search, [*visible(call), in_team], paging)


def search_matching(call: Call, where: Sequence[ColumnElement[bool]], paging: Paging) -> list[WorklogRecord]:
    """Like `search`, for the worklogs that meet these SQL conditions."""
    return store.page(call.db, Search(), [*visible(call), *where], paging)


def iterate(call: Call, search: Search) -> Iterator[WorklogRecord]:
    """All worklogs, sorted by start. They are read in batches, so memory use doesn't grow with their number."""
    check_range(search.from_, search.to)
    return store.iterate(call.db, search, visible(call))


def count(call: Call, search: Search) -> int:
    return store.count(call.db, search, visible(call))


def oldest_by_issue(call: Call, issue_ids: Sequence[int], limit: int) -> Mapping[int, tuple[list[WorklogRecord], int]]:
    """The oldest worklogs of each issue, at most `limit`, and the number of all its worklogs, by issue id."""
    found: dict[int, tuple[list[WorklogRecord], int]] = {}
    for worklog, total in store.oldest_by_issue(call.db, issue_ids, limit, visible(call)):
        found.setdefault(worklog.issue_id, ([], total))[0].append(worklog)
    return found
