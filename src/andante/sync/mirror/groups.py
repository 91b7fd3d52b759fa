"""Describes how objects of one kind (a group) are read at the source and written to this database."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Generic, NamedTuple, TypeVar

from msgspec.structs import replace

from andante.kit.batches import batched
from andante.kit.call import Call, Caller
from andante.kit.clock import Instant
from andante.kit.errors import NotFound
from andante.kit.grants import Grants

from .rules import Change, Ids
from .source import Source

Item = TypeVar("Item")
Input = TypeVar("Input")
T = TypeVar("T")
BATCH_SIZE = 1000
"""At most this many objects are written in one transaction."""

Key = int | str


class Batch(NamedTuple, Generic[Item]):
    """Objects that were read. `mark`: where the next run continues, once these objects are written; None if it reads
    everything again."""

    items: Sequence[Item]
    mark: str | None = None


@dataclass(frozen=True)
class Group(Generic[Item, Input]):
    """Objects of one kind.

    `read` returns all of them, or those that changed since a mark. `key` returns the remote id. `convert` returns the input
    that must be written, with local ids. `write` returns the local id of each object. `remove` deletes an object that no
    longer exists at the source; without it, such objects are kept.
    """

    name: str
    read: Callable[[Source, str | None], Iterable[Batch[Item]]]
    key: Callable[[Item], Key]
    convert: Callable[[Item, Ids], Input]
    write: Callable[[Call, Sequence[Change[Input]]], Sequence[Key]]
    remove: Callable[[Call, str], object] | None = None
    find: Callable[[Call, Input], Key | None] | None = None
    """Finds a local object that is considered to be the same: it has the same key, or both are the default."""
    find_existing: Callable[[Source, Sequence[str]], set[str]] | None = None
    """Returns the remote ids that still exist. For groups that are read from a mark on, because such reads don't report deletions."""
    reads_all: bool = True
    """Whether `read` returns all objects each time, so that missing ones were deleted."""
    entity: str | None = None
    """Its name in the change feed of another Andante, for groups that are read from a mark on."""
    needs_jira: bool = False
    """Whether the group is read from Jira, and left out if there is none."""


def read_all(read: Callable[[Source], Iterable[Item]]) -> Callable[[Source, str | None], Iterable[Batch[Item]]]:
    """Reads all objects of a group each time."""
    return lambda source, _: (Batch(items) for items in batched(read(source), BATCH_SIZE))


def write_each(
    create: Callable[[Call, Input], Any], update: Callable[[Call, Any, Input], object] | None, id_field: str = "id"
) -> Callable[[Call, Sequence[Change[Input]]], list[Key]]:
    """Writes the objects of small groups one by one. `id_field` is the field of the created record that holds the local id.
    `update` is None for objects that never change."""
    id_of: Callable[[Any], Key] = attrgetter(id_field)
    parse_id: Callable[[str], Key] = int if id_field == "id" else str

    def write(call: Call, changes: Sequence[Change[Input]]) -> list[Key]:
        return [_write(call, change) for change in changes]

    def _write(call: Call, change: Change[Input]) -> Key:
        if change.local_id is None:
            return id_of(create(call, change.input))
        if update:
            update(call, parse_id(change.local_id), change.input)
        return change.local_id

    return write


def by_id(remove: Callable[[Call, int], object]) -> Callable[[Call, str], object]:
    return lambda call, local_id: remove(call, int(local_id))


def find_by(find: Callable[[Call, str], Any], field: str, id_field: str = "id") -> Callable[[Call, Any], Key | None]:
    """Finds the local object that has the same value in this field of the input."""

    def _find(call: Call, input: Any) -> Key | None:
        try:
            existing = find(call, getattr(input, field))
        except NotFound:
            return None
        local_id: Key = getattr(existing, id_field)
        return local_id

    return _find


def impersonate(call: Call, account_id: str, at: str) -> Call:
    """A call as this user at this time, with all permissions. Objects that are written with it have the same creator and
    timestamp as at the source."""
    return replace(call, caller=Caller(account_id, grants=Grants(administrator=True)), now=Instant(at), latest_change=Instant(""))
