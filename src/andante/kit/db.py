"""Engines, transactions and the few differences between SQLite and PostgreSQL."""

import sqlite3
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any, TypeVarTuple, cast

import msgspec
from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Connection,
    Dialect,
    FromClause,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    Text,
    TypeDecorator,
    and_,
    bindparam,
    func,
    insert,
    literal,
    select,
    text,
    union_all,
)
from sqlalchemy.engine import make_url
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine

from ..sql.engines import postgresql, sqlite
from .clock import Instant
from .errors import Conflict, Invalid
from .integrity import integrity
from .paging import Paging

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Key = BigInteger().with_variant(Integer, "sqlite")
"""A 64-bit id; SQLite counts on its own only in a column that is called INTEGER."""

AccountId = String(128)
"""How a person is called everywhere: opaque, as Jira gives it (`712020:…`)."""

Ts = TypeVarTuple("Ts")

_last_id = text("SELECT seq FROM sqlite_sequence WHERE name = :table")

InstantType = cast("TypeEngine[Instant]", String(20))
"""An instant is stored as it crosses the wire: that sorts right, compares right and costs nothing to read."""

BUSY_SECONDS = 60
"""How long a writer of SQLite waits for its turn before it gives up with a 409."""


class Database:
    """Gives transactions. Everything that happens, happens in one of them, and only here are they committed."""

    def __init__(self, url: str, connections: int = 8) -> None:
        self.url = make_url(url)
        self.sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = sqlite(url, BUSY_SECONDS) if self.sqlite else postgresql(url, connections)
        self._without_transaction = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._own = threading.local()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """On SQLite everything in it sees one moment. On PostgreSQL each statement sees its own, as it does in any
        transaction that is READ COMMITTED; so none is opened, which saves two trips to the server."""
        if not self.sqlite:
            with self._without_transaction.connect() as db:
                yield db
            return
        db = self._own_connection()
        driver = _driver(db)
        driver.execute("BEGIN")
        try:
            yield db
        finally:
            db.rollback()  # what SQLAlchemy holds of it, then what is there: `Prepared` goes past SQLAlchemy
            driver.rollback()

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """On SQLite one writer at a time: it waits for its turn before it reads anything. What a constraint of the
        database forbids is refused like any other bad input."""
        with integrity(), nullcontext(self._own_connection()) if self.sqlite else self.engine.connect() as db:
            if self.sqlite:
                _begin_immediate(db)
            with db.begin():
                yield db

    def close(self) -> None:
        """Closes this thread's connection and the pool's; other threads' own go with their threads."""
        if own := getattr(self._own, "db", None):
            own.close()
        self.engine.dispose()

    def _own_connection(self) -> Connection:
        """SQLite: the thread's own, kept open, since handing it back to a pool costs as much as a query."""
        db: Connection | None = getattr(self._own, "db", None)
        if db is None or db.closed or _driver(db).in_transaction:
            db = self.engine.connect()
            self._own.db = db
        return db


def _driver(db: Connection) -> Any:
    return db.connection.driver_connection


def _begin_immediate(db: Connection) -> None:
    try:
        _driver(db).execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        raise Conflict(f"Others have been writing for {BUSY_SECONDS} seconds ({error}). Try again.") from error


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


class _Among(FunctionElement[bool]):
    """Whether a column has one of the values of a list parameter."""

    type = Boolean()
    inherit_cache = True


@compiles(_Among, "sqlite")
def _among_in_sqlite(element: _Among, compiler: SQLCompiler, **kw: Any) -> str:
    column, values = (compiler.process(part, **kw) for part in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608


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


def claim(db: Connection, *what: object) -> bool:
    """Like `queue_for`, but says False instead of waiting. On SQLite the wait is already over, so always True."""
    if on_sqlite(db):
        return True
    return bool(db.scalar(select(func.pg_try_advisory_xact_lock(func.hashtextextended(_lock_name(what), 0)))))


def _lock_name(what: tuple[object, ...]) -> str:
    return ":".join(map(str, what))


def next_id(db: Connection, table: Table, first: int) -> int:
    """The next id of a table whose ids may also be given from outside."""
    queue_for(db, "ids", table.name)
    return int(db.scalar(select(func.coalesce(func.max(table.c.id), first - 1) + 1)) or first)


def insert_many(db: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Inserts rows into a table that counts its ids on its own, and gives their ids in the same order, however many.

    SQLAlchemy can promise the order on SQLite only row by row. There is one writer there, so the next ids are known.
    """
    if not on_sqlite(db):
        return list(db.scalars(insert(table).returning(table.c.id, sort_by_parameter_order=True), rows))
    last = db.scalar(_last_id, {"table": table.name}) or 0
    ids = list(range(last + 1, last + 1 + len(rows)))
    db.execute(insert(table), [{"id": id, **row} for id, row in zip(ids, rows, strict=True)])
    return ids


def page_by_id(query: Select[*Ts], id_column: ColumnElement[Any], paging: Paging) -> Select[*Ts]:
    """The asked page and one more row of a list that is sorted by id, a number or a text; its sort key is `(id,)`."""
    last = paging.after([id_column.type.python_type])
    query = query.where(id_column > last[0]) if last else query.offset(paging.offset)
    return query.order_by(id_column).limit(paging.limit + 1)


def refuse_if_used(db: Connection, column: ColumnElement[Any], value: object, what: str) -> None:
    """Invalid while rows anywhere refer to this value of `column`, and says which; `what` names what was to be deleted."""
    users = [name.replace("_", " ") for name in used_by(db, column, value)]
    if users:
        raise Invalid(f"{what} can't be deleted: it is used by {' and '.join(users)}")


def used_by(db: Connection, column: ColumnElement[Any], value: object) -> list[str]:
    """The names of the tables with rows that refer to this value of `column`, whichever domain they belong to. Rows
    that would go with it (`ON DELETE CASCADE`) do not count."""
    references = [
        select(literal(table.name)).where(select(1).where(key.parent == value).exists())
        for table in metadata.sorted_tables
        for key in table.foreign_keys
        if key.column is column and key.ondelete is None
    ]
    return sorted(set(db.scalars(union_all(*references)))) if references else []


def ping(db: Connection) -> None:
    db.execute(text("SELECT 1"))
