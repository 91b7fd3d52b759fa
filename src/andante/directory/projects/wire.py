"""Projects, versions and components as the command line and imports give them."""

from typing import Annotated

from msgspec import Meta, Struct

from andante.kit.wire import MAX_INT64, Key, Name, Wire

ProjectKey = Annotated[str, Meta(max_length=50, pattern=r"^[A-Z][A-Z0-9_]*\Z", description="a project key like NORTH")]
GivenId = Annotated[int, Meta(ge=1, le=MAX_INT64 // 2)]
"""An id that comes from elsewhere. It leaves room for those that are counted on from it here."""

Sequence = Annotated[int, Meta(ge=0, le=1_000_000)]


class ProjectInput(Wire, kw_only=True):
    """The lead is an account id, an email or a user name; a category that is not there yet is made."""

    id: GivenId | None = None
    key: ProjectKey
    name: Name
    category: Name | None = None
    lead: Key | None = None


class ProjectChange(Wire, kw_only=True):
    """What is given changes."""

    name: Name | None = None
    category: Name | None = None
    lead: Key | None = None


class ProjectRow(Struct, kw_only=True):
    """A project in a file, which its key names. What is absent stays as it is."""

    id: GivenId | None = None
    key: ProjectKey
    name: Name | None = None
    category: Name | None = None
    lead: Key | None = None


class VersionInput(Wire, kw_only=True):
    """Without a sequence it is scheduled after all others of its project."""

    id: GivenId | None = None
    project: ProjectKey
    name: Name
    sequence: Sequence | None = None
    released: bool = False


class VersionRow(Struct, kw_only=True):
    """A version in a file, which its project and name name. What is absent stays as it is."""

    id: GivenId | None = None
    project: ProjectKey
    name: Name
    sequence: Sequence | None = None
    released: bool | None = None


class ComponentInput(Wire, kw_only=True):
    id: GivenId | None = None
    project: ProjectKey
    name: Name


class ComponentRow(Struct, kw_only=True):
    """A component in a file, which its project and name name."""

    id: GivenId | None = None
    project: ProjectKey
    name: Name
