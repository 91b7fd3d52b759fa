"""Input structs for issues. The command line and pages use `…Input` and `…Change`, import files use `…Row`."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from andante.directory.projects.wire import RequestedId
from andante.kit.wire import Key, Name, Seconds, Text, Wire

IssueKey = Annotated[str, Meta(max_length=64, pattern=r"^[A-Z][A-Z0-9_]*-[1-9][0-9]*\Z", description="an issue key like NORTH-12")]
DEFAULT_TYPE = "Task"
DEFAULT_STATUS = "To Do"
StatusCategory = Literal["new", "indeterminate", "done"]


class IssueInput(Wire, kw_only=True):
    """The key determines the project. New types, statuses and priorities are created. `reporter` and `assignee` are
    account ids, emails or user names; `versions` and `components` are names."""

    id: RequestedId | None = None
    key: IssueKey
    summary: Name
    type: Name = DEFAULT_TYPE
    original_estimate_seconds: Seconds | None = None
    remaining_estimate_seconds: Seconds | None = None
    status: Name = DEFAULT_STATUS
    priority: Name | None = None
    description: Text = ""
    parent: IssueKey | None = None
    reporter: Key | None = None
    assignee: Key | None = None
    versions: list[Name] = []
    components: list[Name] = []


class IssueChange(Wire, kw_only=True):
    """Fields that are None don't change. An empty text clears the priority, parent, reporter or assignee."""

    summary: Name | None = None
    type: Name | None = None
    original_estimate_seconds: Seconds | None = None
    remaining_estimate_seconds: Seconds | None = None
    status: Name | None = None
    priority: Annotated[str, Meta(max_length=255)] | None = None
    description: Text | None = None
    parent: Annotated[str, Meta(max_length=64)] | None = None
    reporter: Annotated[str, Meta(max_length=255)] | None = None
    assignee: Annotated[str, Meta(max_length=255)] | None = None
    versions: list[Name] | None = None
    components: list[Name] | None = None


class IssueRow(Struct, kw_only=True):
    """An issue in an import file, identified by its key. Missing fields of an existing issue don't change; those of a new issue get
    their defaults. `status_category` is the category of a new status. A parent must precede its children."""

    id: RequestedId | None = None
    key: IssueKey
    summary: Name | None = None
    type: Name | None = None
    original_estimate_seconds: Seconds | None = None
    remaining_estimate_seconds: Seconds | None = None
    status: Name | None = None
    status_category: StatusCategory | None = None
    priority: Name | None = None
    description: Text | None = None
    parent: IssueKey | None = None
    reporter: Key | None = None
    assignee: Key | None = None
    versions: list[Name] | None = None
    components: list[Name] | None = None


class StatusInput(Wire, kw_only=True):
    name: Name
    category: StatusCategory
