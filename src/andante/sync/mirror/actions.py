"""Writes what was read of another server: one batch in one transaction, so that whoever is interrupted loses at most that."""

from collections.abc import Mapping, Sequence
from contextlib import suppress

from andante.kit.call import Call
from andante.kit.db import lock
from andante.kit.errors import NotFound

from . import placeholders, rules, store
from .groups import Batch, Given, Group, Item
from .rules import Change, Counts, Ids, Mirrored, Missing


def source_of(call: Call, url: str) -> int:
    """The id of a server that is mirrored here; new where it never was."""
    lock(call.db, "mirror sources")
    return store.source_of(call.db, url) or store.add_source(call.db, url)


def mark(call: Call, source: int, group: str) -> str | None:
    """How far the reading of a group has come."""
    return store.mark(call.db, source, group)


def set_mark(call: Call, source: int, group: str, mark: str | None) -> None:
    store.set_mark(call.db, source, group, mark)


def known(call: Call, source: int, group: str) -> list[Mirrored]:
    """Everything of a group that is here."""
    return store.of_group(call.db, source, group)


def count(call: Call, source: int, group: str) -> int:
    """How many of a group are here."""
    return store.count(call.db, source, group)


def take(call: Call, source: int, group: Group[Item, Given], batch: Batch[Item]) -> Counts:
    """Writes what of a batch is not here, or not like this."""
    lock(call.db, "mirror", source)
    ids = Ids(lambda other: {one.theirs: one.ours for one in store.of_group(call.db, source, other)})
    given, put_off = _given(group, batch.items, ids)
    placeholders.make(call, ids)
    there = store.some(call.db, source, group.name, list(given))
    changes = _recognized(call, source, group, rules.to_write(given, there))
    names = group.write(call, list(changes.values())) if changes else []
    written = [Mirrored(theirs, str(ours), rules.fingerprint(given[theirs])) for theirs, ours in zip(changes, names, strict=True)]
    created = [one for one in written if one.theirs not in there]
    store.put(call.db, source, group.name, created, [one for one in written if one.theirs in there])
    if batch.mark is not None:
        store.set_mark(call.db, source, group.name, batch.mark)
    return Counts(created=len(created), changed=len(written) - len(created), put_off=put_off)


def drop(call: Call, source: int, group: Group[Item, Given], gone: Mirrored) -> None:
    """Removes what is not there any more; a Refusal where it is used here."""
    lock(call.db, "mirror", source)
    if group.remove:
        with suppress(NotFound):  # it went with something that it belonged to
            group.remove(call, gone.ours)
    store.forget(call.db, source, group.name, [gone.theirs])


def _given(group: Group[Item, Given], items: Sequence[Item], ids: Ids) -> tuple[dict[str, Given], int]:
    """What is to be written, by what it is called there, and of how many things that can't be said yet. Of a thing that
    comes twice, as it moved while the list was read, the later counts."""
    given: dict[str, Given] = {}
    put_off = 0
    for item in items:
        try:
            given[str(group.key(item))] = group.given(item, ids)
        except Missing:
            put_off += 1
    return given, put_off


def _recognized(call: Call, source: int, group: Group[Item, Given], changes: Mapping[str, Change[Given]]) -> Mapping[str, Change[Given]]:
    """The changes, with those that would be new made changes of what is here already, unless that is mirrored already."""
    if group.find is None:
        return changes
    found = {theirs: group.find(call, one.given) for theirs, one in changes.items() if one.ours is None}
    named = {theirs: str(ours) for theirs, ours in found.items() if ours is not None}
    free = set(named.values()) - (store.taken(call.db, source, group.name, named.values()) if named else set())
    recognized: dict[str, Change[Given]] = {}
    for theirs, one in changes.items():
        ours = named.get(theirs)
        recognized[theirs] = Change(ours, one.given) if ours in free and ours is not None else one
        free.discard(str(ours))
    return recognized
