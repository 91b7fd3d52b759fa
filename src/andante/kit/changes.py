"""One row for each thing that happened, written in the transaction in which it happened."""

from collections.abc import Iterable
from enum import StrEnum

import msgspec
from msgspec import Struct
from sqlalchemy import Column, Connection, Index, Named, String, Table, Text, TypedColumns, insert

from andante.sql.prepared import Prepared

from .clock import Instant
from .db import InstantType, Key, metadata

Happened = tuple[int | str, Struct | None, Struct | None]
"""The id of what changed, and its record before and after."""


class Action(StrEnum):
    CREATED = "Created"
    UPDATED = "Updated"
    DELETED = "Deleted"


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


def insert_all(db: Connection, entity: str, action: Action, actor: str, at: Instant, happened: Iterable[Happened]) -> None:
    fixed = {"entity": entity, "action": action, "actor": actor, "at": at}
    _add.run_all(db, (fixed | {"entity_id": str(id), "before": _json(old), "after": _json(new)} for id, old, new in happened))


def _json(record: Struct | None) -> str | None:
    return None if record is None else msgspec.json.encode(record).decode()
