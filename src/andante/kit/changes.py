"""One row for each thing that happened, written in the transaction in which it happened."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar

import msgspec
from msgspec import Struct
from sqlalchemy import Column, Connection, Index, Named, String, Table, Text, TypedColumns, insert

from ..sql.prepared import Prepared
from .clock import Instant
from .db import InstantType, Key, metadata

Record = TypeVar("Record", bound=Struct)


class Action(StrEnum):
    CREATED = "Created"
    UPDATED = "Updated"
    DELETED = "Deleted"


class Outcome(NamedTuple):
    """What became of one of many things that were given at once: created, updated, or nothing, as it was there already
    or had faults."""

    action: Action | None = None
    faults: Sequence[str] = ()


class Puts(Generic[Record]):
    """Records that are put one after the other, to be written together: `there` is what is stored of them, by key."""

    def __init__(self, there: dict[str, Record]) -> None:
        self.before = dict(there)
        self.after = there

    def put(self, key: str, record: Record) -> Outcome:
        old = self.after.get(key)
        self.after[key] = record
        if old == record:
            return Outcome()
        return Outcome(Action.UPDATED if old else Action.CREATED)

    @property
    def created(self) -> list[Record]:
        return [record for key, record in self.after.items() if key not in self.before]

    @property
    def updated(self) -> list[tuple[Record, Record]]:
        """Before and after."""
        return [(before, self.after[key]) for key, before in self.before.items() if self.after[key] != before]


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


changes = Table("changes", metadata, ChangeColumns, sqlite_autoincrement=True)
Index("ix_changes_entity", changes.c.entity, changes.c.entity_id)
_add = Prepared(insert(changes))


def insert_all(
    db: Connection,
    entity: str,
    action: Action,
    actor: str,
    at: Instant,
    happened: Iterable[tuple[int | str, Struct | None, Struct | None]],
) -> None:
    fixed = {"entity": entity, "action": action, "actor": actor, "at": at}
    _add.run_all(db, (fixed | {"entity_id": str(id), "before": _json(old), "after": _json(new)} for id, old, new in happened))


def _json(record: Struct | None) -> str | None:
    return None if record is None else msgspec.json.encode(record).decode()
