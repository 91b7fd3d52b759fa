"""What a group of things is: how it is read there, and written here."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import attrgetter
from typing import Any, Generic, NamedTuple, TypeVar

from msgspec.structs import replace

from andante.kit.call import Call, Caller
from andante.kit.clock import Instant
from andante.kit.errors import NotFound
from andante.kit.grants import Grants

from .rules import Change, Ids
from .source import Source

Item = TypeVar("Item")
Given = TypeVar("Given")
Thing = TypeVar("Thing")
BATCH = 1000
"""So many things are written in one transaction."""

Name = int | str


class Batch(NamedTuple, Generic[Item]):
    """Some things that were read, and the mark from which the next reading has to begin once they are written; None where
    it begins at the beginning each time."""

    items: Sequence[Item]
    mark: str | None = None


@dataclass(frozen=True)
class Group(Generic[Item, Given]):
    """Things of one kind.

    `read` gives all of them, or those that changed since a mark. `given` says what is to be written here of a thing
    there, with the ids of here. `write` gives what each of the things is called here. `remove` takes what is not there any
    more away here; without it, it stays.
    """

    name: str
    read: Callable[[Source, str | None], Iterable[Batch[Item]]]
    key: Callable[[Item], Name]
    given: Callable[[Item, Ids], Given]
    write: Callable[[Call, Sequence[Change[Given]]], Sequence[Name]]
    remove: Callable[[Call, str], object] | None = None
    find: Callable[[Call, Given], Name | None] | None = None
    """What a thing that was never mirrored is here nevertheless: it has the same key, or both are the default."""
    still_there: Callable[[Source, Sequence[str]], set[str]] | None = None
    """Which of these things are still there: for groups that are read by marks, which do not tell what was deleted."""
    is_read_whole: bool = True
    is_of_jira: bool = False
    """Read from Jira's side, or not at all."""


def whole(read: Callable[[Source], Iterable[Item]]) -> Callable[[Source, str | None], Iterable[Batch[Item]]]:
    """The reading of a group that is read from the beginning each time."""
    return lambda source, _: (Batch(items) for items in some_at_once(read(source), BATCH))


def some_at_once(items: Iterable[Thing], most: int) -> Iterator[list[Thing]]:
    """The same, in lists of so many."""
    rest = iter(items)
    while some := list(islice(rest, most)):
        yield some


def each(
    create: Callable[[Call, Given], Any], change: Callable[[Call, Any, Given], object] | None, name: str = "id"
) -> Callable[[Call, Sequence[Change[Given]]], list[Name]]:
    """Writes by the actions for one thing, which is called here by that field of its record: for groups that are
    small. Without `change`, what is written once is never changed there."""
    called: Callable[[Any], Name] = attrgetter(name)
    typed: Callable[[str], Name] = int if name == "id" else str

    def write(call: Call, changes: Sequence[Change[Given]]) -> list[Name]:
        return [_written(call, one) for one in changes]

    def _written(call: Call, one: Change[Given]) -> Name:
        if one.ours is None:
            return called(create(call, one.given))
        if change:
            change(call, typed(one.ours), one.given)
        return one.ours

    return write


def by_id(remove: Callable[[Call, int], object]) -> Callable[[Call, str], object]:
    return lambda call, ours: remove(call, int(ours))


def found(find: Callable[[Call, str], Any], field: str, name: str = "id") -> Callable[[Call, Any], Name | None]:
    """Finds what is called the same here: by that field of what is given."""

    def _find(call: Call, given: Any) -> Name | None:
        try:
            there = find(call, getattr(given, field))
        except NotFound:
            return None
        ours: Name = getattr(there, name)
        return ours

    return _find


def as_if(call: Call, account_id: str, at: str) -> Call:
    """The same with every right, in the name of somebody and at their moment: what is written then says who did it when,
    as it does on the other server."""
    return replace(call, caller=Caller(account_id, grants=Grants(administrator=True)), now=Instant(at))
