"""Reads the change feed as far as the caller may see it."""

from collections.abc import Collection

from andante.kit import changes as log
from andante.kit.call import Call
from andante.kit.changes import ENTITIES, START, Change, changes
from andante.kit.clock import parse_instant
from andante.kit.errors import FaultCode, Invalid

from . import queries, rules, store
from .rules import NOW, PERSONAL, Page


def read(call: Call, after: str | None, entities: Collection[str], limit: int) -> Page:
    """At most `limit` changes of these entities after a position, or of all entities that the caller may read. Without a position, the
    oldest ones; after `now`, none."""
    caller = call.caller
    known = [name for name, entity in ENTITIES.items() if not entity.is_private]
    names = rules.readable_entities(entities, known, caller.scopes, administrator=caller.grants.administrator)
    if after == NOW:
        return Page([], log.end(call.db), has_more=False)
    sees_before, sees_after = (queries.visible(call, names, record) for record in (changes.c.before, changes.c.after))
    return store.page(call.db, rules.parse_position(after) if after else START, names, sees_before, sees_after, limit)


def as_of(call: Call, entity: str, time: str, ids: Collection[int], after: int, limit: int) -> tuple[list[Change], int | None]:
    """The last change until a time of each object that existed then, if the caller may see its record: at most `limit`, by id, after the
    one with the id `after`. Also returns the id where the next page continues. Raises Invalid if the time is before the change log
    begins."""
    call.caller.require_scope(PERSONAL[entity])
    at = parse_instant(time, "asOf")
    begin = store.first_time(call.db)
    if begin is None or at < begin:
        raise Invalid("asOf", FaultCode.OUT_OF_RANGE, f"must not be before the change log begins: {begin}")
    return store.as_of(call.db, entity, at, ids, queries.visible(call, [entity], changes.c.after), after, limit)
