"""Which changes undid which, and reads of the change log for it."""

from typing import Any

from sqlalchemy import Column, Connection, ForeignKey, Named, Select, Table, TypedColumns, func, insert, literal, select
from sqlalchemy.sql.elements import ColumnElement

from andante.kit.changes import Change, changes
from andante.kit.db import Key, metadata

_c = changes.c


class UndoneColumns(TypedColumns):
    """`change_id` is the change that undid `reverts_id`."""

    change_id: Named[int] = Column(Key, ForeignKey(changes.c.id, ondelete="CASCADE"), primary_key=True, autoincrement=False)
    reverts_id: Named[int] = Column(Key, nullable=False)


undone_changes = Table("undone_changes", metadata, UndoneColumns)
_change = select(*(_c[name] for name in Change.__struct_fields__))


def find(db: Connection, id: int, *where: ColumnElement[bool]) -> Change | None:
    """The change, if it meets the conditions."""
    return next(iter(_load(db, _change.where(_c.id == id, *where))), None)


def batch(db: Connection, change: Change, limit: int, *where: ColumnElement[bool]) -> list[Change]:
    """At most `limit` changes that meet the conditions, by the same person in the same request as this one, oldest first."""
    same = (_c.actor == change.actor, _c.at == change.at, _c.request_id == change.request_id)
    return _load(db, _change.where(*same, *where).order_by(_c.id).limit(limit))


def _load(db: Connection, query: Select[*tuple[Any, ...]]) -> list[Change]:
    return [Change(*row) for row in db.execute(query)]


def record_undo(db: Connection, undone: Change) -> int:
    """Records that the newest change of the object undid this one, and returns its id."""
    newest = select(func.max(_c.id), literal(undone.id)).where(_c.entity == undone.entity, _c.entity_id == undone.entity_id)
    statement = insert(undone_changes).from_select(["change_id", "reverts_id"], newest)
    return db.execute(statement.returning(undone_changes.c.change_id)).scalar_one()
