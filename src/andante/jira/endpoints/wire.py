"""The operations of the Jira endpoints and their parameters and bodies."""

from typing import Annotated, Any, Literal

from msgspec import Meta

from andante.kit.operation import Group
from andante.kit.paging import Paging
from andante.kit.wire import MAX_INT32, Id, Query, Texts, Wire

from .responses import (
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
"""Any valid token may read. The actions for worklogs check the worklog scopes."""

MAX_PAGE_SIZE = 1000
MAX_WORKLOG_PAGE_SIZE = 5000
MAX_MILLISECONDS = 253_402_300_799_999

Version = Literal["2", "3", "latest"]
StartAt = Annotated[int, Meta(ge=0, le=MAX_INT32)]
MaxResults = Annotated[int, Meta(ge=-1, le=MAX_INT32)]
Milliseconds = Annotated[int, Meta(ge=0, le=MAX_MILLISECONDS)]
Adjust = Literal["auto", "new", "leave", "manual"]


class Slice(Query, frozen=True):
    """A part of a list. `max_results` -1 means the maximum."""

    start_at: StartAt = 0
    max_results: MaxResults = 50

    def paging(self, max_page_size: int = MAX_PAGE_SIZE) -> Paging:
        return paging(self.start_at, self.max_results, max_page_size)


class UserQuery(Query, frozen=True):
    """Older scripts use `username` and `key`."""

    account_id: str | None = None
    username: str | None = None
    key: str | None = None


class UserSearch(Slice, frozen=True):
    query: str | None = None
    username: str | None = None
    account_id: str | None = None


class ProjectSearch(Slice, frozen=True):
    query: str | None = None
    keys: Texts = []
    id: Texts = []


class WorklogSlice(Query, frozen=True):
    start_at: StartAt = 0
    max_results: MaxResults = MAX_WORKLOG_PAGE_SIZE
    started_after: Milliseconds | None = None
    started_before: Milliseconds | None = None


class FieldsQuery(Query, frozen=True):
    """Names of fields, separated by commas. `*all` requests all fields, `-name` excludes one."""

    fields: Texts = []


class SearchQuery(Slice, frozen=True):
    jql: str = ""
    fields: Texts = []


class JqlQuery(Query, frozen=True):
    jql: str = ""
    max_results: MaxResults = 50
    fields: Texts = []
    next_page_token: str | None = None


class SearchInput(Wire, kw_only=True):
    jql: str | None = None
    start_at: StartAt = 0
    max_results: MaxResults = 50
    fields: Texts | None = None


class JqlInput(Wire, kw_only=True):
    jql: str | None = None
    max_results: MaxResults = 50
    fields: Texts | None = None
    next_page_token: str | None = None


class WorklogInput(Wire, kw_only=True):
    """`timeSpent` or `timeSpentSeconds` contains the time spent. The default of `started` is the current time."""

    comment: Any = None
    started: str | None = None
    time_spent: str | None = None
    time_spent_seconds: Annotated[int, Meta(ge=1, le=MAX_INT32)] | None = None


class Estimate(Query, frozen=True):
    """How the remaining estimate changes: `auto` reduces it by the time spent, `new` sets it to `newEstimate`, `leave` doesn't
    change it, and `manual` reduces it by `reduceBy`. If a worklog is deleted, `auto` and `manual` increase it instead,
    `manual` by `increaseBy`."""

    adjust_estimate: Adjust = "auto"
    new_estimate: str | None = None
    reduce_by: str | None = None
    increase_by: str | None = None


def paging(start_at: int, max_results: int, max_page_size: int) -> Paging:
    return Paging(start_at, max_page_size if max_results < 0 else min(max_results, max_page_size))


FIRST_SLICE = Slice()
NO_USER = UserQuery()
ALL_USERS = UserSearch()
ALL_PROJECTS = ProjectSearch()
ALL_WORKLOGS = WorklogSlice()
ALL_FIELDS = FieldsQuery()
ALL_ISSUES = SearchQuery()
ALL_ISSUES_PAGED = JqlQuery()
AUTO = Estimate()


@JIRA.reads("GET", "/rest/api/{version}/serverInfo", public=True)
def get_server_info(version: Version) -> ServerInfo:
    """Retrieve the server's version and time. Needs no token."""


@JIRA.reads("GET", "/rest/api/{version}/myself")
def get_current_user(version: Version) -> User:
    """Retrieve the owner of the token."""


@JIRA.reads("GET", "/rest/api/{version}/user")
def get_user(version: Version, user: UserQuery = NO_USER) -> User:
    """Retrieve a user."""


@JIRA.reads("GET", "/rest/api/{version}/user/properties")
def get_user_property_keys(version: Version, user: UserQuery = NO_USER) -> PropertyKeys:
    """List the keys of your own properties or, as an administrator, those of any user."""


@JIRA.reads("GET", "/rest/api/{version}/user/properties/{propertyKey}")
def get_user_property(version: Version, property_key: str, user: UserQuery = NO_USER) -> EntityProperty:
    """Retrieve a property of a user."""


@JIRA.reads("GET", "/rest/api/{version}/user/search")
def find_users(version: Version, search: UserSearch = ALL_USERS) -> list[User]:
    """Search active users by part of their name or email."""


@JIRA.reads("GET", "/rest/api/{version}/users/search")
def get_all_users(version: Version, slice: Slice = FIRST_SLICE) -> list[User]:
    """List all users by name."""


@JIRA.reads("GET", "/rest/api/{version}/project")
def get_all_projects(version: Version) -> list[Project]:
    """List all projects by key."""


@JIRA.reads("GET", "/rest/api/{version}/project/search")
def search_projects(version: Version, search: ProjectSearch = ALL_PROJECTS) -> ProjectPage:
    """Search projects by part of their key or name."""


@JIRA.reads("GET", "/rest/api/{version}/project/{projectIdOrKey}")
def get_project(version: Version, project_id_or_key: str) -> Project:
    """Retrieve a project with its versions, components and issue types."""


@JIRA.reads("GET", "/rest/api/{version}/field")
def get_fields(version: Version) -> list[FieldInfo]:
    """List the fields of issues."""


@JIRA.reads("GET", "/rest/api/{version}/status")
def get_statuses(version: Version) -> list[Status]:
    """List the statuses of issues."""


@JIRA.reads("GET", "/rest/api/{version}/issuetype")
def get_issue_types(version: Version) -> list[IssueType]:
    """List the types of issues."""


@JIRA.reads("GET", "/rest/api/{version}/priority")
def get_priorities(version: Version) -> list[Priority]:
    """List the priorities of issues."""


@JIRA.reads("GET", "/rest/api/{version}/status/{id}")
def get_status(version: Version, id: Id) -> Status:
    """Retrieve a status."""


@JIRA.reads("GET", "/rest/api/{version}/statuscategory/{id}")
def get_status_category(version: Version, id: Id) -> StatusCategory:
    """Retrieve a status category."""


@JIRA.reads("GET", "/rest/api/{version}/issuetype/{id}")
def get_issue_type(version: Version, id: Id) -> IssueType:
    """Retrieve an issue type."""


@JIRA.reads("GET", "/rest/api/{version}/priority/{id}")
def get_priority(version: Version, id: Id) -> Priority:
    """Retrieve a priority."""


@JIRA.reads("GET", "/rest/api/{version}/version/{id}")
def get_version(version: Version, id: Id) -> ProjectVersion:
    """Retrieve a version of a project."""


@JIRA.reads("GET", "/rest/api/{version}/component/{id}")
def get_component(version: Version, id: Id) -> Component:
    """Retrieve a component of a project."""


@JIRA.reads("GET", "/rest/api/{version}/projectCategory/{id}")
def get_project_category(version: Version, id: Id) -> ProjectCategory:
    """Retrieve a project category."""


@JIRA.reads("GET", "/rest/api/{version}/issue/{issueIdOrKey}")
def get_issue(version: Version, issue_id_or_key: str, query: FieldsQuery = ALL_FIELDS) -> Issue:
    """Retrieve an issue."""


@JIRA.reads("GET", "/rest/api/{version}/issue/{issueIdOrKey}/worklog")
def get_issue_worklogs(version: Version, issue_id_or_key: str, slice: WorklogSlice = ALL_WORKLOGS) -> WorklogPage:
    """List the worklogs of an issue that you may view, oldest first."""


@JIRA.writes("POST", "/rest/api/{version}/issue/{issueIdOrKey}/worklog", success=201)
def add_worklog(version: Version, issue_id_or_key: str, body: WorklogInput, estimate: Estimate = AUTO) -> Worklog:
    """Log your own time."""


@JIRA.reads("GET", "/rest/api/{version}/issue/{issueIdOrKey}/worklog/{id}")
def get_worklog(version: Version, issue_id_or_key: str, id: str) -> Worklog:
    """Retrieve a worklog by its Jira id."""


@JIRA.writes("PUT", "/rest/api/{version}/issue/{issueIdOrKey}/worklog/{id}")
def update_worklog(version: Version, issue_id_or_key: str, id: str, body: WorklogInput, estimate: Estimate = AUTO) -> Worklog:
    """Change a worklog. Values that the body doesn't contain stay the same."""


@JIRA.writes("DELETE", "/rest/api/{version}/issue/{issueIdOrKey}/worklog/{id}")
def delete_worklog(version: Version, issue_id_or_key: str, id: str, estimate: Estimate = AUTO) -> None:
    """Delete a worklog."""


@JIRA.reads("GET", "/rest/api/{version}/search")
def search(version: Version, query: SearchQuery = ALL_ISSUES) -> SearchResults:
    """Search issues with JQL.

    The JQL can have at most 50,000 characters, 200 clauses, 5,000 values in its lists, 50 levels of parentheses and NOT, 10 sort fields
    and 20 words in a text. The number of different conditions on worklogs, multiplied by that of the people to whose worklogs they
    apply (at most 500 count), can be at most 5,000.
    """


@JIRA.reads("POST", "/rest/api/{version}/search")
def search_by_post(version: Version, body: SearchInput) -> SearchResults:
    """Search issues with JQL that is too long for a URL.

    The JQL can have at most 50,000 characters, 200 clauses, 5,000 values in its lists, 50 levels of parentheses and NOT, 10 sort fields
    and 20 words in a text. The number of different conditions on worklogs, multiplied by that of the people to whose worklogs they
    apply (at most 500 count), can be at most 5,000.
    """


@JIRA.reads("GET", "/rest/api/{version}/search/jql")
def search_jql(version: Version, query: JqlQuery = ALL_ISSUES_PAGED) -> JqlResults:
    """Search issues with JQL, page by page with a token and without a total. Returns only ids and keys unless fields are requested.

    The JQL can have at most 50,000 characters, 200 clauses, 5,000 values in its lists, 50 levels of parentheses and NOT, 10 sort fields
    and 20 words in a text. The number of different conditions on worklogs, multiplied by that of the people to whose worklogs they
    apply (at most 500 count), can be at most 5,000.
    """


@JIRA.reads("POST", "/rest/api/{version}/search/jql")
def search_jql_by_post(version: Version, body: JqlInput) -> JqlResults:
    """Search issues page by page with JQL that is too long for a URL.

    The JQL can have at most 50,000 characters, 200 clauses, 5,000 values in its lists, 50 levels of parentheses and NOT, 10 sort fields
    and 20 words in a text. The number of different conditions on worklogs, multiplied by that of the people to whose worklogs they
    apply (at most 500 count), can be at most 5,000.
    """
