"""Handles the operations that search for worklogs."""

import datetime as dt
from typing import TypedDict

from andante.accounts.accounts import queries as accounts
from andante.directory.issues import queries as issues
from andante.directory.people import queries as people
from andante.directory.projects import queries as projects
from andante.kit.call import Call
from andante.kit.clock import Instant, parse_instant
from andante.kit.paging import FIRST_PAGE, Paging
from andante.kit.server import handles
from andante.kit.wire import Page
from andante.timekeeping.worklogs.routes import render
from andante.timekeeping.worklogs.wire import Worklog

from . import actions, wire
from .rules import Search, SortField
from .wire import ANY_DATE, NO_FILTER, UpdatedRange, WorklogFilter, WorklogSearchInput


@handles(wire.get_worklogs)
def get_worklogs(call: Call, filter: WorklogFilter = NO_FILTER, paging: Paging = FIRST_PAGE) -> Page[Worklog]:
    search = Search(
        issues=[*filter.issue_id, *filter.issue],
        projects=[*filter.project_id, *filter.project],
        sort_order=[SortField(filter.order_by, descending=True)] if filter.order_by else [],
        **_dates(filter),
    )
    return _page(call, search, paging)


@handles(wire.search_worklogs)
def search_worklogs(call: Call, body: WorklogSearchInput, paging: Paging = FIRST_PAGE) -> Page[Worklog]:
    search = Search(
        authors=body.author_ids or [],
        issues=[*(body.issue_ids or []), *(body.issue or [])],
        projects=[*(body.project_ids or []), *(body.project or [])],
        sort_order=[SortField(entry.field, descending=entry.order == "DESC") for entry in body.order_by or []],
        **_dates(body),
    )
    return _page(call, search, paging)


@handles(wire.get_worklogs_by_issue_id)
def get_worklogs_by_issue_id(call: Call, issue_id: int | str, dates: UpdatedRange = ANY_DATE, paging: Paging = FIRST_PAGE) -> Page[Worklog]:
    return _page(call, Search(issues=[issues.find(call, issue_id).id], **_dates(dates)), paging)


@handles(wire.get_worklogs_by_project_id)
def get_worklogs_by_project_id(
    call: Call, project_id: int | str, dates: UpdatedRange = ANY_DATE, paging: Paging = FIRST_PAGE
) -> Page[Worklog]:
    return _page(call, Search(projects=[projects.find(call, project_id).id], **_dates(dates)), paging)


@handles(wire.get_worklogs_by_team)
def get_worklogs_by_team(call: Call, team_id: int, dates: UpdatedRange = ANY_DATE, paging: Paging = FIRST_PAGE) -> Page[Worklog]:
    search = Search(**_dates(dates))
    return call.page(paging, actions.search_in_team(call, team_id, search, paging), render, key=search.sort_key)


@handles(wire.get_worklogs_by_user)
def get_worklogs_by_user(call: Call, account_id: str, dates: UpdatedRange = ANY_DATE, paging: Paging = FIRST_PAGE) -> Page[Worklog]:
    return _page(call, Search(authors=[people.find(call, account_id).account_id], **_dates(dates)), paging)


@handles(wire.get_worklogs_by_account)
def get_worklogs_by_account(call: Call, account_key: str, dates: UpdatedRange = ANY_DATE, paging: Paging = FIRST_PAGE) -> Page[Worklog]:
    return _page(call, Search(account=accounts.find_by_key(call, account_key).id, **_dates(dates)), paging)


def _page(call: Call, search: Search, paging: Paging) -> Page[Worklog]:
    return call.page(paging, actions.search(call, search, paging), render, key=search.sort_key)


class _Dates(TypedDict):
    from_: dt.date | None
    to: dt.date | None
    updated_from: Instant | None


def _dates(input: UpdatedRange | WorklogSearchInput) -> _Dates:
    updated_from = parse_instant(input.updated_from, "updatedFrom") if input.updated_from else None
    return {"from_": input.from_, "to": input.to, "updated_from": updated_from}
