"""The paths of Jira's side and what they take."""

from typing import Annotated, Any, Literal

from msgspec import Meta

from andante.kit.operation import Group
from andante.kit.paging import Paging
from andante.kit.wire import MAX_INT32, Id, Query, Wire

from .shapes import (
    Component,
    EntityProperty,
    FieldInfo,
    Issue,
    IssueType,
    JqlResults,
    Priority,
    Project,
    ProjectCategory,
    ProjectPage,
    ProjectVersion,
    PropertyKeys,
    SearchResults,
    ServerInfo,
    Status,
    StatusCategory,
    User,
    Worklog,
    WorklogPage,
)

JIRA = Group("Jira", view="", manage="")
"""Any living token may look things up; worklogs ask for its worklog scopes themselves."""

MAX_PAGE_SIZE = 1000
LARGEST_WORKLOG_PAGE = 5000
LAST_MILLISECOND = 253_402_300_799_999

Version = Literal["2", "3", "latest"]
StartAt = Annotated[int, Meta(ge=0, le=MAX_INT32)]
MaxResults = Annotated[int, Meta(ge=-1, le=MAX_INT32)]
Milliseconds = Annotated[int, Meta(ge=0, le=LAST_MILLISECOND)]
Adjust = Literal["auto", "new", "leave", "manual"]


class Slice(Query, frozen=True):
    """Which part of a list; -1 stands for as many as there can be."""

    start_at: StartAt = 0
    max_results: MaxResults = 50

    def paging(self, largest: int = MAX_PAGE_SIZE) -> Paging:
        return paging(self.start_at, self.max_results, largest)


class UserQuery(Query, frozen=True):
    """`username` and `key` are what older scripts know."""

    account_id: str | None = None
    username: str | None = None
    key: str | None = None


class UserSearch(Slice, frozen=True):
    query: str | None = None
    username: str | None = None
    account_id: str | None = None


class ProjectSearch(Slice, frozen=True):
    query: str | None = None
    keys: list[str] = []
    id: list[str] = []


class WorklogSlice(Query, frozen=True):
    start_at: StartAt = 0
    max_results: MaxResults = LARGEST_WORKLOG_PAGE
    started_after: Milliseconds | None = None
    started_before: Milliseconds | None = None


class FieldsQuery(Query, frozen=True):
    """Names of fields, separated by commas; `*all`, and `-name` for all but one."""

    fields: list[str] = []


class SearchQuery(Slice, frozen=True):
    jql: str = ""
    fields: list[str] = []


class JqlQuery(Query, frozen=True):
    jql: str = ""
    max_results: MaxResults = 50
    fields: list[str] = []
    next_page_token: str | None = None


class SearchInput(Wire, kw_only=True):
    jql: str | None = None
    start_at: StartAt = 0
    max_results: MaxResults = 50
    fields: list[str] | None = None


class JqlInput(Wire, kw_only=True):
    jql: str | None = None
    max_results: MaxResults = 50
    fields: list[str] | None = None
    next_page_token: str | None = None


class WorklogInput(Wire, kw_only=True):
    """The time is given by `timeSpent` or `timeSpentSeconds`; without `started` the work begins now."""

    comment: Any = None
    started: str | None = None
    time_spent: str | None = None
    time_spent_seconds: Annotated[int, Meta(ge=1, le=MAX_INT32)] | None = None


class Estimate(Query, frozen=True):
    """What becomes of the remaining estimate: it falls (rises, at a deletion) by the time, is set to `newEstimate`, stays,
    or falls by `reduceBy` (rises by `increaseBy`)."""

    adjust_estimate: Adjust = "auto"
    new_estimate: str | None = None
    reduce_by: str | None = None
    increase_by: str | None = None


def paging(start_at: int, max_results: int, largest: int) -> Paging:
    return Paging(start_at, largest if max_results < 0 else min(max_results, largest))


FIRST_SLICE = Slice()
NOBODY = UserQuery()
ANYBODY = UserSearch()
ANY_PROJECT = ProjectSearch()
ALL_WORKLOGS = WorklogSlice()
ALL_FIELDS = FieldsQuery()
ANY_ISSUE = SearchQuery()
ANY_JQL = JqlQuery()
AUTO = Estimate()


@JIRA.reads("GET", "/rest/api/{version}/serverInfo")
def get_server_info(version: Version) -> ServerInfo:
    """What answers here."""


@JIRA.reads("GET", "/rest/api/{version}/myself")
def get_current_user(version: Version) -> User:
    """Whose token this is."""


@JIRA.reads("GET", "/rest/api/{version}/user")
def get_user(version: Version, who: UserQuery = NOBODY) -> User:
    """One user."""


@JIRA.reads("GET", "/rest/api/{version}/user/properties")
def get_user_property_keys(version: Version, who: UserQuery = NOBODY) -> PropertyKeys:
    """The keys of a user's properties: one's own, an administrator anybody's."""


@JIRA.reads("GET", "/rest/api/{version}/user/properties/{propertyKey}")
def get_user_property(version: Version, property_key: str, who: UserQuery = NOBODY) -> EntityProperty:
    """One of a user's properties."""


@JIRA.reads("GET", "/rest/api/{version}/user/search")
def find_users(version: Version, search: UserSearch = ANYBODY) -> list[User]:
    """The active users with this in a name or the email."""


@JIRA.reads("GET", "/rest/api/{version}/users/search")
def get_all_users(version: Version, slice: Slice = FIRST_SLICE) -> list[User]:
    """All users, by name."""


@JIRA.reads("GET", "/rest/api/{version}/project")
def get_all_projects(version: Version) -> list[Project]:
    """All projects, by key."""


@JIRA.reads("GET", "/rest/api/{version}/project/search")
def search_projects(version: Version, search: ProjectSearch = ANY_PROJECT) -> ProjectPage:
    """The projects with this in key or name, by key."""


@JIRA.reads("GET", "/rest/api/{version}/project/{projectIdOrKey}")
def get_project(version: Version, project_id_or_key: str) -> Project:
    """One project, with its versions, components and issue types."""


@JIRA.reads("GET", "/rest/api/{version}/field")
def get_fields(version: Version) -> list[FieldInfo]:
    """The fields that issues have here."""


@JIRA.reads("GET", "/rest/api/{version}/status")
def get_statuses(version: Version) -> list[Status]:
    """The statuses that issues can have."""


@JIRA.reads("GET", "/rest/api/{version}/issuetype")
def get_issue_types(version: Version) -> list[IssueType]:
    """The types that issues can have."""


@JIRA.reads("GET", "/rest/api/{version}/priority")
def get_priorities(version: Version) -> list[Priority]:
    """The priorities that issues can have."""


@JIRA.reads("GET", "/rest/api/{version}/status/{id}")
def get_status(version: Version, id: Id) -> Status:
    """One status."""


@JIRA.reads("GET", "/rest/api/{version}/statuscategory/{id}")
def get_status_category(version: Version, id: Id) -> StatusCategory:
    """One status category."""


@JIRA.reads("GET", "/rest/api/{version}/issuetype/{id}")
def get_issue_type(version: Version, id: Id) -> IssueType:
    """One issue type."""


@JIRA.reads("GET", "/rest/api/{version}/priority/{id}")
def get_priority(version: Version, id: Id) -> Priority:
    """One priority."""


@JIRA.reads("GET", "/rest/api/{version}/version/{id}")
def get_version(version: Version, id: Id) -> ProjectVersion:
    """One version of a project."""


@JIRA.reads("GET", "/rest/api/{version}/component/{id}")
def get_component(version: Version, id: Id) -> Component:
    """One component of a project."""


@JIRA.reads("GET", "/rest/api/{version}/projectCategory/{id}")
def get_project_category(version: Version, id: Id) -> ProjectCategory:
    """One project category."""


@JIRA.reads("GET", "/rest/api/{version}/issue/{issueIdOrKey}")
def get_issue(version: Version, issue_id_or_key: str, asked: FieldsQuery = ALL_FIELDS) -> Issue:
    """One issue."""


@JIRA.reads("GET", "/rest/api/{version}/issue/{issueIdOrKey}/worklog")
def get_issue_worklogs(version: Version, issue_id_or_key: str, slice: WorklogSlice = ALL_WORKLOGS) -> WorklogPage:
    """The worklogs of an issue that the caller may see, oldest first."""


@JIRA.writes("POST", "/rest/api/{version}/issue/{issueIdOrKey}/worklog", success=201)
def add_worklog(version: Version, issue_id_or_key: str, body: WorklogInput, estimate: Estimate = AUTO) -> Worklog:
    """Log the caller's own time."""


@JIRA.reads("GET", "/rest/api/{version}/issue/{issueIdOrKey}/worklog/{id}")
def get_worklog(version: Version, issue_id_or_key: str, id: str) -> Worklog:
    """One worklog, by its Jira id."""


@JIRA.writes("PUT", "/rest/api/{version}/issue/{issueIdOrKey}/worklog/{id}")
def update_worklog(version: Version, issue_id_or_key: str, id: str, body: WorklogInput, estimate: Estimate = AUTO) -> Worklog:
    """Change what is given of a worklog."""


@JIRA.writes("DELETE", "/rest/api/{version}/issue/{issueIdOrKey}/worklog/{id}")
def delete_worklog(version: Version, issue_id_or_key: str, id: str, estimate: Estimate = AUTO) -> None:
    """Delete a worklog."""


@JIRA.reads("GET", "/rest/api/{version}/search")
def search(version: Version, asked: SearchQuery = ANY_ISSUE) -> SearchResults:
    """The issues that JQL asks for."""


@JIRA.reads("POST", "/rest/api/{version}/search")
def search_by_post(version: Version, body: SearchInput) -> SearchResults:
    """The same, for JQL that is too long for an address."""


@JIRA.reads("GET", "/rest/api/{version}/search/jql")
def search_jql(version: Version, asked: JqlQuery = ANY_JQL) -> JqlResults:
    """The same, page by page with a token and without a total. Only ids and keys, unless fields are asked for."""


@JIRA.reads("POST", "/rest/api/{version}/search/jql")
def search_jql_by_post(version: Version, body: JqlInput) -> JqlResults:
    """The same, for JQL that is too long for an address."""
