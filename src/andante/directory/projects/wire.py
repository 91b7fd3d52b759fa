"""Input structs for projects, versions and components. The command line and pages use `…Input` and `…Change`, import files use
`…Row`."""

from typing import Annotated

from msgspec import Meta, Struct

from andante.kit.wire import MAX_INT64, Key, Name, Wire

ProjectKey = Annotated[str, Meta(max_length=50, pattern=r"^[A-Z][A-Z0-9_]*\Z", description="a project key like NORTH")]
RequestedId = Annotated[int, Meta(ge=1, le=MAX_INT64 // 2)]
"""An id from another system. Generated ids continue from the largest existing id, so the maximum leaves room for them."""

Sequence = Annotated[int, Meta(ge=0, le=1_000_000)]


class ProjectInput(Wire, kw_only=True):
    """`lead` is an account id, email or user name. `category` is created if it doesn't exist."""

    id: RequestedId | None = None
    key: ProjectKey
    name: Name
    category: Name | None = None
    lead: Key | None = None


class ProjectChange(Wire, kw_only=True):
    """Fields that are None don't change."""

    name: Name | None = None
    category: Name | None = None
    lead: Key | None = None


class ProjectRow(Struct, kw_only=True):
    """A project in an import file, identified by its key. Missing fields of an existing project don't change."""

    id: RequestedId | None = None
    key: ProjectKey
    name: Name | None = None
    category: Name | None = None
    lead: Key | None = None


class VersionInput(Wire, kw_only=True):
    """Without a `sequence`, the version is scheduled after all other versions of its project."""

    id: RequestedId | None = None
    project: ProjectKey
    name: Name
    sequence: Sequence | None = None
    released: bool = False


class VersionRow(Struct, kw_only=True):
    """A version in an import file, identified by project and name. Missing fields of an existing version don't change."""

    id: RequestedId | None = None
    project: ProjectKey
    name: Name
    sequence: Sequence | None = None
    released: bool | None = None


class ComponentInput(Wire, kw_only=True):
    id: RequestedId | None = None
    project: ProjectKey
    name: Name


class ComponentRow(Struct, kw_only=True):
    """A component in an import file, identified by project and name."""

    id: RequestedId | None = None
    project: ProjectKey
    name: Name
