"""Projects and issues as the command line and imports give them."""

from typing import Annotated

from msgspec import Meta, Struct

from ..kit.wire import Id, Name, Seconds, Wire

ProjectKey = Annotated[str, Meta(max_length=50, pattern=r"^[A-Z][A-Z0-9_]*\Z", description="a project key like NORTH")]
IssueKey = Annotated[str, Meta(max_length=64, pattern=r"^[A-Z][A-Z0-9_]*-[1-9][0-9]*\Z", description="an issue key like NORTH-12")]


class ProjectInput(Wire, kw_only=True):
    id: Id | None = None
    key: ProjectKey
    name: Name


class IssueInput(Wire, kw_only=True):
    """The project follows from the key."""

    id: Id | None = None
    key: IssueKey
    summary: Name
    type: Name = "Task"
    original_estimate_seconds: Seconds | None = None
    remaining_estimate_seconds: Seconds | None = None


class ProjectRow(Struct, kw_only=True):
    """A project in a file, which its key names. What is absent stays as it is."""

    id: Id | None = None
    key: ProjectKey
    name: Name | None = None


class IssueRow(Struct, kw_only=True):
    """An issue in a file, which its key names. What is absent stays as it is; of a new one it gets its default."""

    id: Id | None = None
    key: IssueKey
    summary: Name | None = None
    type: Name | None = None
    original_estimate_seconds: Seconds | None = None
    remaining_estimate_seconds: Seconds | None = None
