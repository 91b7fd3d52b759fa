"""Finds damage in a database: unreadable pages, indexes that differ from their tables, and references to missing rows."""

from collections.abc import Sequence

from sqlalchemy import Connection, Table, and_, exists, inspect, select, text
from sqlalchemy.sql.elements import quoted_name

from .dialects import on_sqlite

MAX_FOUND = 20
"""At most this many findings of each kind are returned."""

_invalid_indexes = text(
    "SELECT index_class.relname FROM pg_index JOIN pg_class AS index_class ON index_class.oid = indexrelid "
    "WHERE NOT indisvalid AND relnamespace = current_schema()::regnamespace ORDER BY 1"
)
_unchecked_constraints = text(
    "SELECT conname FROM pg_constraint WHERE NOT convalidated AND connamespace = current_schema()::regnamespace ORDER BY 1"
)
_checksum_failures = text("SELECT coalesce(checksum_failures, 0) FROM pg_stat_database WHERE datname = current_database()")


def table_names(db: Connection) -> list[str]:
    return sorted(inspect(db).get_table_names())


def count_rows(db: Connection) -> dict[str, int]:
    """The number of rows of each table."""
    return {name: db.scalar(text(f"SELECT count(*) FROM {_quoted(db, name)}")) or 0 for name in table_names(db)}  # noqa: S608


def damage(db: Connection) -> list[str]:
    """What is damaged, as sentences of the database. Reads everything. On PostgreSQL, it raises the driver's error for a page that can't be
    read. Indexes are compared with their tables by the number of rows, because `amcheck` needs a superuser."""
    if on_sqlite(db):
        found = db.scalars(text(f"PRAGMA integrity_check({MAX_FOUND})")).all()
        return [line for line in found if line != "ok"]
    failures = db.scalar(_checksum_failures)
    return [
        *(f"The index {name} is not valid." for name in db.scalars(_invalid_indexes)),
        *(f"The constraint {name} was not checked." for name in db.scalars(_unchecked_constraints)),
        *([f"PostgreSQL found {failures} damaged pages."] if failures else []),
        *(f"An index of the table {name} has {rows} rows, the table {of}." for name, rows, of in _different_counts(db)),
    ]


def _different_counts(db: Connection) -> list[tuple[str, int, int]]:
    """The tables whose number of rows in an index differs from that in the table."""
    found = []
    for name in table_names(db):
        query = text(f"SELECT count(*), count(whole::text) FROM {_quoted(db, name)} AS whole")  # noqa: S608
        in_index = text(f"SELECT count(*) FROM {_quoted(db, name)}")  # noqa: S608
        _allow(db, index=False)
        rows, _ = db.execute(query).one()
        _allow(db, index=True)
        indexed = db.scalar(in_index) or 0
        if indexed != rows:
            found.append((name, indexed, rows))
    return found


def _allow(db: Connection, *, index: bool) -> None:
    """Makes PostgreSQL read indexes or tables, until the end of the transaction."""
    for kind, value in (("seqscan", not index), ("indexscan", index), ("indexonlyscan", index), ("bitmapscan", index)):
        db.execute(text(f"SET LOCAL enable_{kind} = {'on' if value else 'off'}"))


def dangling_references(db: Connection, tables: Sequence[Table]) -> list[str]:
    """The foreign keys with rows that refer to missing rows. They are declared in the tables, so constraints that are missing in the
    database are found too."""
    found = []
    for table in tables:
        for constraint in table.foreign_key_constraints:
            referred = constraint.referred_table.alias()
            pairs = [(key.parent, referred.c[key.column.name]) for key in constraint.elements]
            present = exists(select(1).select_from(referred).where(and_(*(column == target for column, target in pairs))))
            given = and_(*(column.is_not(None) for column, _ in pairs))
            count = len(db.execute(select(1).select_from(table).where(given, ~present).limit(MAX_FOUND)).all())
            if count:
                rows = f"{count} rows refer" if count > 1 else "1 row refers"
                more = "At least " if count == MAX_FOUND else ""
                columns = ", ".join(f"{table.name}.{column.name}" for column, _ in pairs)
                found.append(f"{more}{rows} to a missing row of {constraint.referred_table.name}: {columns}")
    return found


def _quoted(db: Connection, name: str) -> str:
    return db.dialect.identifier_preparer.quote(quoted_name(name, quote=True))
