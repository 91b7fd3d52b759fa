"""People, projects and issues, as the other server's Jira side tells of them."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from andante.client import InvalidResponse, NotAllowed, NotAuthenticated, NotFound
from andante.client.sync_async import SyncCaller
from andante.jira.endpoints.wire import JqlInput, Slice

from . import wire
from .wire import JiraIssue, JiraProject, JiraUser

USERS_AT_ONCE, PROJECTS_AT_ONCE, ISSUES_AT_ONCE = 1000, 50, 1000
FIELDS = list(wire.JiraFields.__struct_encode_fields__)
EVER = 'created >= "1970-01-01"'
"""Jira Cloud refuses to search for everything."""


def lets_in(jira: SyncCaller) -> bool:
    """Whether one may ask, and a Jira answers."""
    try:
        jira.call(wire.get_current_user)
    except (NotAuthenticated, NotAllowed, NotFound, InvalidResponse):
        return False
    return True


def users(jira: SyncCaller) -> Iterator[JiraUser]:
    slice = Slice(0, USERS_AT_ONCE)
    while found := jira.call(wire.get_all_users, slice):
        yield from found
        slice = Slice(slice.start_at + len(found), USERS_AT_ONCE)


def projects(jira: SyncCaller) -> Iterator[JiraProject]:
    """All projects with their versions and components."""
    slice = Slice(0, PROJECTS_AT_ONCE)
    while True:
        page = jira.call(wire.search_projects, slice)
        yield from (jira.call(wire.get_project, project.id) for project in page.values)
        if page.is_last or not page.values:
            return
        slice = Slice(slice.start_at + len(page.values), PROJECTS_AT_ONCE)


def issues(jira: SyncCaller, minutes: int | None) -> Iterator[JiraIssue]:
    """All issues, or those that changed in the last minutes; each after its parent, where that is one of them."""
    seen: set[str] = set()
    late = []
    for issue in _by_age(jira, EVER if minutes is None else f"updated >= -{minutes}m"):
        if issue.parent is None or issue.parent in seen:
            seen.add(issue.key)
            yield issue
        else:
            late.append(issue)
    yield from _in_generations(late)


def _by_age(jira: SyncCaller, condition: str) -> Iterator[JiraIssue]:
    """The oldest first: most parents are older than their children."""
    asked = JqlInput(jql=f"{condition} ORDER BY created ASC, id ASC", fields=FIELDS, max_results=ISSUES_AT_ONCE)
    while True:
        page = jira.call(wire.search_issues, asked)
        yield from page.issues
        if not page.next_page_token:
            return
        asked = replace(asked, next_page_token=page.next_page_token)


def _in_generations(issues: Sequence[JiraIssue]) -> Iterator[JiraIssue]:
    """Those without a parent among them first, then their children, and so on."""
    waiting = {issue.key: issue for issue in issues}
    while waiting:
        ready = [issue for issue in waiting.values() if issue.parent not in waiting] or list(waiting.values())
        yield from ready
        for issue in ready:
            del waiting[issue.key]
