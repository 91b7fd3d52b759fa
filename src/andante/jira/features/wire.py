"""The operations that report the caller's permissions and session, and features that Andante doesn't have."""

from typing import Literal

from msgspec import UNSET, UnsetType

from andante.jira.endpoints.responses import User
from andante.jira.endpoints.wire import JIRA, MaxResults, StartAt, Version
from andante.kit.wire import Query, Texts, Wire


class PermissionsQuery(Query, frozen=True):
    """Keys of permissions, separated by commas. A project or issue must exist, but the permissions are the same for all of them."""

    permissions: Texts = []
    project_id: str | None = None
    project_key: str | None = None
    issue_id: str | None = None
    issue_key: str | None = None


class CommentsQuery(Query, frozen=True):
    start_at: StartAt = 0
    max_results: MaxResults = 50


class PermissionInfo(Wire, kw_only=True):
    """`deprecatedKey` is only present if the key is one that Jira no longer uses."""

    id: str
    key: str
    name: str
    type: str
    description: str
    have_permission: bool
    deprecated_key: bool | UnsetType = UNSET


class Permissions(Wire):
    permissions: dict[str, PermissionInfo]


class LoginInfo(Wire):
    """Andante doesn't count sign-ins, so it has no fields."""


class Session(Wire, kw_only=True):
    self_: str
    name: str
    login_info: LoginInfo


class Transitions(Wire, kw_only=True):
    expand: str
    transitions: list[None]


class Comments(Wire, kw_only=True):
    start_at: int
    max_results: int
    total: int
    comments: list[None]


class Watchers(Wire, kw_only=True):
    self_: str
    is_watching: bool
    watch_count: int
    watchers: list[User]


class Groups(Wire, kw_only=True):
    header: str
    total: int
    groups: list[None]


NO_FILTER = PermissionsQuery()
FIRST_COMMENTS = CommentsQuery()


@JIRA.reads("GET", "/rest/api/{version}/mypermissions")
def get_my_permissions(version: Version, query: PermissionsQuery = NO_FILTER) -> Permissions:
    """List Jira's permissions, and which of them you have."""


@JIRA.reads("GET", "/rest/auth/{version}/session")
def get_session(version: Literal["1", "latest"]) -> Session:
    """Retrieve the name of the owner of the token."""


@JIRA.reads("GET", "/rest/api/{version}/issue/{issueIdOrKey}/transitions")
def get_transitions(version: Version, issue_id_or_key: str) -> Transitions:
    """List the transitions of an issue: none, because Andante has no workflows."""


@JIRA.reads("GET", "/rest/api/{version}/issue/{issueIdOrKey}/comment")
def get_comments(version: Version, issue_id_or_key: str, query: CommentsQuery = FIRST_COMMENTS) -> Comments:
    """List the comments of an issue: none, because Andante has no comments."""


@JIRA.reads("GET", "/rest/api/{version}/issue/{issueIdOrKey}/watchers")
def get_watchers(version: Version, issue_id_or_key: str) -> Watchers:
    """List the watchers of an issue: none, because Andante has no watchers."""


@JIRA.reads("GET", "/rest/api/{version}/filter/favourite")
def get_favourite_filters(version: Version) -> list[None]:
    """List your favorite filters: none, because Andante doesn't store filters."""


@JIRA.reads("GET", "/rest/api/{version}/groups/picker")
def find_groups(version: Version) -> Groups:
    """Search groups: none, because Andante has no groups of users."""
