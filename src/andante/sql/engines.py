"""Opens SQLite and PostgreSQL."""

import math
import sqlite3
import time
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

from .pipeline import keep_out_of_pipelines

IDLE_SECONDS = 1
"""How long a connection to PostgreSQL may lie unused and still be trusted."""

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "cache_size=-64000",
    "temp_store=MEMORY",
    "wal_autocheckpoint=4000",
)


def sqlite(url: str, busy_seconds: int) -> Engine:
    engine = create_engine(url, connect_args={"timeout": busy_seconds, "check_same_thread": False, "cached_statements": 500})

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _: Any) -> None:
        connection.isolation_level = None  # transactions are begun by whoever knows whether they write
        # its own `lower` knows ASCII only
        connection.create_function("lower", 1, lambda text: text if text is None else str(text).lower(), deterministic=True)
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    return engine


def postgresql(url: str, connections: int) -> Engine:
    """A connection that lay idle is asked whether it still lives before it is used: asking each time would cost as much
    as a query, and never asking would fail requests after a restart of the database."""
    engine = create_engine(url, pool_size=connections, max_overflow=0)

    @event.listens_for(engine, "checkin")
    def _note_use(_: Any, record: ConnectionPoolEntry) -> None:
        record.info["used"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def _ask(connection: DBAPIConnection, record: ConnectionPoolEntry, _: Any) -> None:
        if time.monotonic() - record.info.get("used", math.inf) > IDLE_SECONDS:
            try:
                engine.dialect.do_ping(connection)
            except engine.dialect.loaded_dbapi.Error as error:
                raise InvalidatePoolError from error

    keep_out_of_pipelines(engine)
    return engine
