"""Creates the SQLAlchemy engines for SQLite and PostgreSQL."""

import math
import sqlite3
import time
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

from . import private_files
from .pipeline import leave_pipeline_before_sqlalchemy

IDLE_SECONDS = 1
"""How long a connection to PostgreSQL may be idle before it is checked."""

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "cache_size=-64000",
    "temp_store=MEMORY",
    "wal_autocheckpoint=4000",
)


def sqlite(url: URL, lock_path: str, busy_seconds: int) -> Engine:
    engine = create_engine(url, connect_args={"timeout": busy_seconds, "check_same_thread": False, "cached_statements": 500})

    @event.listens_for(engine, "do_connect")
    def _prepare_files(*_: Any) -> None:
        private_files.prepare(str(url.database), lock_path)

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _: Any) -> None:
        connection.isolation_level = None  # `ThreadLocalConnection` begins transactions, because it knows whether they write
        # SQLite's own `lower` handles only ASCII
        connection.create_function("lower", 1, lambda text: text if text is None else str(text).lower(), deterministic=True)
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    return engine


def postgresql(url: URL, connections: int) -> Engine:
    """A pool of at most `connections`. A connection that was idle is checked before use. Checking it each time would cost
    as much as a query. Without a check, requests would fail after a restart of the database."""
    engine = create_engine(url, pool_size=connections, max_overflow=0)

    @event.listens_for(engine, "checkin")
    def _note_time(_: Any, record: ConnectionPoolEntry) -> None:
        record.info["used"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def _check(connection: DBAPIConnection, record: ConnectionPoolEntry, _: Any) -> None:
        if time.monotonic() - record.info.get("used", math.inf) > IDLE_SECONDS:
            try:
                engine.dialect.do_ping(connection)
            except engine.dialect.loaded_dbapi.Error as error:
                raise InvalidatePoolError from error

    leave_pipeline_before_sqlalchemy(engine)
    return engine
