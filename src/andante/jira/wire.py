"""What Jira's side looks like on the wire: its paths, its names, its null where nothing is."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from ..kit.operation import Group
from ..kit.paging import Paging
from ..kit.wire import MAX_INT32, Query, Wire

JIRA = Group("Jira", view=None, manage=None)
"""Any living token may look things up; worklogs ask for its worklog scopes themselves."""

LARGEST_PAGE = 1000
LARGEST_WORKLOG_PAGE = 5000
LAST_MILLISECOND = 253_402_300_799_999

Version = Literal["2", "3", "latest"]
StartAt = Annotated[int, Meta(ge=0, le=MAX_INT32)]
MaxResults = Annotated[int, Meta(ge=-1, le=MAX_INT32)]
Milliseconds = Annotated[int, Meta(ge=0, le=LAST_MILLISECOND)]
Adjust = Literal["auto", "new", "leave", "manual"]


class Refused(Wire):
    """What a refusal looks like on these paths."""

    error_messages: list[str]
    errors: dict[str, str]


class User(Wire, kw_only=True):
    self_: str
    account_id: str
    account_type: str
    email_address: str | UnsetType = UNSET
    name: str | UnsetType = UNSET
    display_name: str
    active: bool
    time_zone: str
    avatar_urls: dict[str, str]


class StatusCategory(Wire, kw_only=True):
    self_: str
    id: int
    key: str
    name: str
    color_name: str


class Status(Wire, kw_only=True):
    self_: str
    id: str
    name: str
    description: str
    icon_url: str
    status_category: StatusCategory


class IssueType(Wire, kw_only=True):
    self_: str
    id: str
    name: str
    description: str
    icon_url: str
    subtask: bool


class Priority(Wire, kw_only=True):
    self_: str
    id: str
    name: str
    icon_url: str


class ProjectCategory(Wire, kw_only=True):
    self_: str
    id: str
    name: str
    description: str


class Component(Wire, kw_only=True):
    self_: str
    id: str
    name: str


class ProjectVersion(Wire, kw_only=True):
    self_: str
    id: str
    name: str
    released: bool
    archived: bool
    project_id: int


class Project(Wire, kw_only=True):
    """Versions, components and issue types come with one project, not with many."""

    self_: str
    id: str
    key: str
    name: str
    project_type_key: str
    simplified: bool
    avatar_urls: dict[str, str]
    project_category: ProjectCategory | UnsetType = UNSET
    lead: User | UnsetType = UNSET
    components: list[Component] | UnsetType = UNSET
    versions: list[ProjectVersion] | UnsetType = UNSET
    issue_types: list[IssueType] | UnsetType = UNSET


class ProjectPage(Wire, kw_only=True):
    self_: str
    start_at: int
    max_results: int
    total: int
    is_last: bool
    values: list[Project]


class Worklog(Wire, kw_only=True):
    """The comment is text in version 2 and an Atlassian document in version 3."""

    self_: str
    author: User
    update_author: User
    comment: str | dict[str, Any]
    created: str
    updated: str
    started: str
    time_spent: str
    time_spent_seconds: int
    id: str
    issue_id: str


class WorklogPage(Wire, kw_only=True):
    start_at: int
    max_results: int
    total: int
    worklogs: list[Worklog]


class TimeTracking(Wire, kw_only=True):
    """Only what is known is there."""

    original_estimate: str | UnsetType = UNSET
    remaining_estimate: str | UnsetType = UNSET
    time_spent: str | UnsetType = UNSET
    original_estimate_seconds: int | UnsetType = UNSET
    remaining_estimate_seconds: int | UnsetType = UNSET
    time_spent_seconds: int | UnsetType = UNSET


class ParentFields(Wire, kw_only=True):
    summary: str
    status: Status
    priority: Priority | None
    issuetype: IssueType


class Parent(Wire, kw_only=True):
    id: str
    key: str
    self_: str
    fields: ParentFields


class IssueFields(Wire, kw_only=True):
    """Those that were asked for; null where nothing stands in one."""

    summary: str | UnsetType = UNSET
    description: str | dict[str, Any] | UnsetType | None = UNSET
    status: Status | UnsetType = UNSET
    issuetype: IssueType | UnsetType = UNSET
    project: Project | UnsetType = UNSET
    priority: Priority | UnsetType | None = UNSET
    parent: Parent | UnsetType = UNSET
    assignee: User | UnsetType | None = UNSET
    reporter: User | UnsetType | None = UNSET
    components: list[Component] | UnsetType = UNSET
    fix_versions: list[ProjectVersion] | UnsetType = UNSET
    created: str | UnsetType = UNSET
    updated: str | UnsetType = UNSET
    timeoriginalestimate: int | UnsetType | None = UNSET
    timeestimate: int | UnsetType | None = UNSET
    timespent: int | UnsetType | None = UNSET
    timetracking: TimeTracking | UnsetType = UNSET
    worklog: WorklogPage | UnsetType = UNSET


FIELD_NAMES = {field.encode_name: field.name for field in msgspec.structs.fields(IssueFields)}
"""What can be asked for, and how it is called here."""


class Issue(Wire, kw_only=True):
    id: str
    key: str
    self_: str
    fields: IssueFields | UnsetType = UNSET


class SearchResults(Wire, kw_only=True):
    start_at: int
    max_results: int
    total: int
    issues: list[Issue]


class JqlResults(Wire, kw_only=True):
    issues: list[Issue]
    is_last: bool
    next_page_token: str | UnsetType = UNSET


class FieldInfo(Wire, kw_only=True):
    id: str
    key: str
    name: str
    custom: bool
    orderable: bool
    navigable: bool
    searchable: bool
    clause_names: list[str]


class ServerInfo(Wire, kw_only=True):
    base_url: str
    version: str
    version_numbers: list[int]
    deployment_type: str
    build_number: int
    server_time: str
    server_title: str


class Slice(Query, frozen=True):
    """Which part of a list; -1 stands for as many as there can be."""

    start_at: StartAt = 0
    max_results: MaxResults = 50

    def paging(self, largest: int = LARGEST_PAGE) -> Paging:
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
