"""Reads the change feed as far as the caller may see it."""

from collections.abc import Collection

from andante.kit import changes as log
from andante.kit.call import Call
from andante.kit.changes import ENTITIES, START, changes

from . import queries, rules, store
from .rules import NOW, Page


def read(call: Call, after: str | None, entities: Collection[str], limit: int) -> Page:
    """At most `limit` changes of these entities after a position, or of all entities that the caller may read. Without a position, the
    oldest ones; after `now`, none."""
    caller = call.caller
    names = rules.readable_entities(entities, ENTITIES, caller.scopes, administrator=caller.grants.administrator)
    if after == NOW:
        return Page([], log.end(call.db), has_more=False)
    sees_before, sees_after = (queries.visible(call, names, record) for record in (changes.c.before, changes.c.after))
    return store.page(call.db, rules.parse_position(after) if after else START, names, sees_before, sees_after, limit)
