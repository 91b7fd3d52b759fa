"""Worklogs and their attribute values in the API."""

import datetime as dt
from typing import Annotated

from msgspec import Meta, Struct

from andante.kit.operation import Group
from andante.kit.paging import FIRST_PAGE, Paging
from andante.kit.refs import IssueRef, UserRef
from andante.kit.wire import MAX_INT32, ClockTime, Id, Key, Page, Query, Results, Seconds, Text, Wire
from andante.scopes import Scope

WORKLOGS = Group("Worklogs", view=Scope.WORKLOGS_VIEW, manage=Scope.WORKLOGS_MANAGE)
MAX_PAGE_SIZE = 5000
MAX_IDS = 500
MAX_ATTRIBUTES = 1000

TimeSpent = Annotated[int, Meta(ge=1, le=MAX_INT32)]
AttributeValue = Annotated[str, Meta(max_length=500)]
Ids = Annotated[list[Id], Meta(min_length=1, max_length=10_000)]


class WorkAttributeValueInput(Wire):
    key: Key
    value: AttributeValue


class NewWorklog(Wire, kw_only=True):
    """The fields of every new worklog. Without `billableSeconds`, all of the time is billable."""

    author_account_id: Key
    start_date: dt.date
    start_time: ClockTime | None = None
    time_spent_seconds: TimeSpent
    billable_seconds: Seconds | None = None
    description: Text | None = None
    remaining_estimate_seconds: Seconds | None = None
    attributes: Annotated[list[WorkAttributeValueInput], Meta(max_length=MAX_ATTRIBUTES)] | None = None


class WorklogInput(NewWorklog, kw_only=True):
    """A worklog for the issue with this `issueId` or `issueKey`."""

    issue_id: Id | None = None
    issue_key: Key | None = None
    bypass_period_closures_and_approvals: bool | None = None


class WorklogUpdate(NewWorklog, kw_only=True):
    """Replaces the worklog: missing fields are cleared. The author can't change. Without an issue, the worklog stays on its issue."""

    issue_id: Id | None = None
    issue_key: Key | None = None


class BulkWorklogInput(NewWorklog, kw_only=True):
    """One of several worklogs for the issue in the path."""


class WorkAttributeValue(Wire):
    key: str
    value: str


class WorkAttributeValues(Wire, kw_only=True):
    self_: str
    values: list[WorkAttributeValue]


class Worklog(Wire, kw_only=True):
    """`startDate` and `startTime` are in the author's time zone; `startDateTimeUtc` is the same time in UTC."""

    self_: str
    tempo_worklog_id: int
    issue: IssueRef
    time_spent_seconds: int
    billable_seconds: int
    start_date: dt.date
    start_time: dt.time
    start_date_time_utc: str
    description: str
    created_at: str
    updated_at: str
    author: UserRef
    attributes: WorkAttributeValues


class WorklogRow(Struct, kw_only=True):
    """A worklog in a file. `user` is an account id, email or user name, `issue` a key or id. Durations are seconds or text like
    `1h 30m`. Without `billable`, all of the time is billable. A value of a STATIC_LIST may be the label of its option."""

    date: dt.date
    start_time: ClockTime | None = None
    user: Key
    issue: Annotated[str, Meta(min_length=1, max_length=64)] | int
    time_spent: str | int
    billable: str | int | None = None
    description: Text | None = None
    remaining_estimate: str | int | None = None
    attributes: dict[str, AttributeValue | bool | int] | None = None


class TempoWorklogIdList(Wire):
    tempo_worklog_ids: Ids


class JiraWorklogIdList(Wire):
    jira_worklog_ids: Ids


class WorklogIdMapper(Wire, kw_only=True):
    tempo_worklog_id: int
    jira_worklog_id: int


class WorkAttributeValuesInput(Wire, kw_only=True):
    tempo_worklog_id: Id
    attribute_values: Annotated[list[WorkAttributeValueInput], Meta(min_length=1, max_length=MAX_ATTRIBUTES)]


class WorkAttributeSearchInput(Wire):
    tempo_worklog_ids: Annotated[list[Id], Meta(min_length=1, max_length=MAX_IDS)]


class WorkAttributeValuesByWorklog(Wire, kw_only=True):
    tempo_worklog_id: int
    work_attribute_values: list[WorkAttributeValue]


class Bypass(Query, frozen=True):
    """Allows administrators to change worklogs in closed or approved periods while the override mode is on."""

    bypass_period_closures_and_approvals: bool = False


NO_BYPASS = Bypass()


@WORKLOGS.writes("POST", "/4/worklogs")
def create_worklog(body: WorklogInput) -> Worklog:
    """Create a worklog."""


@WORKLOGS.writes("POST", "/4/worklogs/issue/{issueId}/bulk", refuses=(409,))
def bulk_create_worklog(issue_id: int | str, body: Annotated[list[BulkWorklogInput], Meta(min_length=1, max_length=50)]) -> list[Worklog]:
    """Create 1 to 50 worklogs for an issue, all or none."""


@WORKLOGS.reads("POST", "/4/worklogs/tempo-to-jira", max_page_size=MAX_PAGE_SIZE)
def get_jira_worklog_ids_by_tempo_worklog_ids(body: TempoWorklogIdList, paging: Paging = FIRST_PAGE) -> Page[WorklogIdMapper]:
    """Retrieve the Jira worklog ids of Tempo worklog ids. Ids that are not found are omitted."""


@WORKLOGS.reads("POST", "/4/worklogs/jira-to-tempo", max_page_size=MAX_PAGE_SIZE)
def get_tempo_worklog_ids_by_jira_worklog_ids(body: JiraWorklogIdList, paging: Paging = FIRST_PAGE) -> Page[WorklogIdMapper]:
    """Retrieve the Tempo worklog ids of Jira worklog ids. Ids that are not found are omitted."""


@WORKLOGS.writes("POST", "/4/worklogs/work-attribute-values", refuses=(404,))
def create_work_attribute_values_for_worklogs(body: Annotated[list[WorkAttributeValuesInput], Meta(max_length=MAX_IDS)]) -> None:
    """Add values of work attributes to worklogs that don't have a value of them yet."""


@WORKLOGS.reads("POST", "/4/worklogs/work-attribute-values/search")
def search_work_attribute_values_for_worklogs(body: WorkAttributeSearchInput) -> list[WorkAttributeValuesByWorklog]:
    """Search the work attribute values of up to 500 worklogs."""


@WORKLOGS.reads("GET", "/4/worklogs/{id}")
def get_worklog_by_id(id: Id) -> Worklog:
    """Retrieve a worklog."""


@WORKLOGS.writes("PUT", "/4/worklogs/{id}")
def update_worklog(id: Id, body: WorklogUpdate) -> Worklog:
    """Update a worklog."""


@WORKLOGS.writes("DELETE", "/4/worklogs/{id}")
def delete_worklog(id: Id, bypass: Bypass = NO_BYPASS) -> None:
    """Delete a worklog."""


@WORKLOGS.reads("GET", "/4/worklogs/{id}/work-attribute-values")
def get_work_attribute_values_for_worklog(id: Id) -> Results[WorkAttributeValue]:
    """Retrieve the work attribute values of a worklog."""


@WORKLOGS.reads("GET", "/4/worklogs/{id}/work-attribute-values/{key}")
def get_work_attribute_value_for_worklog(id: Id, key: str) -> WorkAttributeValue:
    """Retrieve one work attribute value of a worklog."""
