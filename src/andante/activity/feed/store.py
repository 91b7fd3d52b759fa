"""Reads the change log for the feed."""

from collections.abc import Collection

from sqlalchemy import Connection, or_, select
from sqlalchemy.sql.elements import ColumnElement

from andante.kit import changes as log
from andante.kit.changes import Change, Position, changes
from andante.kit.clock import Instant
from andante.kit.db import in_values, without_index
from andante.kit.wire import MAX_INT64

from .rules import Page, SeenChange

WINDOW = 1000
"""A page reads at most this many rows of the change log, so that it takes the same time for every filter."""

AS_OF_WINDOW = 20_000
"""The same for a page of earlier records."""

_c = changes.c


def first_time(db: Connection) -> Instant | None:
    """The time of the oldest change."""
    return db.scalar(select(_c.at).order_by(_c.at, _c.id).limit(1))


def as_of(
    db: Connection, entity: str, at: Instant, ids: Collection[int], visible: ColumnElement[bool], after: int, limit: int
) -> tuple[list[Change], int | None]:
    """For each object of the entity that existed at a time, the last change until then, if its new record meets the condition: at most
    `limit`, by id, after the one with the id `after`. Also returns the id where the next page continues, if there is one."""
    window = select(_c.id).where(_c.id > after).order_by(_c.id).offset(AS_OF_WINDOW - 1).limit(1)
    last = None if ids else db.scalar(window)
    later = changes.alias().c
    changed_later = (
        select(later.id).where(later.entity == entity, later.entity_id == _c.entity_id, later.id > _c.id, later.at <= at).exists()
    )
    conditions = (_c.entity == entity) & (_c.at <= at) & _c.after.is_not(None) & visible & ~changed_later
    query = select(*(_c[name] for name in Change.__struct_fields__)).where(_c.id > after)
    if ids:
        query = query.where(in_values(_c.entity_id, [str(id) for id in ids]), conditions)
    else:
        query = query.where(_c.id <= (last or MAX_INT64), without_index(conditions))
    found = [Change(*row) for row in db.execute(query.order_by(_c.id).limit(limit))]
    return found, found[-1].id if len(found) == limit else last


def page(
    db: Connection,
    after: Position,
    entities: Collection[str],
    sees_before: ColumnElement[bool],
    sees_after: ColumnElement[bool],
    limit: int,
) -> Page:
    """At most `limit` changes after a position, of these entities, with a record that meets its condition."""
    horizon = log.end(db)
    window_end = log.later(db, after, WINDOW)
    last = window_end or max(after, horizon)
    columns = (*(_c[name] for name in Change.__struct_fields__), _c.transaction_id, sees_before, sees_after)
    seen = in_values(_c.entity, entities) & or_(sees_before, sees_after)
    query = select(*columns).where(*log.between(db, after, last), without_index(seen))
    rows = db.execute(query.order_by(*log.order(db)).limit(limit)).all()
    found = [SeenChange(Change(*row[:-3]), bool(row[-2]), bool(row[-1])).visible_part() for row in rows]
    if len(rows) == limit:
        return Page(found, Position(rows[-1].transaction_id, rows[-1].id), has_more=True)
    return Page(found, last, has_more=window_end is not None)
