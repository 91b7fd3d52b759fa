"""The permissions of Jira, and which of them a caller has in Andante."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from andante.kit.call import Caller
from andante.kit.errors import Fault, FaultCode, Invalid
from andante.kit.faults import shown
from andante.kit.grants import covers
from andante.scopes import Permission, Scope


class JiraPermission(NamedTuple):
    """A permission of Jira. `old_key` is its key in versions before Jira 7, which clients may still use."""

    id: int
    key: str
    old_key: str = ""

    @property
    def type(self) -> str:
        return "GLOBAL" if self.key in GLOBAL else "PROJECT"

    @property
    def name(self) -> str:
        return self.key.replace("_", " ").capitalize()


GLOBAL = frozenset(
    {"ADMINISTER", "SYSTEM_ADMIN", "USER_PICKER", "CREATE_SHARED_OBJECTS", "MANAGE_GROUP_FILTER_SUBSCRIPTIONS", "BULK_CHANGE"}
)

PERMISSIONS = (
    JiraPermission(0, "ADMINISTER"),
    JiraPermission(10, "BROWSE_PROJECTS", "BROWSE"),
    JiraPermission(11, "CREATE_ISSUES", "CREATE_ISSUE"),
    JiraPermission(12, "EDIT_ISSUES", "EDIT_ISSUE"),
    JiraPermission(13, "ASSIGN_ISSUES", "ASSIGN_ISSUE"),
    JiraPermission(14, "RESOLVE_ISSUES", "RESOLVE_ISSUE"),
    JiraPermission(15, "ADD_COMMENTS", "COMMENT_ISSUE"),
    JiraPermission(16, "DELETE_ISSUES", "DELETE_ISSUE"),
    JiraPermission(17, "ASSIGNABLE_USER"),
    JiraPermission(18, "CLOSE_ISSUES", "CLOSE_ISSUE"),
    JiraPermission(19, "CREATE_ATTACHMENTS", "CREATE_ATTACHMENT"),
    JiraPermission(20, "WORK_ON_ISSUES", "WORK_ISSUE"),
    JiraPermission(21, "LINK_ISSUES", "LINK_ISSUE"),
    JiraPermission(22, "CREATE_SHARED_OBJECTS"),
    JiraPermission(23, "ADMINISTER_PROJECTS", "PROJECT_ADMIN"),
    JiraPermission(24, "MANAGE_GROUP_FILTER_SUBSCRIPTIONS"),
    JiraPermission(25, "MOVE_ISSUES", "MOVE_ISSUE"),
    JiraPermission(26, "SET_ISSUE_SECURITY"),
    JiraPermission(27, "USER_PICKER"),
    JiraPermission(28, "SCHEDULE_ISSUES", "SCHEDULE_ISSUE"),
    JiraPermission(29, "VIEW_DEV_TOOLS", "VIEW_VERSION_CONTROL"),
    JiraPermission(30, "MODIFY_REPORTER"),
    JiraPermission(31, "VIEW_VOTERS_AND_WATCHERS"),
    JiraPermission(32, "MANAGE_WATCHERS", "MANAGE_WATCHER_LIST"),
    JiraPermission(33, "BULK_CHANGE"),
    JiraPermission(34, "EDIT_ALL_COMMENTS", "COMMENT_EDIT_ALL"),
    JiraPermission(35, "EDIT_OWN_COMMENTS", "COMMENT_EDIT_OWN"),
    JiraPermission(36, "DELETE_ALL_COMMENTS", "COMMENT_DELETE_ALL"),
    JiraPermission(37, "DELETE_OWN_COMMENTS", "COMMENT_DELETE_OWN"),
    JiraPermission(38, "DELETE_ALL_ATTACHMENTS", "ATTACHMENT_DELETE_ALL"),
    JiraPermission(39, "DELETE_OWN_ATTACHMENTS", "ATTACHMENT_DELETE_OWN"),
    JiraPermission(40, "EDIT_OWN_WORKLOGS", "WORKLOG_EDIT_OWN"),
    JiraPermission(41, "EDIT_ALL_WORKLOGS", "WORKLOG_EDIT_ALL"),
    JiraPermission(42, "DELETE_OWN_WORKLOGS", "WORKLOG_DELETE_OWN"),
    JiraPermission(43, "DELETE_ALL_WORKLOGS", "WORKLOG_DELETE_ALL"),
    JiraPermission(44, "SYSTEM_ADMIN"),
    JiraPermission(45, "VIEW_READONLY_WORKFLOW", "VIEW_WORKFLOW_READONLY"),
    JiraPermission(46, "TRANSITION_ISSUES", "TRANSITION_ISSUE"),
)
"""Permissions that belong to Jira itself, by id."""


def held_by(caller: Caller) -> frozenset[str]:
    """The keys of the permissions that the caller has. The Jira endpoints only change worklogs, so nobody has the others."""
    held = {"BROWSE_PROJECTS", "USER_PICKER"}
    if caller.grants.administrator:
        held.add("ADMINISTER")
    if covers(caller.scopes, Scope.WORKLOGS_MANAGE):
        held |= {"WORK_ON_ISSUES", "EDIT_OWN_WORKLOGS", "DELETE_OWN_WORKLOGS"}
        if caller.grants.holds(Permission.WORKLOG_MANAGE):
            held |= {"EDIT_ALL_WORKLOGS", "DELETE_ALL_WORKLOGS"}
    return frozenset(held)


def requested(keys: Sequence[str]) -> Iterator[tuple[str, JiraPermission]]:
    """The permissions with these keys, each with its key; all of them, under old and new keys, without keys. Raises Invalid if Jira
    has no such permission."""
    by_key = {key: permission for permission in PERMISSIONS for key in (permission.key, permission.old_key) if key}
    unknown = [key for key in keys if key not in by_key]
    if unknown:
        raise Invalid(
            *(Fault("permissions", FaultCode.UNKNOWN, f"must be keys of permissions of Jira, not {shown(key)}") for key in unknown)
        )
    for key in dict.fromkeys(keys) or by_key:
        yield key, by_key[key]
