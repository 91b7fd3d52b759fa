"""Worklogs on the wire."""

import datetime as dt
from typing import Annotated, Literal

from msgspec import Meta, Struct

from andante.kit.operation import Group
from andante.kit.paging import FIRST_PAGE, Paging
from andante.kit.refs import IssueRef, UserRef
from andante.kit.wire import MAX_INT32, ClockTime, DateOrInstant, DateRange, Id, Key, Page, Query, Results, Seconds, Text, Wire
from andante.scopes import Scope

WORKLOGS = Group("Worklogs", view=Scope.WORKLOGS_VIEW, manage=Scope.WORKLOGS_MANAGE)
MAX_PAGE_SIZE = 5000
MOST_IDS = 500

TimeSpent = Annotated[int, Meta(ge=1, le=MAX_INT32)]
OrderField = Literal["ID", "START_DATE_TIME", "UPDATED"]
AttributeValue = Annotated[str, Meta(max_length=500)]
Ids = Annotated[list[Id], Meta(min_length=1, max_length=10_000)]


class WorkAttributeValueInput(Wire):
    key: Key
    value: AttributeValue


class NewWorklog(Wire, kw_only=True):
    """What every way of logging time has in common. Without `billableSeconds` all of it is billable."""

    author_account_id: Key
    start_date: dt.date
    start_time: ClockTime | None = None
    time_spent_seconds: TimeSpent
    billable_seconds: Seconds | None = None
    description: Text | None = None
    remaining_estimate_seconds: Seconds | None = None
    attributes: list[WorkAttributeValueInput] | None = None


class WorklogInput(NewWorklog, kw_only=True):
    """The issue is given by `issueId` or `issueKey`."""

    issue_id: Id | None = None
    issue_key: Key | None = None
    bypass_period_closures_and_approvals: bool | None = None


class WorklogUpdate(NewWorklog, kw_only=True):
    """Replaces the worklog: what is absent is cleared. The author stays; another issue moves the worklog."""

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
    """`startDate` and `startTime` are the author's; `startDateTimeUtc` is the instant that they were."""

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


class UpdatedRange(DateRange, frozen=True):
    """`from` and `to` ask for the day of work, `updatedFrom` for the last change."""

    updated_from: DateOrInstant | None = None


class WorklogFilter(UpdatedRange, frozen=True):
    """`issue` and `project` take keys or ids. `orderBy` is descending."""

    project_id: list[Id] = []
    project: list[str] = []
    issue_id: list[Id] = []
    issue: list[str] = []
    order_by: OrderField | None = None


class SearchOrder(Wire, kw_only=True):
    field: OrderField
    order: Literal["ASC", "DESC"]


class WorklogSearchInput(Wire, kw_only=True):
    """Different fields narrow, several values of one field widen. `issue` and `project` take keys or ids."""

    author_ids: list[Key] | None = None
    issue_ids: list[Id] | None = None
    issue: list[Key] | None = None
    project_ids: list[Id] | None = None
    project: list[Key] | None = None
    from_: dt.date | None = None
    to: dt.date | None = None
    updated_from: DateOrInstant | None = None
    order_by: Annotated[list[SearchOrder], Meta(max_length=3)] | None = None


class WorklogRow(Struct, kw_only=True):
    """A worklog in a file. The user is an account id, email or user name, the issue a key or id; durations are seconds or like
    `1h 30m` (`durations`); without `billable` all of the time is. A value of a STATIC_LIST may be given by its label."""

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
    attribute_values: Annotated[list[WorkAttributeValueInput], Meta(min_length=1, max_length=1000)]


class WorkAttributeSearchInput(Wire):
    tempo_worklog_ids: Annotated[list[Id], Meta(min_length=1, max_length=MOST_IDS)]


class WorkAttributeValuesByWorklog(Wire, kw_only=True):
    tempo_worklog_id: int
    work_attribute_values: list[WorkAttributeValue]


class Bypass(Query, frozen=True):
    """Writes into closed or approved periods: for administrators, while the override mode is on."""

    bypass_period_closures_and_approvals: bool = False


NO_BYPASS = Bypass()
EVERYTHING = WorklogFilter()
EVER = UpdatedRange()


@WORKLOGS.reads("GET", "/4/worklogs", max_page_size=MAX_PAGE_SIZE, refuses=(404,))
def get_worklogs(filter: WorklogFilter = EVERYTHING, paging: Paging = FIRST_PAGE) -> Page[Worklog]:
    """Retrieve worklogs.

    Those that the caller may see, by start, oldest first, unless `orderBy` says otherwise.
    """


@WORKLOGS.writes("POST", "/4/worklogs")
def create_worklog(body: WorklogInput) -> Worklog:
    """Create a worklog."""


@WORKLOGS.reads("POST", "/4/worklogs/search", max_page_size=MAX_PAGE_SIZE)
def search_worklogs(body: WorklogSearchInput, paging: Paging = FIRST_PAGE) -> Page[Worklog]:
    """Search worklogs."""


@WORKLOGS.reads("GET", "/4/worklogs/issue/{issueId}", max_page_size=MAX_PAGE_SIZE)
def get_worklogs_by_issue_id(issue_id: int | str, dates: UpdatedRange = EVER, paging: Paging = FIRST_PAGE) -> Page[Worklog]:
    """Retrieve the worklogs of an issue, given by id or key."""


@WORKLOGS.reads("GET", "/4/worklogs/project/{projectId}", max_page_size=MAX_PAGE_SIZE)
def get_worklogs_by_project_id(project_id: int | str, dates: UpdatedRange = EVER, paging: Paging = FIRST_PAGE) -> Page[Worklog]:
    """Retrieve the worklogs of a project, given by id or key."""


@WORKLOGS.reads("GET", "/4/worklogs/team/{teamId}", max_page_size=MAX_PAGE_SIZE)
def get_worklogs_by_team(team_id: Id, dates: UpdatedRange = EVER, paging: Paging = FIRST_PAGE) -> Page[Worklog]:
    """Retrieve what people did while they were in a team."""


@WORKLOGS.reads("GET", "/4/worklogs/user/{accountId}", max_page_size=MAX_PAGE_SIZE)
def get_worklogs_by_user(account_id: str, dates: UpdatedRange = EVER, paging: Paging = FIRST_PAGE) -> Page[Worklog]:
    """Retrieve the worklogs of a user."""


@WORKLOGS.reads("GET", "/4/worklogs/account/{accountKey}", max_page_size=MAX_PAGE_SIZE)
def get_worklogs_by_account(account_key: str, dates: UpdatedRange = EVER, paging: Paging = FIRST_PAGE) -> Page[Worklog]:
    """Retrieve the worklogs of an account.

    A worklog's account is the value of its ACCOUNT attribute, else its issue's, else the default of its project.
    """


@WORKLOGS.writes("POST", "/4/worklogs/issue/{issueId}/bulk", refuses=(409,))
def bulk_create_worklog(issue_id: int | str, body: Annotated[list[BulkWorklogInput], Meta(min_length=1, max_length=50)]) -> list[Worklog]:
    """Create 1 to 50 worklogs for an issue, all or none."""


@WORKLOGS.reads("POST", "/4/worklogs/tempo-to-jira", max_page_size=MAX_PAGE_SIZE)
def get_jira_worklog_ids_by_tempo_worklog_ids(body: TempoWorklogIdList, paging: Paging = FIRST_PAGE) -> Page[WorklogIdMapper]:
    """Retrieve the Jira worklog ids of Tempo worklog ids. Ids that are not found are left out."""


@WORKLOGS.reads("POST", "/4/worklogs/jira-to-tempo", max_page_size=MAX_PAGE_SIZE)
def get_tempo_worklog_ids_by_jira_worklog_ids(body: JiraWorklogIdList, paging: Paging = FIRST_PAGE) -> Page[WorklogIdMapper]:
    """Retrieve the Tempo worklog ids of Jira worklog ids. Ids that are not found are left out."""


@WORKLOGS.writes("POST", "/4/worklogs/work-attribute-values", refuses=(404,))
def create_work_attribute_values_for_worklogs(body: Annotated[list[WorkAttributeValuesInput], Meta(max_length=MOST_IDS)]) -> None:
    """Give worklogs values of work attributes that they have none of yet."""


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
