"""SQL that differs between SQLite and PostgreSQL: lists as parameters, JSON maps, locks and ids."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Self

import msgspec
from sqlalchemy import (
    ARRAY,
    JSON,
    Boolean,
    Connection,
    Date,
    Dialect,
    FromClause,
    Table,
    Text,
    TypeDecorator,
    and_,
    bindparam,
    cast,
    func,
    insert,
    select,
    text,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine

from .prepared import Prepared

_last_id = text("SELECT seq FROM sqlite_sequence WHERE name = :table")
_try_lock = Prepared(select(func.pg_try_advisory_xact_lock(func.hashtextextended(bindparam("name", type_=Text), 0))))
_lock_names = text("SELECT pg_advisory_xact_lock(hashtextextended(name, 0)) FROM unnest(CAST(:names AS text[])) AS name")
_draw_ids = text("SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :count)")


class _ListType(TypeDecorator[Any]):
    """A list as one parameter: a JSON array for SQLite, an array for PostgreSQL."""

    impl = Text
    cache_ok = True

    def __init__(self, item: TypeEngine[Any]) -> None:
        super().__init__()
        self.item = item

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return Text() if dialect.name == "sqlite" else dialect.type_descriptor(ARRAY(self.item))

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        return msgspec.json.encode(value).decode() if dialect.name == "sqlite" else list(value)


class _Condition(FunctionElement[bool]):
    type = Boolean()
    inherit_cache = True

    def self_group(self, against: object = None) -> Self:
        """Unchanged: SQLAlchemy would append `= 1` for SQLite, which then doesn't use an index."""
        return self


class _InValues(_Condition):
    """Whether a column has one of the values of a list parameter."""

    inherit_cache = True


@compiles(_InValues, "sqlite")
def _in_values_in_sqlite(element: _InValues, compiler: SQLCompiler, **kw: Any) -> str:
    column, values = (compiler.process(part, **kw) for part in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608


@compiles(_InValues, "postgresql")
def _in_values_in_postgresql(element: _InValues, compiler: SQLCompiler, **kw: Any) -> str:
    """`IN (SELECT unnest(…))` would read the whole table."""
    column, values = (compiler.process(part, **kw) for part in element.clauses)
    return f"{column} = ANY ({values})"


def in_values(column: ColumnElement[Any], values: Collection[Any] | str) -> ColumnElement[bool]:
    """Whether the column has one of the values: one parameter and one statement text for any number of them. A string is
    the name of a parameter that is passed when the statement runs."""
    kind = _ListType(column.type)
    bound = bindparam(values, type_=kind) if isinstance(values, str) else bindparam(None, list(values), type_=kind, unique=True)
    return _InValues(column, bound)


class _WithoutIndex(_Condition):
    """A condition that is checked row by row."""

    inherit_cache = True


@compiles(_WithoutIndex, "sqlite")
def _without_index_in_sqlite(element: _WithoutIndex, compiler: SQLCompiler, **kw: Any) -> str:
    return f"+({compiler.process(element.clauses, **kw)})"


@compiles(_WithoutIndex)
def _without_index(element: _WithoutIndex, compiler: SQLCompiler, **kw: Any) -> str:
    return f"({compiler.process(element.clauses, **kw)})"


def without_index(condition: ColumnElement[Any]) -> ColumnElement[Any]:
    """The condition, checked row by row: for queries that scan rows in the order of another index until they have enough. Without
    statistics, SQLite would look up and sort all rows that meet the condition, even if there are a million. A column can be excluded from
    the choice of an index, too."""
    return _WithoutIndex(condition)


class _TupleListType(TypeDecorator[Any]):
    """A list of tuples as one parameter: JSON text with the values as the columns store them."""

    impl = Text
    cache_ok = True

    def __init__(self, *items: TypeEngine[Any]) -> None:
        super().__init__()
        self.items = items

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:
        converters = [
            (dialect.name == "sqlite" and item.dialect_impl(dialect).bind_processor(dialect)) or _unchanged for item in self.items
        ]
        return msgspec.json.encode([[convert(cell) for convert, cell in zip(converters, row, strict=True)] for row in value]).decode()


def _unchanged(value: Any) -> Any:
    return value


class _JsonRows(FunctionElement[Any]):
    """The entries of a JSON array, as rows with one column `value`."""

    name = "json_rows"
    inherit_cache = True


@compiles(_JsonRows, "sqlite")
def _json_rows_in_sqlite(element: _JsonRows, compiler: SQLCompiler, **kw: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **kw)})"


@compiles(_JsonRows, "postgresql")
def _json_rows_in_postgresql(element: _JsonRows, compiler: SQLCompiler, **kw: Any) -> str:
    return f"json_array_elements(CAST({compiler.process(element.clauses, **kw)} AS JSON))"


def in_tuples(parameter: str, *columns: ColumnElement[Any]) -> tuple[FromClause, ColumnElement[bool]]:
    """Finds many combinations of values at once. Returns a table that the query must join, with the tuples that are passed as
    `parameter` when the statement runs, and the condition that the columns equal one of them. Unlike several `in_values`, it looks up
    each tuple in an index on the columns."""
    rows = _JsonRows(bindparam(parameter, type_=_TupleListType(*(column.type for column in columns)))).table_valued("value")
    return rows, and_(*(column == _Cell(rows.c.value, position, column.type) for position, column in enumerate(columns)))


def in_ranges(parameter: str, column: ColumnElement[Any], position: ColumnElement[Any]) -> tuple[FromClause, ColumnElement[bool]]:
    """Like `in_tuples`, for ranges: triples of a value of `column`, and the first and last value of `position`."""
    kinds = (column.type, position.type, position.type)
    rows = _JsonRows(bindparam(parameter, type_=_TupleListType(*kinds))).table_valued("value")
    value, first, last = (_Cell(rows.c.value, number, kind) for number, kind in enumerate(kinds))
    return rows, and_(column == value, position.between(first, last))


class _Cell(ColumnElement[Any]):
    """The entry of a JSON array at a position, as a value of the type."""

    inherit_cache = False

    def __init__(self, array: ColumnElement[Any], position: int, kind: TypeEngine[Any]) -> None:
        self.array, self.position, self.type = array, position, kind


@compiles(_Cell, "sqlite")
def _cell_in_sqlite(element: _Cell, compiler: SQLCompiler, **kw: Any) -> str:
    return f"json_extract({compiler.process(element.array, **kw)}, '$[{element.position}]')"


@compiles(_Cell, "postgresql")
def _cell_in_postgresql(element: _Cell, compiler: SQLCompiler, **kw: Any) -> str:
    kind = compiler.dialect.type_compiler_instance.process(element.type)
    return f"CAST({compiler.process(element.array, **kw)} ->> {element.position} AS {kind})"


class _JsonMap(FunctionElement[str]):
    """Rows of key and value as one JSON object, as text."""

    type = Text()
    inherit_cache = True


@compiles(_JsonMap, "sqlite")
def _json_map_in_sqlite(element: _JsonMap, compiler: SQLCompiler, **kw: Any) -> str:
    return f"json_group_object({compiler.process(element.clauses, **kw)})"


@compiles(_JsonMap, "postgresql")
def _json_map_in_postgresql(element: _JsonMap, compiler: SQLCompiler, **kw: Any) -> str:
    return f"coalesce(json_object_agg({compiler.process(element.clauses, **kw)})::text, '{{}}')"


def json_map(key: ColumnElement[str], value: ColumnElement[str]) -> ColumnElement[str]:
    """An aggregate: the rows' keys and values as one JSON object, `{}` if there are no rows."""
    return _JsonMap(key, value)


def where_not_null(column: ColumnElement[Any]) -> dict[str, Any]:
    """Options of an index without the rows whose value is null, for columns that are usually null."""
    return {"sqlite_where": column.is_not(None), "postgresql_where": column.is_not(None)}


def where_null(column: ColumnElement[Any]) -> dict[str, Any]:
    """Options of an index with only the rows whose value is null, for columns that are seldom null."""
    return only_where(column.is_(None))


def only_where(condition: ColumnElement[bool]) -> dict[str, Any]:
    """Options of an index with only the rows that meet a condition."""
    return {"sqlite_where": condition, "postgresql_where": condition}


def on_sqlite(db: Connection) -> bool:
    return db.dialect.name == "sqlite"


def json_field(db: Connection, object: ColumnElement[Any], name: str) -> ColumnElement[Any]:
    """A field of a JSON object, as text. Null if there is no object or no such field."""
    if on_sqlite(db):
        return func.json_extract(object, f"$.{name}")
    document: Any = cast(object, JSON)
    found: ColumnElement[Any] = document[name].as_string()
    return found


def json_date(db: Connection, object: ColumnElement[Any], name: str) -> ColumnElement[Any]:
    """A field of a JSON object that compares with columns of dates."""
    found = json_field(db, object, name)
    return found if on_sqlite(db) else cast(found, Date)


def lock(db: Connection, *name: object) -> None:
    """Waits for other transactions that hold this lock, and holds it until the transaction ends. `name` is the name of the lock. Does
    nothing on SQLite, which allows one writer at a time."""
    if not on_sqlite(db):
        db.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(_lock_name(name), 0))))


def lock_all(db: Connection, kind: str, names: Sequence[str]) -> None:
    """Like `lock(db, kind, name)` for each of the names in their order, in one statement."""
    if not on_sqlite(db):
        db.execute(_lock_names, {"names": [_lock_name((kind, name)) for name in names]}).all()


def lock_rows(db: Connection, id_column: ColumnElement[int], ids: Collection[int]) -> None:
    """Locks these rows against writes by others until the transaction ends, so that values read afterwards stay valid. Does
    nothing on SQLite, which allows one writer at a time."""
    if not on_sqlite(db):
        db.execute(select(id_column).where(in_values(id_column, ids)).order_by(id_column).with_for_update())


def lock_table(db: Connection, table: Table) -> None:
    """Waits for other transactions that write to the table, and lets no one else write to it until the transaction ends. Does nothing on
    SQLite, which allows one writer at a time."""
    if not on_sqlite(db):
        db.execute(text(f"LOCK TABLE {table.name} IN SHARE ROW EXCLUSIVE MODE"))


def try_lock(db: Connection, *name: object) -> bool:
    """Like `lock`, but returns False instead of waiting. Always True on SQLite."""
    if on_sqlite(db):
        return True
    (acquired,) = _try_lock.one_or_none(db, name=_lock_name(name)) or (False,)
    return bool(acquired)


def _lock_name(name: tuple[object, ...]) -> str:
    return ":".join(map(str, name))


def insert_row(db: Connection, table: Table, values: Mapping[str, Any]) -> int:
    """Inserts a row and returns the id that the database generated for it."""
    id: int = db.execute(insert(table).values(values).returning(table.c.id)).scalar_one()
    return id


def insert_many(db: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Inserts rows into a table with generated ids, and returns the ids in the same order.

    It reserves the ids first. Without that, to guarantee their order, SQLAlchemy inserts row by row on SQLite. On PostgreSQL it
    generates statements that take psycopg longer to parse than the server.
    """
    ids = _next_ids(db, table, len(rows))
    db.execute(insert(table), [{"id": id, **row} for id, row in zip(ids, rows, strict=True)])
    return ids


def _next_ids(db: Connection, table: Table, count: int) -> list[int]:
    """SQLite has one writer at a time, so the next ids are known."""
    if not on_sqlite(db):
        return list(db.scalars(_draw_ids, {"table": table.name, "count": count}))
    last = db.scalar(_last_id, {"table": table.name}) or 0
    return list(range(last + 1, last + 1 + count))


def next_id(db: Connection, table: Table, first: int) -> int:
    """The next id of a table whose ids may also come from outside."""
    lock(db, "ids", table.name)
    return int(db.scalar(select(func.coalesce(func.max(table.c.id), first - 1) + 1)) or first)
