"""Searches for worklogs in the API."""

import datetime as dt
from typing import Annotated, Literal

from msgspec import Meta

from andante.kit.paging import FIRST_PAGE, Paging
from andante.kit.wire import DateOrInstant, DateRange, Id, Ids, Keys, Page, Texts, Wire
from andante.timekeeping.worklogs.wire import MAX_PAGE_SIZE, WORKLOGS, Worklog

OrderField = Literal["ID", "START_DATE_TIME", "UPDATED"]


class UpdatedRange(DateRange, frozen=True):
    """`from` and `to` limit the start date, `updatedFrom` the time of the last change."""

    updated_from: DateOrInstant | None = None


class WorklogFilter(UpdatedRange, frozen=True):
    """`issue` and `project` accept keys or ids. `orderBy` sorts in descending order."""

    project_id: Ids = []
    project: Texts = []
    issue_id: Ids = []
    issue: Texts = []
    order_by: OrderField | None = None


class SearchOrder(Wire, kw_only=True):
    field: OrderField
    order: Literal["ASC", "DESC"]


class WorklogSearchInput(Wire, kw_only=True):
    """A worklog must match every field that is set, and one of the values of a list. `issue` and `project` accept keys or ids."""

    author_ids: Keys | None = None
    issue_ids: Ids | None = None
    issue: Keys | None = None
    project_ids: Ids | None = None
    project: Keys | None = None
    from_: dt.date | None = None
    to: dt.date | None = None
    updated_from: DateOrInstant | None = None
    order_by: Annotated[list[SearchOrder], Meta(max_length=3)] | None = None


NO_FILTER = WorklogFilter()
ANY_DATE = UpdatedRange()


@WORKLOGS.reads("GET", "/4/worklogs", max_page_size=MAX_PAGE_SIZE, refuses=(404,))
def get_worklogs(filter: WorklogFilter = NO_FILTER, paging: Paging = FIRST_PAGE) -> Page[Worklog]:
    """Retrieve worklogs.

    Returns the worklogs that the caller may see. Without `orderBy`, they are sorted by start, oldest first.
    """


@WORKLOGS.reads("POST", "/4/worklogs/search", max_page_size=MAX_PAGE_SIZE)
def search_worklogs(body: WorklogSearchInput, paging: Paging = FIRST_PAGE) -> Page[Worklog]:
    """Search worklogs."""


@WORKLOGS.reads("GET", "/4/worklogs/issue/{issueId}", max_page_size=MAX_PAGE_SIZE)
def get_worklogs_by_issue_id(issue_id: int | str, dates: UpdatedRange = ANY_DATE, paging: Paging = FIRST_PAGE) -> Page[Worklog]:
    """Retrieve the worklogs of an issue, by its id or key."""


@WORKLOGS.reads("GET", "/4/worklogs/project/{projectId}", max_page_size=MAX_PAGE_SIZE)
def get_worklogs_by_project_id(project_id: int | str, dates: UpdatedRange = ANY_DATE, paging: Paging = FIRST_PAGE) -> Page[Worklog]:
    """Retrieve the worklogs of a project, by its id or key."""


@WORKLOGS.reads("GET", "/4/worklogs/team/{teamId}", max_page_size=MAX_PAGE_SIZE)
def get_worklogs_by_team(team_id: Id, dates: UpdatedRange = ANY_DATE, paging: Paging = FIRST_PAGE) -> Page[Worklog]:
    """Retrieve the worklogs of team members on the days when they were members."""


@WORKLOGS.reads("GET", "/4/worklogs/user/{accountId}", max_page_size=MAX_PAGE_SIZE)
def get_worklogs_by_user(account_id: str, dates: UpdatedRange = ANY_DATE, paging: Paging = FIRST_PAGE) -> Page[Worklog]:
    """Retrieve the worklogs of a user."""


@WORKLOGS.reads("GET", "/4/worklogs/account/{accountKey}", max_page_size=MAX_PAGE_SIZE)
def get_worklogs_by_account(account_key: str, dates: UpdatedRange = ANY_DATE, paging: Paging = FIRST_PAGE) -> Page[Worklog]:
    """Retrieve the worklogs of an account.

    A worklog's account is the value of its ACCOUNT attribute, otherwise its issue's account, otherwise the project's default account.
    """
