"""Finds objects that were deleted at the source, in its change feed. Only another Andante has one."""

from typing import NamedTuple

from andante.client import ChangesQuery, NotAllowed, NotFound

from .source import Source

PAGE_SIZE = 1000


class Deletions(NamedTuple):
    """The remote ids of deleted objects, and the position in the feed up to which they were read."""

    remote_ids: set[str]
    position: str


def newest_position(source: Source) -> str | None:
    """The position after all changes so far. None if the source has no feed, or the token may not read it."""
    try:
        return source.tempo.changes.get_changes(ChangesQuery(after="now")).position
    except (NotAllowed, NotFound):
        return None


def deletions(source: Source, entity: str, position: str) -> Deletions:
    """The objects of an entity that were deleted after a position and don't exist again."""
    deleted: set[str] = set()
    has_more = True
    while has_more:
        page = source.tempo.changes.get_changes(ChangesQuery(after=position, entity=[entity], limit=PAGE_SIZE))
        for change in page.changes:
            (deleted.add if change.action == "Deleted" else deleted.discard)(change.entity_id)
        position, has_more = page.position, page.has_more
    return Deletions(deleted, position)
