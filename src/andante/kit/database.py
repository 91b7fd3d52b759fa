"""Opens database transactions. No other module begins or commits one."""

import math
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from enum import Enum

from sqlalchemy import Connection

from andante.sql import private_files
from andante.sql.engines import postgresql, sqlite
from andante.sql.health import FileHealth, is_read_only
from andante.sql.outages import BUSY, DAMAGED, READ_ONLY, outage_of
from andante.sql.pipeline import reading, writing
from andante.sql.private_files import FileReplaced
from andante.sql.problems import explain, parse_url
from andante.sql.thread_local import ThreadLocalConnections
from andante.sql.write_lock import LockTimeout

from . import changes, clock, metrics
from .call import Call, Caller
from .clock import Instant
from .errors import Refusal, Unavailable
from .integrity import refusal_of
from .settings import Settings

MAX_WAIT_SECONDS = 60
"""How long commands and jobs wait for other writers. Requests wait for a shorter time: see `Settings`."""

CLOCK_TOLERANCE_SECONDS = 1
"""Clocks are read in whole seconds, and adjusted in small steps."""

DEFAULTS = Settings()

REPLACED = "The database file was deleted or replaced while the server was running. Restart the server."

Authenticate = Callable[[Connection, Instant], Caller]
"""Returns the caller, in the transaction in which the call will run. Raises Unauthorized."""


class Access(Enum):
    """The kind of a transaction."""

    READ = "read"
    SNAPSHOT = "snapshot"
    WRITE = "write"


class Database:
    """Opens transactions and commits them."""

    def __init__(self, url: str, connections: int = 8, max_wait_seconds: float = MAX_WAIT_SECONDS) -> None:
        """`max_wait_seconds` is how long a transaction waits for other writers, and on PostgreSQL for a free connection. Raises
        UnusableDatabase if the URL is invalid."""
        self.url = parse_url(url)
        self.sqlite = self.url.get_backend_name() == "sqlite"
        self.max_wait_seconds = max_wait_seconds
        self._file = str(self.url.database) if self.sqlite else None
        self._health = FileHealth(self._file) if self._file else None
        lock_path = f"{self.url.database}-queue"
        self.engine = sqlite(self.url, lock_path, max_wait_seconds) if self.sqlite else postgresql(self.url, connections, max_wait_seconds)
        self._without_transaction = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._snapshots = self.engine.execution_options(isolation_level="REPEATABLE READ")
        self._clock_offset = math.inf
        self._connections = (
            ThreadLocalConnections(self.engine, str(self.url.database), lock_path, max_wait_seconds) if self.sqlite else None
        )

    @contextmanager
    def call(
        self,
        caller: Caller | Authenticate,
        access: Access = Access.READ,
        *,
        base_url: str = "",
        url: str = "",
        request_id: str | None = None,
        settings: Settings = DEFAULTS,
        timeout: float | None = None,
    ) -> Iterator[Call]:
        """Opens a transaction for a caller. Every request, page, feed, servlet, command and job runs in one.

        `caller` is the caller, or a function that authenticates it within the transaction. A WRITE is committed when the
        block ends and rolled back when it raises. `timeout` is how many seconds it waits for other writers on SQLite. Raises
        Unavailable if there is an outage of the database.
        """
        try:
            with self._transaction(access, timeout) as db:
                now = clock.now()
                latest = self._latest_change(db, now) if access is Access.WRITE else Instant("")
                yield Call(db, caller if isinstance(caller, Caller) else caller(db, now), now, base_url, url, request_id, latest, settings)
        except Refusal:
            raise
        except Exception as error:
            if refusal := self._unavailable(error):
                raise refusal from error
            raise

    def _latest_change(self, db: Connection, now: Instant) -> Instant:
        """The time of the latest change if `now` is before it, otherwise empty. Only the first write of a process, and writes after the
        clock was set back, need a query."""
        offset = clock.offset()
        if offset < self._clock_offset - CLOCK_TOLERANCE_SECONDS:
            latest = changes.latest_time(db)
            if latest > now:
                return latest
            self._clock_offset = offset
        self._clock_offset = max(self._clock_offset, offset)
        return Instant("")

    def _transaction(self, access: Access, timeout: float | None) -> AbstractContextManager[Connection]:
        if access is Access.READ:
            return self.read()
        return self.snapshot() if access is Access.SNAPSHOT else self.write(timeout)

    def read(self) -> AbstractContextManager[Connection]:
        """On SQLite the whole block reads one snapshot. On PostgreSQL each statement reads its own, as in any READ COMMITTED
        transaction, so no transaction is opened. That saves two round trips."""
        return self._connections.get() if self._connections else reading(self._without_transaction)

    def snapshot(self) -> AbstractContextManager[Connection]:
        """Like `read`, but the whole block reads one snapshot on PostgreSQL too: for long responses that need many queries."""
        return self._connections.get() if self._connections else reading(self._snapshots)

    @contextmanager
    def write(self, timeout: float | None = None) -> Iterator[Connection]:
        """On SQLite, one writer at a time: it waits for the write lock before it reads anything. A violated database
        constraint raises Invalid, like any other bad input."""
        seconds = self.max_wait_seconds if timeout is None else timeout
        started = time.perf_counter()
        try:
            with self._connections.get().writing(seconds) if self._connections else writing(self.engine) as db:
                metrics.add_write_wait(time.perf_counter() - started)
                yield db
        except LockTimeout as error:
            raise Unavailable(BUSY.message, BUSY.retry_after_seconds) from error
        except FileReplaced as error:
            raise Unavailable(REPLACED) from error
        except Exception as error:
            if refusal := refusal_of(error):
                raise refusal from error
            raise

    def check(self) -> None:
        """Raises Unavailable if the database can't be read and written, or if the SQLite file was deleted or replaced."""
        try:
            with self.read() as db:
                read_only = is_read_only(db)
            if self._connections:
                self._connections.check_file()
            if self._health:
                self._health.check()
        except Exception as error:
            if refusal := self._unavailable(error):
                raise refusal from error
            raise
        if read_only:
            raise Unavailable(*READ_ONLY)

    def announce_file(self) -> None:
        """Makes the processes that this one starts use this SQLite file and no other at its path. A process that starts after the file was
        deleted would otherwise create a new one."""
        if self._file:
            private_files.announce(self._file)

    def _unavailable(self, error: Exception) -> Unavailable | None:
        """The refusal for an outage of the database; None for any other error."""
        if isinstance(error, FileReplaced):
            return Unavailable(REPLACED)
        outage = outage_of(error, self._file)
        if outage is DAMAGED and self._health:
            self._health.suspect_damage()
        return Unavailable(*outage, explain(error, self.url)) if outage else None

    def close(self) -> None:
        """Closes this thread's connection and the pool. The connections of other threads close when their threads end."""
        if self._connections:
            self._connections.close()
        self.engine.dispose()
