"""The change log: one row for each record that was created, updated or deleted, written in the same transaction.

docs/change-log.md describes it for readers.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from operator import attrgetter
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec
from msgspec import Struct
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    Named,
    String,
    Table,
    Text,
    TypedColumns,
    func,
    insert,
    literal_column,
    select,
    tuple_,
)
from sqlalchemy.sql.elements import ColumnElement

from andante.sql import commit_order
from andante.sql.prepared import Prepared

from .clock import Instant
from .db import InstantType, Key, in_values, metadata, on_sqlite, only_where, where_null

Record = TypeVar("Record", bound=Struct)
RecordChange = tuple[int | str, Record | None, Record | None]
"""The id of what changed, and its record before and after."""

Cascade = Callable[[Connection, Any], Iterable[RecordChange[Record]]]
"""Returns the records of an entity that the database deletes or changes when it deletes a row of another table. The second
argument is the key of that row."""

ENTITIES: dict[str, "Entity[Any]"] = {}
"""All entities by name. Each domain declares its own in its `store`, so they are registered wherever the tables are."""


class Action(StrEnum):
    CREATED = "Created"
    UPDATED = "Updated"
    DELETED = "Deleted"


@dataclass(frozen=True, eq=False)
class Entity(Generic[Record]):
    """A kind of object whose changes are logged. Creating an Entity registers it.

    Increase `version` when the fields of `record` change. Rows keep the version that they were written with.
    """

    name: str
    title: str
    """The name for people."""
    record: type[Record]
    """The type of `before` and `after`. It must not contain secrets or digests of secrets."""
    key: str = "id"
    """The parts of `entity_id`, for the documentation."""
    id_of: Callable[[Record], int | str] = attrgetter("id")
    """Returns the `entity_id` of a record."""
    person_of: Callable[[Record], str | None] | None = None
    """Returns the account id of the person whose time the record is about. None if records are not about anyone's time."""
    is_private: bool = False
    """Whether an object concerns only its owner. Its changes are recorded, but their records are shown to no one else."""
    version: int = 1
    cascades: Mapping[str, Cascade[Record]] = field(default_factory=dict)
    """What the database deletes or changes through foreign keys, by the column that they refer to (`teams.id`)."""

    def __post_init__(self) -> None:
        if self.name in ENTITIES:
            raise ValueError(f"The entity '{self.name}' is declared twice")
        ENTITIES[self.name] = self


class NoRecord(Struct):
    """The record type of an entity with only secrets. Its rows in the log have neither `before` nor `after`."""


class ChangeColumns(TypedColumns):
    """`before` and `after` are the stored record as JSON: `before` is null for a creation, `after` for a deletion. `person` is the account
    id of the person whose time it is, if it is someone's time."""

    id: Named[int] = Column(Key, primary_key=True)
    entity: Named[str] = Column(String(50), nullable=False)
    entity_id: Named[str] = Column(String(255), nullable=False)
    action: Named[str] = Column(String(20), nullable=False)
    actor: Named[str] = Column(String(128), nullable=False)
    person: Named[str | None] = Column(String(128))
    at: Named[Instant] = Column(InstantType, nullable=False)
    before: Named[str | None] = Column(Text)
    after: Named[str | None] = Column(Text)
    version: Named[int] = Column(Integer, nullable=False)
    request_id: Named[str | None] = Column(String(64))
    transaction_id: Named[int] = Column(BigInteger, nullable=False)


changes = Table("changes", metadata, ChangeColumns, sqlite_autoincrement=True)
_c = changes.c
Index("ix_changes_entity", _c.entity, _c.entity_id)
Index("ix_changes_at", _c.at, _c.id)
Index("ix_changes_actor", _c.actor, _c.at, _c.id)
Index("ix_changes_person", _c.person, _c.at, _c.id, **only_where(_c.person.is_not(None)))
FREQUENT = "worklog"
"""The entity with the most changes. An index by time and entity leaves it out, so that logging time doesn't have to write it."""
Index("ix_changes_others", _c.entity, _c.at, _c.id, **only_where(_c.entity != literal_column(f"'{FREQUENT}'")))
Index("ix_changes_deleted", _c.entity, _c.at, _c.id, **where_null(_c.after))
Index("ix_changes_transaction", _c.transaction_id, _c.id, info={"only_on": "postgresql"})
_add = Prepared(insert(changes))
_latest = Prepared(select(func.max(_c.at)))


class Origin(NamedTuple):
    """The account id of the user who changes something, the time, and the id of the request."""

    actor: str
    at: Instant
    request_id: str | None


def latest_time(db: Connection) -> Instant:
    """The time of the latest change. Empty if there is none."""
    row = _latest.one_or_none(db)
    return Instant((row and row[0]) or "")


def insert_all(db: Connection, entity: Entity[Record], action: Action, origin: Origin, records: Iterable[RecordChange[Record]]) -> None:
    """Writes one row for each record. The action is the same for all."""
    _insert(db, entity, origin, ((action, *record) for record in records))


def insert_cascades(db: Connection, column: Column[Any], value: object, origin: Origin) -> None:
    """Writes rows for the records that the database deletes or changes when it deletes the row with this value of `column`, or,
    if the cascades of that column expect it, the rows with these values."""
    for _, entity in sorted(ENTITIES.items()):
        if cascade := entity.cascades.get(str(column)):
            changed = cascade(db, value)
            _insert(db, entity, origin, ((Action.UPDATED if after else Action.DELETED, id, before, after) for id, before, after in changed))


def _insert(
    db: Connection, entity: Entity[Record], origin: Origin, rows: Iterable[tuple[Action, int | str, Record | None, Record | None]]
) -> None:
    common = {"entity": entity.name, "version": entity.version, "person": None, **origin._asdict()}
    _add.run_all(
        db,
        (
            common | _person(entity, new or old) | {"action": action, "entity_id": str(id), "before": _json(old), "after": _json(new)}
            for action, id, old, new in rows
        ),
    )


def _person(entity: Entity[Record], record: Record | None) -> dict[str, str | None]:
    return {"person": entity.person_of(record)} if entity.person_of and record is not None else {}


def _json(record: Struct | None) -> str | None:
    return None if record is None else msgspec.json.encode(record).decode()


class Position(NamedTuple):
    """The position of a reader in the change log: an opaque pair to store and to pass to `read_after`."""

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
    """Returns at most `limit` changes after a position, and the position to continue from. No change can later appear before it.

    Pass `entities` to read only their changes. Rows of a transaction become readable when all transactions that started to write before it
    have ended. If fewer than `limit` changes are returned, no others are readable yet.
    """
    horizon = end(db)
    query = _change.where(*between(db, position, horizon)).limit(limit)
    if entities is not None:
        query = query.where(in_values(_c.entity, [entity.name for entity in entities]))
    rows = db.execute(query.order_by(*order(db))).all()
    found = [Change(*row[:-1]) for row in rows]
    return found, Position(rows[-1].transaction_id, rows[-1].id) if len(rows) == limit else max(position, horizon)


def deleted(db: Connection, entity: Entity[Record], ids: Collection[int | str]) -> list[Record]:
    """The records of deleted objects with these ids, as they were when they were deleted."""
    query = select(_c.before).where(_c.entity == entity.name, in_values(_c.entity_id, [str(id) for id in ids]), _c.after.is_(None))
    return [msgspec.json.decode(text, type=entity.record) for text in db.scalars(query.order_by(_c.id)) if text]


def later(db: Connection, position: Position, count: int) -> Position | None:
    """The position that is this many changes later; None if there are fewer readable ones."""
    query = select(_c.transaction_id, _c.id).where(*between(db, position, end(db))).order_by(*order(db))
    row = db.execute(query.offset(count - 1).limit(1)).one_or_none()
    return Position(*row) if row else None


def newest(db: Connection) -> Position:
    """The position of the newest readable change; START if there is none."""
    if on_sqlite(db):
        return end(db)
    finished = select(_c.transaction_id, _c.id).where(_c.transaction_id < commit_order.OLDEST_UNFINISHED)
    row = db.execute(finished.order_by(*(column.desc() for column in order(db))).limit(1)).one_or_none()
    return Position(*row) if row else START


def end(db: Connection) -> Position:
    """The position after all changes that are readable now."""
    return Position(*commit_order.horizon(db, changes))


def unread(db: Connection, transaction_id: ColumnElement[Any], id: ColumnElement[Any]) -> ColumnElement[bool]:
    """The condition that `read_after` would return changes after the position in these columns."""
    if on_sqlite(db):
        return select(_c.id).where(_c.id > id).exists()
    is_later = tuple_(_c.transaction_id, _c.id) > tuple_(transaction_id, id)
    return select(_c.id).where(is_later, _c.transaction_id < commit_order.OLDEST_UNFINISHED).exists()


def between(db: Connection, position: Position, last: Position) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The conditions for rows after one position, up to another one. SQLite uses the id alone, which is the primary key."""
    if on_sqlite(db):
        return _c.id > position.id, _c.id <= last.id
    pair = tuple_(_c.transaction_id, _c.id)
    return pair > tuple_(*position), pair <= tuple_(*last)


def order(db: Connection) -> tuple[ColumnElement[int], ...]:
    """The columns that sort changes so that readers miss none."""
    return (_c.id,) if on_sqlite(db) else (_c.transaction_id, _c.id)
