"""Creates the SQLAlchemy engines for SQLite and PostgreSQL."""

import math
import sqlite3
import time
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry, PoolResetState

from . import private_files
from .pipeline import leave_pipeline_before_sqlalchemy

IDLE_SECONDS = 1
"""How long a connection to PostgreSQL may be idle before it is checked."""

NETWORK_OPTIONS = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""Options of libpq that detect within half a minute that a server doesn't respond any more, instead of after many. The query string of
the URL can set others. Seconds, and `tcp_user_timeout` in milliseconds."""

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "cache_size=-64000",
    "temp_store=MEMORY",
    "wal_autocheckpoint=4000",
)


def sqlite(url: URL, lock_path: str, max_wait_seconds: float) -> Engine:
    engine = create_engine(url, connect_args={"timeout": max_wait_seconds, "check_same_thread": False, "cached_statements": 500})

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


def postgresql(url: URL, connections: int, max_wait_seconds: float) -> Engine:
    """A pool of at most `connections`. A connection is checked before use if it was idle or if another one was lost. Checking it each
    time would cost as much as a query. Without a check, requests would fail after a restart of the database. `max_wait_seconds` is how
    long to wait for a free connection and for locks."""
    options = {name: value for name, value in NETWORK_OPTIONS.items() if name not in url.query}
    engine = create_engine(
        url, pool_size=connections, max_overflow=0, pool_timeout=max_wait_seconds, pool_reset_on_return=None, connect_args=options
    )

    @event.listens_for(engine, "connect")
    def _limit_waits(connection: DBAPIConnection, _: Any) -> None:
        cursor = connection.cursor()
        cursor.execute(f"SET lock_timeout = {round(max_wait_seconds * 1000)}")
        cursor.close()
        connection.commit()

    @event.listens_for(engine, "reset")
    def _roll_back(connection: Any, _: Any, state: PoolResetState) -> None:
        """SQLAlchemy would log a traceback for each lost connection."""
        if not state.transaction_was_reset and not connection.closed:
            connection.rollback()

    _check_before_use(engine)
    leave_pipeline_before_sqlalchemy(engine)
    return engine


def _check_before_use(engine: Engine) -> None:
    """Checks a connection before it is used, if it was idle or if another one was lost after its last use."""
    last_loss = -math.inf

    @event.listens_for(engine, "checkin")
    def _note_time(connection: Any, record: ConnectionPoolEntry) -> None:
        nonlocal last_loss
        record.info["used"] = time.monotonic()
        if connection is None or connection.closed:
            last_loss = time.monotonic()  # the idle connections are probably lost too

    @event.listens_for(engine, "checkout")
    def _check(connection: Any, record: ConnectionPoolEntry, _: Any) -> None:
        if time.monotonic() - (used := record.info.get("used", math.inf)) > IDLE_SECONDS or used <= last_loss:
            try:
                engine.dialect.do_ping(connection)
            except engine.dialect.loaded_dbapi.Error as error:
                raise InvalidatePoolError from error
