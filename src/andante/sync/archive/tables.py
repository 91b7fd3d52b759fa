"""Decides which tables an archive contains, and in which order."""

from collections.abc import Sequence

from sqlalchemy import Column, Table
from sqlalchemy.schema import sort_tables_and_constraints

from andante.kit.db import is_archived, is_secret


def in_order(tables: Sequence[Table]) -> list[Table]:
    """The tables, each after those that it refers to, except where tables refer to each other."""
    return [table for table, _ in sort_tables_and_constraints(tables) if table is not None]  # type: ignore[no-untyped-call]


def archived_tables(tables: Sequence[Table], *, secrets: bool) -> list[Table]:
    """The tables that an archive contains, in an order in which they can be inserted. Without secrets, tables with a secret column are
    left out, and tables that refer to them."""
    left_out = {table for table in tables if not is_archived(table) or (not secrets and any(map(is_secret, table.columns)))}
    ordered = in_order(tables)
    for table in ordered:
        if any(key.column.table in left_out for key in table.foreign_keys):
            left_out.add(table)
    return [table for table in ordered if table not in left_out]


def late_columns(tables: Sequence[Table]) -> dict[Table, list[Column[object]]]:
    """The columns that refer to rows which may be inserted later: of the same table, or of a table further down. They are inserted as
    null, and set at the end."""
    position = {table: number for number, table in enumerate(tables)}
    return {
        table: late
        for table in tables
        if (late := [key.parent for key in table.foreign_keys if position.get(key.column.table, -1) >= position[table]])
    }
