"""Engines, transactions and the few differences between SQLite and PostgreSQL."""

import sqlite3
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, TypeVarTuple, cast

import msgspec
from sqlalchemy import (
    ARRAY,
    BigInteger,
    Connection,
    Dialect,
    Engine,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    Text,
    TypeDecorator,
    bindparam,
    create_engine,
    event,
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

from .clock import Instant
from .errors import Conflict, Invalid
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
        self.engine = _sqlite_engine(url) if self.sqlite else create_engine(url, pool_size=connections, max_overflow=0, pool_pre_ping=True)
        self._own = threading.local()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        with self._connection() as db:
            if self.sqlite:
                _driver(db).execute("BEGIN")
            with db.begin():
                yield db

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """On SQLite one writer at a time: it waits for its turn before it reads anything."""
        with self._connection() as db:
            if self.sqlite:
                _begin_immediate(db)
            with db.begin():
                yield db

    def close(self) -> None:
        """Closes this thread's connection and the pool's; other threads' own go with their threads."""
        if own := getattr(self._own, "db", None):
            own.close()
        self.engine.dispose()

    def _connection(self) -> AbstractContextManager[Connection]:
        """SQLite: the thread's own, kept open, since handing it back to a pool costs as much as a query. PostgreSQL:
        one of the pool's."""
        if not self.sqlite:
            return self.engine.connect()
        db: Connection | None = getattr(self._own, "db", None)
        if db is None or db.closed or db.in_transaction():
            db = self.engine.connect()
            self._own.db = db
        return nullcontext(db)


def _sqlite_engine(url: str) -> Engine:
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False, "cached_statements": 500})

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _: Any) -> None:
        connection.isolation_level = None  # transactions are begun by Database, which knows who writes
        # its own `lower` knows ASCII only
        connection.create_function("lower", 1, lambda text: text if text is None else str(text).lower(), deterministic=True)
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "cache_size=-32000",
            "temp_store=MEMORY",
            "wal_autocheckpoint=4000",
        ):
            connection.execute(f"PRAGMA {pragma}")

    return engine


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


class _Members(FunctionElement[Any]):
    """The entries of a list parameter, as rows."""

    inherit_cache = True


@compiles(_Members, "sqlite")
def _members_in_sqlite(element: _Members, compiler: SQLCompiler, **kw: Any) -> str:
    return f"(SELECT value FROM json_each({compiler.process(element.clauses, **kw)}))"  # noqa: S608


@compiles(_Members, "postgresql")
def _members_in_postgresql(element: _Members, compiler: SQLCompiler, **kw: Any) -> str:
    return f"(SELECT unnest({compiler.process(element.clauses, **kw)}))"


def among(column: ColumnElement[Any], values: Collection[Any] | str) -> ColumnElement[bool]:
    """Whether the column has one of the values, however many: one parameter, one statement text. A string is the
    name of a parameter that is given when the statement runs."""
    kind = _Many(column.type)
    bound = bindparam(values, type_=kind) if isinstance(values, str) else bindparam(None, list(values), type_=kind, unique=True)
    return column.bool_op("IN")(_Members(bound))


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


def page_by_id(query: Select[*Ts], id_column: ColumnElement[int], paging: Paging) -> Select[*Ts]:
    """The asked page and one more row of a list that is sorted by id; its sort key is `(id,)`."""
    last = paging.after([int])
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
