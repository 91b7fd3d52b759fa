"""The table of work attributes, and its statements."""

from typing import Any

import msgspec
from sqlalchemy import Boolean, Column, Connection, Named, String, Table, Text, TypedColumns, delete, select, update

from andante.kit.changes import Entity
from andante.kit.db import Key, insert_row, metadata, page_by_id
from andante.kit.paging import Paging
from andante.sql.prepared import Prepared

from .rules import AttributeRecord, Option


class WorkAttributeColumns(TypedColumns):
    """`options` are the options of a STATIC_LIST as JSON: `[{"value": …, "label": …}]`."""

    id: Named[int] = Column(Key, primary_key=True)
    key: Named[str] = Column(String(255), nullable=False, unique=True)
    name: Named[str] = Column(String(255), nullable=False)
    type: Named[str] = Column(String(20), nullable=False)
    required: Named[bool] = Column(Boolean, nullable=False)
    options: Named[str] = Column(Text, nullable=False)


work_attributes = Table("work_attributes", metadata, WorkAttributeColumns, sqlite_autoincrement=True)

_attribute = select(work_attributes)
_all = Prepared(_attribute.order_by(work_attributes.c.id))
_decode_options = msgspec.json.Decoder(list[Option]).decode


def from_row(row: Any) -> AttributeRecord:
    """The record of the columns of `work_attributes`, in their order."""
    id, key, name, type, required, options = row
    return AttributeRecord(id, key, name, type, required, _decode_options(options))


def all_by_key(db: Connection) -> dict[str, AttributeRecord]:
    """All attributes by key, oldest first."""
    return {attribute.key: attribute for attribute in map(from_row, _all.all(db))}


def page(db: Connection, paging: Paging) -> list[AttributeRecord]:
    """The requested page, plus one attribute."""
    return [from_row(row) for row in db.execute(page_by_id(_attribute, work_attributes.c.id, paging))]


def by_key(db: Connection, key: str) -> AttributeRecord | None:
    row = db.execute(_attribute.where(work_attributes.c.key == key)).one_or_none()
    return from_row(row) if row else None


def add(db: Connection, key: str, name: str, type: str, required: bool, options: list[Option]) -> AttributeRecord:
    values = {"key": key, "name": name, "type": type, "required": required, "options": _json(options)}
    return AttributeRecord(insert_row(db, work_attributes, values), key, name, type, required, options)


def change(db: Connection, attribute: AttributeRecord) -> None:
    values = {
        "name": attribute.name,
        "type": attribute.type,
        "required": attribute.required,
        "options": _json(attribute.options),
    }
    db.execute(update(work_attributes).where(work_attributes.c.id == attribute.id).values(values))


def remove(db: Connection, id: int) -> None:
    """Deletes an attribute. The foreign key deletes its values."""
    db.execute(delete(work_attributes).where(work_attributes.c.id == id))


def _json(options: list[Option]) -> str:
    return msgspec.json.encode(options).decode()


WORK_ATTRIBUTE = Entity("workattribute", "Work attribute", AttributeRecord)
