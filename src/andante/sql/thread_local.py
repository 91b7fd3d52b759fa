"""Keeps one open SQLite connection for each thread, because getting one from a pool costs as much as a query."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine

from .private_files import FileReplaced, announced, identity
from .query_cache import QueryCache
from .write_lock import LockTimeout, WriteLock


class ThreadLocalConnections:
    """Gives each thread its own connection to a file. `lock_path` is the file that writers lock. `max_wait_seconds` is how long the
    connections of the engine wait for SQLite's own lock."""

    def __init__(self, engine: Engine, path: str, lock_path: str, max_wait_seconds: float) -> None:
        self._engine = engine
        self._path = path
        self._lock = WriteLock(lock_path)
        self._max_wait_seconds = max_wait_seconds
        self._file = announced(path)
        self._local = threading.local()

    def get(self) -> "ThreadLocalConnection":
        """This thread's connection; a new one if it is closed or in a transaction already."""
        connection: ThreadLocalConnection | None = getattr(self._local, "connection", None)
        if connection is None or connection.db.closed or connection.driver.in_transaction:
            self.check_file()  # connecting would create a missing file
            connection = self._local.connection = ThreadLocalConnection(self._engine, self._lock, self._max_wait_seconds, self.check_file)
            self._file = self._file or identity(self._path)
        return connection

    def check_file(self) -> None:
        """Raises FileReplaced if the file is no longer the one that the first connection opened, or that the main process has announced."""
        if self._file and identity(self._path) != self._file:
            raise FileReplaced(self._path)

    def close(self) -> None:
        """Closes this thread's connection. Other threads' connections close when their threads end."""
        if connection := getattr(self._local, "connection", None):
            connection.db.close()


class ThreadLocalConnection:
    """A thread's connection. As a context manager it is a read transaction.

    Transactions begin and end at the driver, because `Prepared` bypasses SQLAlchemy, which then doesn't see them.
    """

    def __init__(self, engine: Engine, lock: WriteLock, max_wait_seconds: float, check_file: Callable[[], None]) -> None:
        self._check_file = check_file
        self.db = engine.connect()
        self.driver: Any = self.db.connection.driver_connection
        self._lock = lock
        self._max_wait_seconds = self._busy_seconds = max_wait_seconds
        self._cache = QueryCache(self.db)

    def __enter__(self) -> Connection:
        self.driver.execute("BEGIN")
        return self.db

    def __exit__(self, *_: object) -> None:
        self.db.rollback()  # also after a commit that failed: SQLAlchemy then is in no transaction, but refuses the next statement
        self.driver.rollback()

    @contextmanager
    def writing(self, timeout: float) -> Iterator[Connection]:
        """A write transaction. Raises LockTimeout if other writers hold the lock for `timeout` seconds, and FileReplaced if the file was
        deleted or replaced before the commit was complete."""
        with self._lock.hold(timeout) as seconds_left, self._cache.disabled():
            try:
                self._begin_immediate(seconds_left)
                yield self.db
                self._commit()
                self._check_file()  # after the commit, so that a client that gets a response can rely on it
            finally:
                self._wait_at_most(self._max_wait_seconds)
                self.__exit__()

    def _begin_immediate(self, timeout: float) -> None:
        """Programs that don't use our lock may hold SQLite's own."""
        try:
            self._wait_at_most(timeout)
            self.driver.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise LockTimeout from error
            raise  # the file is read-only, damaged, or the disk is full

    def _wait_at_most(self, seconds: float) -> None:
        """Sets how long SQLite waits for a lock, in steps of a second unless it is short: setting it costs as much as a small query."""
        seconds = round(seconds) if seconds > 1 else round(seconds, 2)
        if seconds != self._busy_seconds:
            self.driver.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")
            self._busy_seconds = seconds

    def _commit(self) -> None:
        if self.db.in_transaction():
            self.db.commit()
        self.driver.commit()
