"""Reads people, projects and issues from the Jira of the source."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from andante.client import InvalidResponse, NotAllowed, NotAuthenticated, NotFound
from andante.client.sync_async import SyncCaller
from andante.jira.endpoints.wire import JqlInput, Slice

from . import wire
from .wire import JiraIssue, JiraProject, JiraUser

USERS_PER_PAGE, PROJECTS_PER_PAGE, ISSUES_PER_PAGE = 1000, 50, 1000
FIELDS = list(wire.JiraFields.__struct_encode_fields__)
ANY_ISSUE = 'created >= "1970-01-01"'
"""Matches all issues: Jira Cloud refuses searches without a condition."""


def is_accessible(jira: SyncCaller) -> bool:
    """Whether the address is a Jira, and the token may use it."""
    try:
        jira.call(wire.get_current_user)
    except (NotAuthenticated, NotAllowed, NotFound, InvalidResponse):
        return False
    return True


def users(jira: SyncCaller) -> Iterator[JiraUser]:
    slice = Slice(0, USERS_PER_PAGE)
    while found := jira.call(wire.get_all_users, slice):
        yield from found
        slice = Slice(slice.start_at + len(found), USERS_PER_PAGE)


def projects(jira: SyncCaller) -> Iterator[JiraProject]:
    """All projects with their versions and components."""
    slice = Slice(0, PROJECTS_PER_PAGE)
    while True:
        page = jira.call(wire.search_projects, slice)
        yield from (jira.call(wire.get_project, project.id) for project in page.values)
        if page.is_last or not page.values:
            return
        slice = Slice(slice.start_at + len(page.values), PROJECTS_PER_PAGE)


def issues(jira: SyncCaller, minutes: int | None) -> Iterator[JiraIssue]:
    """All issues, or those that changed in the last minutes. A parent comes before its children."""
    keys: set[str] = set()
    postponed = []
    for issue in _by_age(jira, ANY_ISSUE if minutes is None else f"updated >= -{minutes}m"):
        if issue.parent is None or issue.parent in keys:
            keys.add(issue.key)
            yield issue
        else:
            postponed.append(issue)
    yield from _parents_first(postponed)


def _by_age(jira: SyncCaller, condition: str) -> Iterator[JiraIssue]:
    """The oldest issues first, because most parents are older than their children."""
    search = JqlInput(jql=f"{condition} ORDER BY created ASC, id ASC", fields=FIELDS, max_results=ISSUES_PER_PAGE)
    while True:
        page = jira.call(wire.search_issues, search)
        yield from page.issues
        if not page.next_page_token:
            return
        search = replace(search, next_page_token=page.next_page_token)


def _parents_first(issues: Sequence[JiraIssue]) -> Iterator[JiraIssue]:
    """Sorts the issues: those without a parent in the list first, then their children, and so on."""
    waiting = {issue.key: issue for issue in issues}
    while waiting:
        ready = [issue for issue in waiting.values() if issue.parent not in waiting] or list(waiting.values())
        yield from ready
        for issue in ready:
            del waiting[issue.key]
