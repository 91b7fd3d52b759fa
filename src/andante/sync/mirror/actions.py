"""Writes objects of another server into this database. Each batch is one transaction: an interruption loses at most one batch."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress

from andante.kit.call import Call
from andante.kit.db import lock
from andante.kit.errors import NotFound

from . import placeholders, rules, store
from .groups import Batch, Group, Input, Item
from .rules import Change, Counts, Ids, MirroredObject, MissingReference


def find_or_add_source(call: Call, url: str) -> int:
    """The id of a server that is mirrored. Adds the server if it is new."""
    lock(call.db, "mirror sources")
    return store.find_source(call.db, url) or store.add_source(call.db, url)


def mark(call: Call, source: int, group: str) -> str | None:
    """How far the group was read, or None."""
    return store.mark(call.db, source, group)


def set_mark(call: Call, source: int, group: str, mark: str | None) -> None:
    store.set_mark(call.db, source, group, mark)


def list_mirrored(call: Call, source: int, group: str) -> list[MirroredObject]:
    """All mirrored objects of a group."""
    return store.list_group(call.db, source, group)


def find_mirrored(call: Call, source: int, group: str, remote_ids: Collection[str]) -> list[MirroredObject]:
    """The mirrored objects of a group with these remote ids."""
    return list(store.by_remote_ids(call.db, source, group, sorted(remote_ids)).values())


def count(call: Call, source: int, group: str) -> int:
    """The number of mirrored objects of a group."""
    return store.count(call.db, source, group)


def write_batch(call: Call, source: int, group: Group[Item, Input], batch: Batch[Item]) -> Counts:
    """Writes the objects of a batch that are new or have changed."""
    lock(call.db, "mirror", source)
    ids = Ids(lambda other: {object.remote_id: object.local_id for object in store.list_group(call.db, source, other)})
    inputs, postponed = _convert(group, batch.items, ids)
    placeholders.create_missing(call, ids)
    existing = store.by_remote_ids(call.db, source, group.name, list(inputs))
    changes = _match_existing(call, source, group, rules.changes_to_write(inputs, existing))
    local_ids = group.write(call, list(changes.values())) if changes else []
    written = [
        MirroredObject(remote_id, str(local_id), rules.fingerprint(inputs[remote_id]))
        for remote_id, local_id in zip(changes, local_ids, strict=True)
    ]
    created = [object for object in written if object.remote_id not in existing]
    store.save(call.db, source, group.name, created, [object for object in written if object.remote_id in existing])
    if batch.mark is not None:
        store.set_mark(call.db, source, group.name, batch.mark)
    return Counts(created=len(created), changed=len(written) - len(created), postponed=postponed)


def remove(call: Call, source: int, group: Group[Item, Input], deleted: MirroredObject) -> None:
    """Removes an object that was deleted at the source. Raises a Refusal if other objects refer to it."""
    lock(call.db, "mirror", source)
    if group.remove:
        with suppress(NotFound):  # it was deleted with the object that it belongs to
            group.remove(call, deleted.local_id)
    store.delete_mirrored(call.db, source, group.name, [deleted.remote_id])


def _convert(group: Group[Item, Input], items: Sequence[Item], ids: Ids) -> tuple[dict[str, Input], int]:
    """The inputs by remote id, and the number of items that are postponed because they refer to objects that don't exist yet.
    If an item occurs twice, because it moved while the list was read, the last one counts."""
    inputs: dict[str, Input] = {}
    postponed = 0
    for item in items:
        try:
            inputs[str(group.key(item))] = group.convert(item, ids)
        except MissingReference:
            postponed += 1
    return inputs, postponed


def _match_existing(
    call: Call, source: int, group: Group[Item, Input], changes: Mapping[str, Change[Input]]
) -> Mapping[str, Change[Input]]:
    """Turns changes that would create an object into updates of an equal local object, if that object isn't mirrored yet."""
    if group.find is None:
        return changes
    found = {remote_id: group.find(call, change.input) for remote_id, change in changes.items() if change.local_id is None}
    candidates = {remote_id: str(local_id) for remote_id, local_id in found.items() if local_id is not None}
    free = set(candidates.values()) - (store.used_local_ids(call.db, source, group.name, candidates.values()) if candidates else set())
    matched: dict[str, Change[Input]] = {}
    for remote_id, change in changes.items():
        local_id = candidates.get(remote_id)
        matched[remote_id] = Change(local_id, change.input) if local_id in free and local_id is not None else change
        free.discard(str(local_id))
    return matched
