"""What a project is made of, and how things are named by id or key."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from ..kit.errors import Invalid

DIGITS_OF_INT64 = 19
"""A number with fewer digits fits into 64 bits."""


def id_of(named: int | str) -> int | None:
    """The id that this can be; None where it can only be a key or a name."""
    text = str(named)
    return int(text) if text.isascii() and text.isdigit() and len(text) < DIGITS_OF_INT64 else None


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
