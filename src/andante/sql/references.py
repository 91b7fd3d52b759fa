"""Finds the tables whose rows refer to a row."""

from typing import Any

from sqlalchemy import Connection, MetaData, literal, select, union_all
from sqlalchemy.sql.elements import ColumnElement


def used_by(db: Connection, tables: MetaData, column: ColumnElement[Any], value: object) -> list[str]:
    """The names of the tables with rows that refer to this value of `column`, in all domains. Rows that the
    database would delete or change with it (`ON DELETE`) don't count."""
    references = [
        select(literal(table.name)).where(select(1).where(key.parent == value).exists())
        for table in tables.sorted_tables
        for key in table.foreign_keys
        if key.column is column and key.ondelete is None
    ]
    return sorted(set(db.scalars(union_all(*references)))) if references else []
