"""The handlers of the operations for permissions, the session and features that Andante doesn't have."""

from andante.directory.issues import queries as issues
from andante.directory.people import queries as people
from andante.directory.projects import queries as projects
from andante.jira.endpoints.render import Renderer
from andante.jira.endpoints.wire import MAX_PAGE_SIZE, Version, paging
from andante.kit.call import Call
from andante.kit.server import handles

from . import rules, wire
from .wire import (
    FIRST_COMMENTS,
    NO_FILTER,
    Comments,
    CommentsQuery,
    Groups,
    LoginInfo,
    PermissionInfo,
    Permissions,
    PermissionsQuery,
    Session,
    Transitions,
    Watchers,
)


@handles(wire.get_my_permissions)
def get_my_permissions(call: Call, version: Version, query: PermissionsQuery = NO_FILTER) -> Permissions:
    if project := query.project_id or query.project_key:
        projects.find(call, project)
    if issue := query.issue_id or query.issue_key:
        issues.find(call, issue)
    keys = [key.strip() for listed in query.permissions for key in listed.split(",") if key.strip()]
    held = rules.held_by(call.caller)
    return Permissions({key: _render(key, permission, held) for key, permission in rules.requested(keys)})


def _render(key: str, permission: rules.JiraPermission, held: frozenset[str]) -> PermissionInfo:
    info = PermissionInfo(
        id=str(permission.id),
        key=key,
        name=permission.name,
        type=permission.type,
        description="",
        have_permission=permission.key in held,
    )
    if key != permission.key:
        info.deprecated_key = True
    return info


@handles(wire.get_session)
def get_session(call: Call, version: str) -> Session:
    user = people.find(call, call.me)
    return Session(self_=Renderer(call, "latest").user_link(user), name=user.name or user.account_id, login_info=LoginInfo())


@handles(wire.get_transitions)
def get_transitions(call: Call, version: Version, issue_id_or_key: str) -> Transitions:
    issues.find(call, issue_id_or_key)
    return Transitions(expand="transitions", transitions=[])


@handles(wire.get_comments)
def get_comments(call: Call, version: Version, issue_id_or_key: str, query: CommentsQuery = FIRST_COMMENTS) -> Comments:
    issues.find(call, issue_id_or_key)
    page = paging(query.start_at, query.max_results, MAX_PAGE_SIZE)
    return Comments(start_at=page.offset, max_results=page.limit, total=0, comments=[])


@handles(wire.get_watchers)
def get_watchers(call: Call, version: Version, issue_id_or_key: str) -> Watchers:
    issue = issues.find(call, issue_id_or_key)
    link = call.link(wire.get_watchers, Renderer(call, version).version, issue.key)
    return Watchers(self_=link, is_watching=False, watch_count=0, watchers=[])


@handles(wire.get_favourite_filters)
def get_favourite_filters(call: Call, version: Version) -> list[None]:
    return []


@handles(wire.find_groups)
def find_groups(call: Call, version: Version) -> Groups:
    return Groups(header="Showing 0 of 0 matching groups", total=0, groups=[])
