"""The SQL of the audit log. It reads the change log."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, Connection, Select, and_, cast, func, or_, select, tuple_
from sqlalchemy.sql.elements import ColumnElement

from andante.kit.changes import Action, Change, changes
from andante.kit.clock import Instant
from andante.kit.db import in_values, on_sqlite, without_index

from .rules import PLAN, WORKER_FIELDS, WORKLOG, Position

_c = changes.c
_change = select(*(_c[name] for name in Change.__struct_fields__))
_time_and_id = tuple_(_c.at, _c.id)

FREQUENT = frozenset({WORKLOG, PLAN})
"""Entities with so many changes that a search scans the newest ones until the page is full, instead of sorting all of the entity."""


@dataclass(frozen=True)
class Filter:
    """The names of entities, actions, authors and workers to find. None means all of them."""

    entities: Collection[str]
    actions: Collection[str] | None = None
    authors: Collection[str] | None = None
    workers: Collection[str] | None = None

    def conditions(self, db: Connection) -> list[ColumnElement[bool]]:
        by_entity = in_values(_c.entity, self.entities)
        found = [by_entity if FREQUENT.isdisjoint(self.entities) else without_index(by_entity)]
        if self.actions is not None:
            found.append(without_index(in_values(_c.action, self.actions)))
        if self.authors is not None:
            found.append(in_values(_c.actor, self.authors))
        if self.workers is not None:
            of_workers = (and_(_c.entity == name, in_values(worker, self.workers)) for name, worker in _workers(db).items())
            found.append(without_index(or_(*of_workers)))
        return found


def _workers(db: Connection) -> dict[str, ColumnElement[Any]]:
    """The person whose time it is, by entity."""
    record = func.coalesce(_c.after, _c.before)
    if on_sqlite(db):
        return {entity: func.json_extract(record, f"$.{field}") for entity, field in WORKER_FIELDS.items()}
    document: Any = cast(record, JSON)
    return {entity: document[field].as_string() for entity, field in WORKER_FIELDS.items()}


def newest(db: Connection, filter: Filter, start: Instant, end: Instant, before: Position | None, limit: int) -> list[Change]:
    """At most `limit` changes from `start` to `end`, the newest first: those before a position, if it is given."""
    query = _change.where(_c.at >= start, _c.at <= end, *filter.conditions(db))
    if before is not None:
        query = query.where(_time_and_id < tuple_(*before))
    return _read(db, query.order_by(_c.at.desc(), _c.id.desc()).limit(limit))


def deletions(db: Connection, entity: str, start: Instant, after: Position | None, limit: int) -> list[Change]:
    """At most `limit` deletions from `start`, the oldest first: those after a position, if it is given."""
    query = _change.where(_c.entity == entity, _c.after.is_(None), _c.action == Action.DELETED, _c.at >= start)
    if after is not None:
        query = query.where(_time_and_id > tuple_(*after))
    return _read(db, query.order_by(_c.at, _c.id).limit(limit))


def _read(db: Connection, query: Select[Any]) -> list[Change]:
    rows: Sequence[Any] = db.execute(query).all()
    return [Change(*row) for row in rows]
