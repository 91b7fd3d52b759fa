"""Connections to SQLite: each thread keeps its own open, since handing it back to a pool costs as much as a query."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine

from .memory import Memory
from .queue import NoTurn, turn_to_write


class OwnConnections:
    """Gives each thread its own connection to the file; `queue` is the file at which its writers queue."""

    def __init__(self, engine: Engine, queue: str) -> None:
        self._engine = engine
        self._queue = queue
        self._here = threading.local()

    def mine(self) -> "OwnConnection":
        """This thread's; a new one where it is in the middle of a transaction already."""
        own: OwnConnection | None = getattr(self._here, "connection", None)
        if own is None or own.db.closed or own.driver.in_transaction:
            own = self._here.connection = OwnConnection(self._engine, self._queue)
        return own

    def close(self) -> None:
        """Closes this thread's; others' go with their threads."""
        if own := getattr(self._here, "connection", None):
            own.db.close()


class OwnConnection:
    """A thread's own connection. Entering it is a transaction that reads.

    Transactions are begun and ended at the driver: `Prepared` goes past SQLAlchemy, which then knows of none.
    """

    def __init__(self, engine: Engine, queue: str) -> None:
        self.db = engine.connect()
        self.driver: Any = self.db.connection.driver_connection
        self._queue = queue
        self._memory = Memory(self.db)

    def __enter__(self) -> Connection:
        self.driver.execute("BEGIN")
        return self.db

    def __exit__(self, *_: object) -> None:
        if self.db.in_transaction():
            self.db.rollback()
        self.driver.rollback()

    @contextmanager
    def writing(self, patience: float) -> Iterator[Connection]:
        """A transaction that writes, when it is this connection's turn; NoTurn after so many seconds."""
        with turn_to_write(self._queue, patience):
            self._memory.begin_to_write()
            try:
                self._begin_to_write()
                yield self.db
                self._commit()
            finally:
                self.__exit__()
                self._memory.end_to_write()

    def _begin_to_write(self) -> None:
        try:
            self.driver.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise NoTurn from error

    def _commit(self) -> None:
        if self.db.in_transaction():
            self.db.commit()
        self.driver.commit()
