"""Reads and inserts the rows of any table. It is the only store that writes tables of other domains, and it writes them as they were
exported, so no rule has to be checked."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Connection, Table, and_, bindparam, delete, func, insert, select, update

from andante.directory.people.store import users
from andante.kit.batches import batched
from andante.kit.changes import changes
from andante.kit.db import lock_table
from andante.onboarding.setup.store import SETUP_LINK
from andante.sql import commit_order

BATCH_SIZE = 1000
Rows = Iterable[Mapping[str, Any]]


def count(db: Connection, tables: Sequence[Table]) -> int:
    """The number of rows of all these tables."""
    return sum(db.scalar(select(func.count()).select_from(table)) or 0 for table in tables)


def rows(db: Connection, table: Table) -> Iterator[Sequence[Any]]:
    """All rows of a table, by primary key."""
    query = select(table).order_by(*table.primary_key)
    return (tuple(row) for row in db.execute(query, execution_options={"yield_per": BATCH_SIZE}))


def lock_everything(db: Connection) -> None:
    """Lets no one else write until the transaction ends: every write adds a row to the change log."""
    lock_table(db, changes)


def is_empty(db: Connection) -> bool:
    """Whether nothing was recorded yet, apart from links that set up the server. The rows that every new database has don't count."""
    recorded = select(changes).where(changes.c.entity != SETUP_LINK.name)
    return not any(db.scalar(select(query.exists())) for query in (select(users), recorded))


def clear(db: Connection, tables: Sequence[Table]) -> None:
    """Deletes the rows that every new database has."""
    for table in reversed(tables):
        db.execute(delete(table))


def add(db: Connection, table: Table, rows: Rows) -> Iterator[int]:
    """Inserts rows in batches, and yields the size of each."""
    for batch in batched(rows, BATCH_SIZE):
        db.execute(insert(table), batch)
        yield len(batch)


def set_columns(db: Connection, table: Table, columns: Sequence[Column[Any]], rows: Rows) -> None:
    """Sets these columns of existing rows, found by their primary key, unless all are null."""
    key = list(table.primary_key)
    found = and_(*(part == bindparam(f"key_{part.name}") for part in key))
    statement = update(table).where(found).values({column.name: bindparam(f"new_{column.name}") for column in columns})
    parameters = (
        {f"key_{part.name}": row[part.name] for part in key} | {f"new_{column.name}": row[column.name] for column in columns}
        for row in rows
        if any(row[column.name] is not None for column in columns)
    )
    for batch in batched(parameters, BATCH_SIZE):
        db.execute(statement, batch)


def continue_change_log(db: Connection) -> None:
    """Makes new changes sort after the imported ones."""
    commit_order.continue_after_copy(db, changes.c.transaction_id)
