"""The Jira endpoints that the mirror reads, and the fields that it needs from their responses. Jira Cloud, Jira Data Center and
Andante all support them."""

from msgspec import Struct

from andante.jira.endpoints.wire import JqlInput, Slice
from andante.kit.operation import Group

JIRA = Group("Jira", view="", manage="")


class JiraUser(Struct, rename="camel", kw_only=True):
    account_id: str
    display_name: str = ""
    active: bool = True
    email_address: str | None = None
    time_zone: str | None = None
    name: str | None = None


class Named(Struct):
    id: str
    name: str


class JiraVersion(Struct):
    id: str
    name: str
    released: bool = False


class JiraProject(Struct, rename="camel", kw_only=True):
    """Only responses with a single project contain versions and components."""

    id: str
    key: str
    name: str = ""
    project_category: Named | None = None
    lead: JiraUser | None = None
    versions: list[JiraVersion] = []
    components: list[Named] = []


class JiraProjects(Struct, rename="camel"):
    values: list[JiraProject]
    is_last: bool = True


class Category(Struct):
    key: str


class JiraStatus(Struct, rename="camel"):
    name: str
    status_category: Category


class WithKey(Struct):
    key: str


class WithName(Struct):
    name: str


class JiraFields(Struct, rename="camel", kw_only=True):
    summary: str
    issuetype: WithName
    status: JiraStatus
    description: str | None = None
    priority: WithName | None = None
    parent: WithKey | None = None
    assignee: JiraUser | None = None
    reporter: JiraUser | None = None
    components: list[WithName] = []
    fix_versions: list[WithName] = []
    timeoriginalestimate: int | None = None
    timeestimate: int | None = None


class JiraIssue(Struct):
    id: str
    key: str
    fields: JiraFields

    @property
    def parent(self) -> str | None:
        """The key of the parent issue."""
        return self.fields.parent.key if self.fields.parent else None


class JiraIssues(Struct, rename="camel"):
    issues: list[JiraIssue]
    next_page_token: str | None = None


@JIRA.reads("GET", "/rest/api/3/myself")
def get_current_user() -> JiraUser:
    """The user to whom the token belongs."""


@JIRA.reads("GET", "/rest/api/3/users/search")
def get_all_users(slice: Slice) -> list[JiraUser]:
    """All users, including inactive ones."""


@JIRA.reads("GET", "/rest/api/3/project/search")
def search_projects(slice: Slice) -> JiraProjects:
    """All projects."""


@JIRA.reads("GET", "/rest/api/3/project/{projectId}")
def get_project(project_id: str) -> JiraProject:
    """A project."""


@JIRA.reads("POST", "/rest/api/2/search/jql")
def search_issues(body: JqlInput) -> JiraIssues:
    """Searches issues with JQL. Version 2 of the API returns descriptions as text."""
