"""What a project is made of."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from ..kit.errors import Invalid


class CategoryRecord(Struct, frozen=True, gc=False):
    id: int
    name: str


class ProjectRecord(Struct, frozen=True, gc=False):
    id: int
    key: str
    name: str
    category_id: int | None = None
    lead_id: str | None = None


class VersionRecord(Struct, frozen=True, gc=False):
    """`sequence` is the order in which versions are scheduled: the highest is the last to come."""

    id: int
    project_id: int
    name: str
    sequence: int
    released: bool


class ComponentRecord(Struct, frozen=True, gc=False):
    id: int
    project_id: int
    name: str


def pick(names: Sequence[str], there: Iterable[VersionRecord | ComponentRecord], field: str) -> list[int]:
    """The ids of those of a project's versions or components that have these names: Invalid where one is missing."""
    ids = {one.name: one.id for one in there}
    unknown = [name for name in names if name not in ids]
    if unknown:
        raise Invalid(f"'{field}' names '{unknown[0]}', which the project does not have; it has {', '.join(ids) or 'none'}")
    return list(dict.fromkeys(ids[name] for name in names))
