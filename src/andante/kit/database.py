"""The database and its transactions. Nothing else begins or commits one."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from enum import Enum

from sqlalchemy import Connection
from sqlalchemy.engine import make_url

from andante.sql.engines import postgresql, sqlite
from andante.sql.pipeline import writing
from andante.sql.thread_local import ThreadLocalConnections
from andante.sql.write_lock import LockTimeout

from . import clock
from .call import Call, Caller
from .clock import Instant
from .errors import Conflict
from .integrity import refusal_of

LOCK_TIMEOUT_SECONDS = 60
"""How long a writer on SQLite waits for the write lock before it gives up with a 409."""

Authenticate = Callable[[Connection, Instant], Caller]
"""Finds out who calls, in the transaction in which the call then runs; raises Unauthorized."""


class Access(Enum):
    """What a transaction is for."""

    READ = "read"
    SNAPSHOT = "snapshot"
    WRITE = "write"


class Database:
    """Opens transactions and commits them."""

    def __init__(self, url: str, connections: int = 8) -> None:
        self.url = make_url(url)
        self.sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = sqlite(url, LOCK_TIMEOUT_SECONDS) if self.sqlite else postgresql(url, connections)
        self._without_transaction = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._snapshots = self.engine.execution_options(isolation_level="REPEATABLE READ")
        self._connections = ThreadLocalConnections(self.engine, f"{self.url.database}-queue") if self.sqlite else None

    @contextmanager
    def call(
        self,
        who: Caller | Authenticate,
        access: Access = Access.READ,
        *,
        base_url: str = "",
        url: str = "",
        request_id: str | None = None,
        timeout: float = LOCK_TIMEOUT_SECONDS,
    ) -> Iterator[Call]:
        """A transaction for a caller: every request, page, feed, servlet, command and job runs in one of these.

        `who` is the caller, or a function that authenticates within the transaction. A WRITE is committed when the
        block ends and rolled back when it raises; `timeout` is how many seconds it waits for other writers on SQLite.
        """
        with self._transaction(access, timeout) as db:
            now = clock.now()
            yield Call(db, who if isinstance(who, Caller) else who(db, now), now, base_url, url, request_id)

    def _transaction(self, access: Access, timeout: float) -> AbstractContextManager[Connection]:
        if access is Access.READ:
            return self.read()
        return self.snapshot() if access is Access.SNAPSHOT else self.write(timeout)

    def read(self) -> AbstractContextManager[Connection]:
        """On SQLite the whole block sees one snapshot. On PostgreSQL each statement sees its own, as in any READ COMMITTED
        transaction; so none is opened, which saves two round trips."""
        return self._connections.get() if self._connections else self._without_transaction.connect()

    def snapshot(self) -> AbstractContextManager[Connection]:
        """Like `read`, but the whole block sees one snapshot on PostgreSQL too: for long answers read piece by piece."""
        return self._connections.get() if self._connections else self._snapshots.connect()

    @contextmanager
    def write(self, timeout: float = LOCK_TIMEOUT_SECONDS) -> Iterator[Connection]:
        """On SQLite one writer at a time: it waits for the write lock before it reads anything. A violated constraint of
        the database is refused like any other bad input."""
        try:
            with self._connections.get().writing(timeout) if self._connections else writing(self.engine) as db:
                yield db
        except LockTimeout as error:
            raise Conflict(f"Others have been writing for {timeout} seconds. Try again.") from error
        except Exception as error:
            if refusal := refusal_of(error):
                raise refusal from error
            raise

    def close(self) -> None:
        """Closes this thread's connection and the pool's; other threads' connections close with their threads."""
        if self._connections:
            self._connections.close()
        self.engine.dispose()
