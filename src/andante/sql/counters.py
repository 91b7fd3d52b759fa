"""The counters of generated ids. A database doesn't give the id of a deleted row to a new one, so a copy needs the counters too."""

from typing import Any

from sqlalchemy import Connection, Table, func, select, text

from .dialects import on_sqlite

_SEQUENCE = "pg_get_serial_sequence(:table, :column)"
_last = text(f"SELECT pg_sequence_last_value(CAST({_SEQUENCE} AS regclass))")
_set_last = text(f"SELECT setval({_SEQUENCE}, greatest(:id, 1), :id > 0)")
_last_on_sqlite = text("SELECT seq FROM sqlite_sequence WHERE name = :table")
_forget_on_sqlite = text("DELETE FROM sqlite_sequence WHERE name = :table")
_set_last_on_sqlite = text("INSERT INTO sqlite_sequence (name, seq) VALUES (:table, :id)")


def last_id(db: Connection, table: Table) -> int:
    """The last id that was generated for a table, or 0 if there is none. Without a counter, it is the largest existing one."""
    column = table.autoincrement_column
    if column is None:
        return 0
    if not on_sqlite(db):
        return db.scalar(_last, _names(table)) or 0
    if not _has_counter(table):
        return db.scalar(select(func.max(column))) or 0
    return db.scalar(_last_on_sqlite, {"table": table.name}) or 0


def set_last_id(db: Connection, table: Table, id: int) -> None:
    """Makes the table continue after this id, or after its largest one if that is greater."""
    column = table.autoincrement_column
    if column is None:
        return
    last = max(id, db.scalar(select(func.max(column))) or 0)
    if not on_sqlite(db):
        db.execute(_set_last, {**_names(table), "id": last})
    elif _has_counter(table):
        db.execute(_forget_on_sqlite, {"table": table.name})
        db.execute(_set_last_on_sqlite, {"table": table.name, "id": last})


def _names(table: Table) -> dict[str, str]:
    assert table.autoincrement_column is not None
    return {"table": table.name, "column": table.autoincrement_column.name}


def _has_counter(table: Table) -> bool:
    """Whether SQLite keeps a counter. Without one, the next id follows the largest existing one."""
    options: Any = table.dialect_options["sqlite"]
    return bool(options["autoincrement"])
