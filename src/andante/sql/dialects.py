"""What the two databases say in different words: lists as one parameter, maps, locks and ids."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Self

import msgspec
from sqlalchemy import (
    ARRAY,
    Boolean,
    Connection,
    Dialect,
    FromClause,
    Table,
    Text,
    TypeDecorator,
    and_,
    bindparam,
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

_last_id = text("SELECT seq FROM sqlite_sequence WHERE name = :table")
_draw_ids = text("SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :count)")


class _Many(TypeDecorator[Any]):
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
        """As it is: SQLAlchemy would write `= 1` behind it for SQLite, which then uses no index."""
        return self


class _Among(_Condition):
    """Whether a column has one of the values of a list parameter."""

    inherit_cache = True


@compiles(_Among, "sqlite")
def _among_in_sqlite(element: _Among, compiler: SQLCompiler, **kw: Any) -> str:
    column, values = (compiler.process(part, **kw) for part in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608


class _Passing(_Condition):
    """A condition that is looked at row by row."""

    inherit_cache = True


@compiles(_Passing, "sqlite")
def _passing_in_sqlite(element: _Passing, compiler: SQLCompiler, **kw: Any) -> str:
    return f"+({compiler.process(element.clauses, **kw)})"


@compiles(_Passing)
def _passing(element: _Passing, compiler: SQLCompiler, **kw: Any) -> str:
    return compiler.process(element.clauses, **kw)


def passing(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """The condition, for rows that are walked in the order of an index until enough are found. SQLite keeps no statistics
    here, and would rather look up and sort all rows that meet it, be they a million."""
    return _Passing(condition)


@compiles(_Among, "postgresql")
def _among_in_postgresql(element: _Among, compiler: SQLCompiler, **kw: Any) -> str:
    """Not `IN (SELECT unnest(…))`, which reads the whole table."""
    column, values = (compiler.process(part, **kw) for part in element.clauses)
    return f"{column} = ANY ({values})"


def among(column: ColumnElement[Any], values: Collection[Any] | str) -> ColumnElement[bool]:
    """Whether the column has one of the values, however many: one parameter, one statement text. A string is the
    name of a parameter that is given when the statement runs."""
    kind = _Many(column.type)
    bound = bindparam(values, type_=kind) if isinstance(values, str) else bindparam(None, list(values), type_=kind, unique=True)
    return _Among(column, bound)


class _Tuples(TypeDecorator[Any]):
    """A list of tuples as one parameter: JSON text, its values as the columns store them."""

    impl = Text
    cache_ok = True

    def __init__(self, *items: TypeEngine[Any]) -> None:
        super().__init__()
        self.items = items

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:
        stores = [(dialect.name == "sqlite" and item.dialect_impl(dialect).bind_processor(dialect)) or _as_it_is for item in self.items]
        return msgspec.json.encode([[store(cell) for store, cell in zip(stores, row, strict=True)] for row in value]).decode()


def _as_it_is(value: Any) -> Any:
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


def tuples_named(parameter: str, *columns: ColumnElement[Any]) -> tuple[FromClause, ColumnElement[bool]]:
    """What a query joins to ask for many combinations of values at once: the tuples that are given under this name
    when the statement runs, and that the columns have their values. Unlike conditions with `among` it asks for each
    tuple in the index that begins with the columns."""
    rows = _JsonRows(bindparam(parameter, type_=_Tuples(*(column.type for column in columns)))).table_valued("value")
    return rows, and_(*(column == _Cell(rows.c.value, position, column.type) for position, column in enumerate(columns)))


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
    """An aggregate: the rows' keys and values as one JSON object, `{}` where there are no rows."""
    return _JsonMap(key, value)


def where_not_null(column: ColumnElement[Any]) -> dict[str, Any]:
    """Options of an index that leaves out the rows without a value: most rows have none, and cost nothing then."""
    return {"sqlite_where": column.is_not(None), "postgresql_where": column.is_not(None)}


def on_sqlite(db: Connection) -> bool:
    return db.dialect.name == "sqlite"


def queue_for(db: Connection, *what: object) -> None:
    """Waits until no other transaction that queues for the same thing is under way. On SQLite all writers queue anyway."""
    if not on_sqlite(db):
        db.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(_lock_name(what), 0))))


def queue_for_rows(db: Connection, id_column: ColumnElement[int], ids: Collection[int]) -> None:
    """Waits until no other transaction writes these rows, and keeps others from it until this one ends; so what is read
    afterwards still stands when it is written. On SQLite all writers queue anyway."""
    if not on_sqlite(db):
        db.execute(select(id_column).where(among(id_column, ids)).order_by(id_column).with_for_update())


def claim(db: Connection, *what: object) -> bool:
    """Like `queue_for`, but says False instead of waiting. On SQLite the wait is already over, so always True."""
    if on_sqlite(db):
        return True
    return bool(db.scalar(select(func.pg_try_advisory_xact_lock(func.hashtextextended(_lock_name(what), 0)))))


def _lock_name(what: tuple[object, ...]) -> str:
    return ":".join(map(str, what))


def insert_many(db: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Inserts rows into a table that counts its ids on its own, and gives their ids in the same order, however many.

    The ids are taken first: to promise their order SQLAlchemy inserts row by row on SQLite, and on PostgreSQL writes
    statements so long that psycopg takes longer to read them than the server.
    """
    ids = _next_ids(db, table, len(rows))
    db.execute(insert(table), [{"id": id, **row} for id, row in zip(ids, rows, strict=True)])
    return ids


def _next_ids(db: Connection, table: Table, count: int) -> list[int]:
    """On SQLite there is one writer, so that the next ids are known."""
    if not on_sqlite(db):
        return list(db.scalars(_draw_ids, {"table": table.name, "count": count}))
    last = db.scalar(_last_id, {"table": table.name}) or 0
    return list(range(last + 1, last + 1 + count))


def next_id(db: Connection, table: Table, first: int) -> int:
    """The next id of a table whose ids may also be given from outside."""
    queue_for(db, "ids", table.name)
    return int(db.scalar(select(func.coalesce(func.max(table.c.id), first - 1) + 1)) or first)
