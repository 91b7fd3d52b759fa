"""The response bodies of the Jira endpoints. As in Jira, fields without a value are null."""

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from andante.kit.wire import Wire


class ErrorResponse(Wire):
    """The body of a refusal."""

    error_messages: list[str]
    errors: dict[str, str]


class User(Wire, kw_only=True):
    """`key` and `name` are those of older versions of Jira. A user without a user name has no `name`."""

    self_: str
    account_id: str
    account_type: str
    email_address: str | UnsetType = UNSET
    key: str
    name: str | UnsetType = UNSET
    display_name: str
    active: bool
    time_zone: str
    avatar_urls: dict[str, str]


class PropertyKey(Wire, kw_only=True):
    self_: str
    key: str


class PropertyKeys(Wire):
    keys: list[PropertyKey]


class EntityProperty(Wire):
    key: str
    value: str


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
    """Only the response for a single project includes versions, components and issue types."""

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
    """Values that the issue doesn't have are omitted."""

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
    """The requested fields. A field without a value is null."""

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
"""The attribute of `IssueFields` by the name of each field that can be requested."""


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
