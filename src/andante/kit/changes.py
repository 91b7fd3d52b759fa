"""The change log: one row for each record that was created, updated or deleted, written in the same transaction.

docs/change-log.md describes it for readers.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec
from msgspec import Struct
from sqlalchemy import BigInteger, Column, Connection, Index, Integer, Named, String, Table, Text, TypedColumns, insert, select, tuple_
from sqlalchemy.sql.elements import ColumnElement

from andante.sql import commit_order
from andante.sql.prepared import Prepared

from .clock import Instant
from .db import InstantType, Key, in_values, metadata, on_sqlite

Record = TypeVar("Record", bound=Struct)
RecordChange = tuple[int | str, Record | None, Record | None]
"""The id of what changed, and its record before and after."""

Cascade = Callable[[Connection, Any], Iterable[RecordChange[Record]]]
"""What happens to records of an entity when a row of another table is deleted, from the key of that row."""

ENTITIES: dict[str, "Entity[Any]"] = {}
"""All entities by name. Each domain declares its own in its `store`, so that they are known wherever the tables are."""


class Action(StrEnum):
    CREATED = "Created"
    UPDATED = "Updated"
    DELETED = "Deleted"


@dataclass(frozen=True, eq=False)
class Entity(Generic[Record]):
    """A kind of thing that the change log has rows of; declaring it registers it.

    Increase `version` when the fields of `record` change. Rows keep the version that they were written with.
    """

    name: str
    title: str
    """What people call it."""
    record: type[Record]
    """What `before` and `after` hold. It must have no secrets, and no digests of them."""
    key: str = "id"
    """What `entity_id` is made of."""
    version: int = 1
    cascades: Mapping[str, Cascade[Record]] = field(default_factory=dict)
    """By the column that foreign keys refer to, like `teams.id`: what the database deletes or changes through them."""

    def __post_init__(self) -> None:
        if self.name in ENTITIES:
            raise ValueError(f"The entity '{self.name}' is declared twice")
        ENTITIES[self.name] = self


class NoRecord(Struct):
    """The record of an entity that holds secrets only: the log says that it changed and has neither `before` nor `after`."""


class ChangeColumns(TypedColumns):
    """`before` and `after` are the stored record as JSON: absent before a creation and after a deletion."""

    id: Named[int] = Column(Key, primary_key=True)
    entity: Named[str] = Column(String(50), nullable=False)
    entity_id: Named[str] = Column(String(255), nullable=False)
    action: Named[str] = Column(String(20), nullable=False)
    actor: Named[str] = Column(String(128), nullable=False)
    at: Named[Instant] = Column(InstantType, nullable=False)
    before: Named[str | None] = Column(Text)
    after: Named[str | None] = Column(Text)
    version: Named[int] = Column(Integer, nullable=False)
    request_id: Named[str | None] = Column(String(64))
    transaction_id: Named[int] = Column(BigInteger, nullable=False)


changes = Table("changes", metadata, ChangeColumns, sqlite_autoincrement=True)
_c = changes.c
Index("ix_changes_entity", _c.entity, _c.entity_id)
Index("ix_changes_entity_at", _c.entity, _c.at, _c.id)
Index("ix_changes_at", _c.at, _c.id)
Index("ix_changes_actor", _c.actor, _c.at, _c.id)
Index("ix_changes_transaction", _c.transaction_id, _c.id, info={"only_on": "postgresql"})
_add = Prepared(insert(changes))


class Origin(NamedTuple):
    """Who changes something, when, and in which request."""

    actor: str
    at: Instant
    request_id: str | None


def insert_all(db: Connection, entity: Entity[Record], action: Action, origin: Origin, happened: Iterable[RecordChange[Record]]) -> None:
    """Writes one row for each record that was changed in the same way."""
    _insert(db, entity, origin, ((action, *one) for one in happened))


def insert_cascades(db: Connection, column: Column[Any], value: object, origin: Origin) -> None:
    """Writes rows for what the database deletes or changes when the row with this value of `column` is deleted."""
    for _, entity in sorted(ENTITIES.items()):
        if cascade := entity.cascades.get(str(column)):
            _insert(db, entity, origin, ((Action.UPDATED if one[2] else Action.DELETED, *one) for one in cascade(db, value)))


def _insert(
    db: Connection, entity: Entity[Record], origin: Origin, rows: Iterable[tuple[Action, int | str, Record | None, Record | None]]
) -> None:
    fixed = {"entity": entity.name, "version": entity.version, **origin._asdict()}
    _add.run_all(
        db,
        (fixed | {"action": action, "entity_id": str(id), "before": _json(old), "after": _json(new)} for action, id, old, new in rows),
    )


def _json(record: Struct | None) -> str | None:
    return None if record is None else msgspec.json.encode(record).decode()


class Position(NamedTuple):
    """How far a reader of the change log has come: an opaque pair to store, and to pass to `read_after`."""

    transaction_id: int
    id: int


START = Position(0, 0)
"""Before the first row."""


class Change(Struct, frozen=True, gc=False):
    """A row of the change log. `before` and `after` are JSON text of the record in this `version`."""

    id: int
    entity: str
    entity_id: str
    action: str
    actor: str
    at: Instant
    before: str | None
    after: str | None
    version: int
    request_id: str | None


_change = select(*(_c[name] for name in (*Change.__struct_fields__, "transaction_id")))


def read_after(
    db: Connection, position: Position, limit: int, entities: Collection[Entity[Any]] | None = None
) -> tuple[list[Change], Position]:
    """At most `limit` changes after a position, in an order in which no change appears late, and the position to continue from.

    Pass `entities` to read only those. Rows of a transaction become readable when all transactions that began to write before it
    have ended. Where fewer than `limit` are returned, there are no more at the moment.
    """
    horizon = Position(*commit_order.horizon(db, changes))
    query = _change.where(*_between(db, position, horizon)).limit(limit)
    if entities is not None:
        query = query.where(in_values(_c.entity, [entity.name for entity in entities]))
    rows = db.execute(query.order_by(_c.id) if on_sqlite(db) else query.order_by(_c.transaction_id, _c.id)).all()
    found = [Change(*row[:-1]) for row in rows]
    return found, Position(rows[-1].transaction_id, rows[-1].id) if len(rows) == limit else max(position, horizon)


def _between(db: Connection, position: Position, horizon: Position) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """On SQLite the id alone is the order, and the index of the primary key serves it."""
    if on_sqlite(db):
        return _c.id > position.id, _c.id <= horizon.id
    place = tuple_(_c.transaction_id, _c.id)
    return place > tuple_(*position), place <= tuple_(*horizon)
