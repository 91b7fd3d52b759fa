"""Opens SQLite and PostgreSQL."""

import sqlite3
from typing import Any

from sqlalchemy import Engine, create_engine, event

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "cache_size=-32000",
    "temp_store=MEMORY",
    "wal_autocheckpoint=4000",
)


def sqlite(url: str, busy_seconds: int) -> Engine:
    engine = create_engine(url, connect_args={"timeout": busy_seconds, "check_same_thread": False, "cached_statements": 500})

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _: Any) -> None:
        connection.isolation_level = None  # transactions are begun by whoever knows whether they write
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    return engine


def postgresql(url: str, connections: int) -> Engine:
    return create_engine(url, pool_size=connections, max_overflow=0, pool_pre_ping=True)
