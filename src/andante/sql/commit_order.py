"""Orders rows so that a reader misses none, although transactions of PostgreSQL commit in any order.

Each row has the number of the transaction that wrote it. Once all transactions with lower numbers have ended, no more rows with
lower numbers can appear, so a reader can read up to there. The numbers belong to one installation of PostgreSQL. A function adds an
offset, so that they continue after a dump is restored into another installation.
"""

from sqlalchemy import Column, Connection, Table, func, literal_column, select, text, update
from sqlalchemy.sql.elements import ColumnElement

from .dialects import on_sqlite

FUNCTION = "commit_order"
DEFAULT = f"{FUNCTION}(pg_current_xact_id())"
"""The default of the column with the number."""

_horizon = text(f"SELECT {FUNCTION}(pg_snapshot_xmin(pg_current_snapshot()))")
OLDEST_UNFINISHED: ColumnElement[int] = literal_column(f"{FUNCTION}(pg_snapshot_xmin(pg_current_snapshot()))")
"""PostgreSQL: the number of the oldest transaction that has not ended."""

_next = text("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
_ordered_next = text(f"SELECT {FUNCTION}(pg_snapshot_xmax(pg_current_snapshot()))")


def define(offset: int) -> str:
    """The statement that creates the function."""
    return (
        f"CREATE OR REPLACE FUNCTION {FUNCTION}(transaction xid8) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE "
        f"AS 'SELECT $1::text::bigint + {int(offset)}'"
    )


def horizon(db: Connection, table: Table) -> tuple[int, int]:
    """The last pair of transaction and id that a reader may read up to: no row before it can appear any more. On SQLite,
    where only one transaction writes at a time, the transaction is 0 and the id that of the newest row."""
    if on_sqlite(db):
        return 0, db.scalar(select(func.max(table.c.id))) or 0
    return int(db.execute(_horizon).scalar_one()), 0


def is_behind(db: Connection, column: Column[int]) -> bool:
    """Whether rows come from another installation that has had more transactions than this one."""
    if on_sqlite(db):
        return False
    newest = db.scalar(select(func.max(column)))
    return newest is not None and newest >= int(db.execute(_ordered_next).scalar_one())


def catch_up(db: Connection, column: Column[int]) -> None:
    """Makes the numbers of the next transactions greater than all in the column."""
    newest = db.scalar(select(func.max(column))) or 0
    db.execute(text(define(newest + 1 - int(db.execute(_next).scalar_one()))))


def continue_after_copy(db: Connection, column: Column[int]) -> None:
    """Makes new rows sort after rows that were copied from another database. The numbers of another PostgreSQL stay, so that readers can
    continue. On SQLite, where all numbers are 0, they would sort wrongly after a copy back to PostgreSQL."""
    if on_sqlite(db):
        db.execute(update(column.table).values({column: 0}))
    elif is_behind(db, column):
        catch_up(db, column)
