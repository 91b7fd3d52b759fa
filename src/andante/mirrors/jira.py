"""What the other server's Jira side tells of people, projects and issues. Of its answers only what is needed is read, so that
Jira Cloud, Jira Data Center and Andante all will do."""

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

import httpx
import msgspec
from msgspec import Struct

from ..client.errors import error_of
from .source import LARGEST_PAGE

T = TypeVar("T")
FIELDS = [
    "summary",
    "description",
    "issuetype",
    "status",
    "priority",
    "parent",
    "assignee",
    "reporter",
    "components",
    "fixVersions",
    "timeoriginalestimate",
    "timeestimate",
]
EVER = 'created >= "1970-01-01"'
"""Jira Cloud refuses to search for everything."""


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
    id: str
    key: str
    name: str = ""
    project_category: Named | None = None
    lead: JiraUser | None = None
    versions: list[JiraVersion] = []
    components: list[Named] = []


class _Projects(Struct, rename="camel"):
    values: list[JiraProject]
    is_last: bool = True


class Category(Struct):
    key: str


class JiraStatus(Struct, rename="camel"):
    name: str
    status_category: Category


class Key(Struct):
    key: str


class Only(Struct):
    name: str


class JiraFields(Struct, rename="camel", kw_only=True):
    summary: str
    issuetype: Only
    status: JiraStatus
    description: str | None = None
    priority: Only | None = None
    parent: Key | None = None
    assignee: JiraUser | None = None
    reporter: JiraUser | None = None
    components: list[Only] = []
    fix_versions: list[Only] = []
    timeoriginalestimate: int | None = None
    timeestimate: int | None = None


class JiraIssue(Struct):
    id: str
    key: str
    fields: JiraFields

    @property
    def parent(self) -> str | None:
        return self.fields.parent.key if self.fields.parent else None


class _Issues(Struct, rename="camel"):
    issues: list[JiraIssue]
    next_page_token: str | None = None


def users(http: httpx.Client) -> Iterator[list[JiraUser]]:
    """All users, those who are not active too."""
    start = 0
    while found := _get(http, "/rest/api/3/users/search", list[JiraUser], startAt=start, maxResults=LARGEST_PAGE):
        yield found
        start += len(found)


def projects(http: httpx.Client) -> Iterator[list[JiraProject]]:
    """All projects, with their versions and components: these come with one project, not with many."""
    start = 0
    while True:
        page = _get(http, "/rest/api/3/project/search", _Projects, startAt=start, maxResults=50)
        yield [_get(http, f"/rest/api/3/project/{project.id}", JiraProject) for project in page.values]
        if page.is_last or not page.values:
            return
        start += len(page.values)


def issues(http: httpx.Client, minutes: int | None) -> Iterator[list[JiraIssue]]:
    """All issues, or those that changed in the last minutes; each after its parent, where that is one of them. Version 2
    gives descriptions as text."""
    condition = EVER if minutes is None else f"updated >= -{minutes}m"
    asked: dict[str, Any] = {"jql": f"{condition} ORDER BY created ASC, id ASC", "fields": FIELDS, "maxResults": LARGEST_PAGE}
    seen: set[str] = set()
    late: list[JiraIssue] = []
    while True:
        page = _answer(http.post("/rest/api/2/search/jql", json=asked), _Issues)
        ready = [issue for issue in page.issues if _comes_after_parent(issue, seen)]
        late += [issue for issue in page.issues if issue.key not in seen]
        yield ready
        if not page.next_page_token:
            break
        asked["nextPageToken"] = page.next_page_token
    yield from _in_generations(late)


def _comes_after_parent(issue: JiraIssue, seen: set[str]) -> bool:
    """Whether there is no parent to wait for. Notes the issue then."""
    if issue.parent is not None and issue.parent not in seen:
        return False
    seen.add(issue.key)
    return True


def _in_generations(issues: Sequence[JiraIssue]) -> Iterator[list[JiraIssue]]:
    """Those without a parent among them first, then their children, and so on."""
    waiting = {issue.key: issue for issue in issues}
    while waiting:
        ready = [issue for issue in waiting.values() if issue.parent not in waiting]
        yield ready or list(waiting.values())
        waiting = {key: issue for key, issue in waiting.items() if ready and issue not in ready}


def _get(http: httpx.Client, path: str, kind: type[T], **query: int) -> T:
    return _answer(http.get(path, params=query), kind)


def _answer(response: httpx.Response, kind: type[T]) -> T:
    if not response.is_success:
        raise error_of(response)
    return msgspec.json.decode(response.content, type=kind)
