"""The operations for changed and deleted worklogs."""

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from andante.jira.endpoints.responses import Worklog
from andante.jira.endpoints.wire import JIRA, Milliseconds, Version
from andante.kit.wire import Query, Wire

MAX_IDS = 1000
WorklogIds = Annotated[list[int], Meta(max_length=MAX_IDS)]


class SinceQuery(Query, frozen=True):
    """A time, in milliseconds since 1970. Only later changes are listed."""

    since: Milliseconds = 0


class WorklogIdList(Wire):
    ids: WorklogIds


class ChangedWorklog(Wire, kw_only=True):
    """The Jira id of a worklog, and the time of its last change, in milliseconds since 1970."""

    worklog_id: int
    updated_time: int
    properties: list[None]


class ChangedWorklogs(Wire, kw_only=True):
    """`until` is the time of the last change of the page; the next page starts after it. The last page has no `nextPage`."""

    values: list[ChangedWorklog]
    since: int
    until: int
    self_: str
    next_page: str | UnsetType = UNSET
    last_page: bool


FROM_THE_BEGINNING = SinceQuery()


@JIRA.reads("GET", "/rest/api/{version}/worklog/updated")
def get_updated_worklogs(version: Version, query: SinceQuery = FROM_THE_BEGINNING) -> ChangedWorklogs:
    """List the worklogs that you may view and that were created or changed since a time, except in the last minute."""


@JIRA.reads("GET", "/rest/api/{version}/worklog/deleted")
def get_deleted_worklogs(version: Version, query: SinceQuery = FROM_THE_BEGINNING) -> ChangedWorklogs:
    """List the worklogs that were deleted since a time, except in the last minute, and that you could view."""


@JIRA.reads("POST", "/rest/api/{version}/worklog/list")
def get_worklogs_for_ids(version: Version, body: WorklogIdList) -> list[Worklog]:
    """Retrieve worklogs by their Jira ids. Those that you may not view and those that don't exist are omitted."""
