"""Opens database transactions. No other module begins or commits one."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from enum import Enum

from sqlalchemy import Connection, select

from andante.sql.engines import postgresql, sqlite
from andante.sql.pipeline import writing
from andante.sql.private_files import FileReplaced
from andante.sql.problems import parse_url
from andante.sql.thread_local import ThreadLocalConnections
from andante.sql.write_lock import LockTimeout

from . import clock
from .call import Call, Caller
from .clock import Instant
from .errors import Conflict, Unavailable
from .integrity import refusal_of

LOCK_TIMEOUT_SECONDS = 60
"""How long a writer on SQLite waits for the write lock before it gives up with a 409."""

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

    def __init__(self, url: str, connections: int = 8) -> None:
        """Raises UnusableDatabase if the URL is invalid."""
        self.url = parse_url(url)
        self.sqlite = self.url.get_backend_name() == "sqlite"
        lock_path = f"{self.url.database}-queue"
        self.engine = sqlite(self.url, lock_path, LOCK_TIMEOUT_SECONDS) if self.sqlite else postgresql(self.url, connections)
        self._without_transaction = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._snapshots = self.engine.execution_options(isolation_level="REPEATABLE READ")
        self._connections = ThreadLocalConnections(self.engine, str(self.url.database), lock_path) if self.sqlite else None

    @contextmanager
    def call(
        self,
        caller: Caller | Authenticate,
        access: Access = Access.READ,
        *,
        base_url: str = "",
        url: str = "",
        request_id: str | None = None,
        timeout: float = LOCK_TIMEOUT_SECONDS,
    ) -> Iterator[Call]:
        """Opens a transaction for a caller. Every request, page, feed, servlet, command and job runs in one.

        `caller` is the caller, or a function that authenticates it within the transaction. A WRITE is committed when the
        block ends and rolled back when it raises. `timeout` is how many seconds it waits for other writers on SQLite.
        """
        with self._transaction(access, timeout) as db:
            now = clock.now()
            yield Call(db, caller if isinstance(caller, Caller) else caller(db, now), now, base_url, url, request_id)

    def _transaction(self, access: Access, timeout: float) -> AbstractContextManager[Connection]:
        if access is Access.READ:
            return self.read()
        return self.snapshot() if access is Access.SNAPSHOT else self.write(timeout)

    def read(self) -> AbstractContextManager[Connection]:
        """On SQLite the whole block reads one snapshot. On PostgreSQL each statement reads its own, as in any READ COMMITTED
        transaction, so no transaction is opened. That saves two round trips."""
        return self._connections.get() if self._connections else self._without_transaction.connect()

    def snapshot(self) -> AbstractContextManager[Connection]:
        """Like `read`, but the whole block reads one snapshot on PostgreSQL too: for long responses that need many queries."""
        return self._connections.get() if self._connections else self._snapshots.connect()

    @contextmanager
    def write(self, timeout: float = LOCK_TIMEOUT_SECONDS) -> Iterator[Connection]:
        """On SQLite, one writer at a time: it waits for the write lock before it reads anything. A violated database
        constraint raises Invalid, like any other bad input."""
        try:
            with self._connections.get().writing(timeout) if self._connections else writing(self.engine) as db:
                yield db
        except LockTimeout as error:
            raise Conflict(f"Other writers held the database lock for {timeout} seconds. Try again.") from error
        except FileReplaced as error:
            raise Unavailable(REPLACED) from error
        except Exception as error:
            if refusal := refusal_of(error):
                raise refusal from error
            raise

    def check(self) -> None:
        """Raises an exception if the database can't be used: Unavailable if the SQLite file was deleted or replaced."""
        try:
            with self.read() as db:
                db.execute(select(1))
            if self._connections:
                self._connections.check_file()
        except FileReplaced as error:
            raise Unavailable(REPLACED) from error

    def close(self) -> None:
        """Closes this thread's connection and the pool. The connections of other threads close when their threads end."""
        if self._connections:
            self._connections.close()
        self.engine.dispose()
