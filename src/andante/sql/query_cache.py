"""Caches query results on an SQLite connection until the next write to the database."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

MAX_RESULTS = 1000
_CACHE = "query cache"


class QueryCache:
    """The results that one SQLite connection has read since the last write.

    `PRAGMA data_version` changes when another connection commits, but not when this one does. Results that a transaction reads
    after its own write become invalid if it is rolled back. So the cache is emptied before this connection writes, and is off until
    the transaction ends.
    """

    def __init__(self, db: Connection) -> None:
        self.enabled = True
        self._cursor = db.connection.cursor()
        self._version: object = None
        self._results: dict[Hashable, Any] = {}
        db.info[_CACHE] = self

    def results(self) -> dict[Hashable, Any]:
        """The valid results, by query and key."""
        version = self._cursor.execute("PRAGMA data_version").fetchone()
        if self._version != version or len(self._results) >= MAX_RESULTS:
            self._version = version
            self._results.clear()
        return self._results

    @contextmanager
    def disabled(self) -> Iterator[None]:
        """Empties the cache and leaves it empty."""
        self.enabled = False
        self._results.clear()
        try:
            yield
        finally:
            self.enabled = True


class CachedQuery(Generic[K, V]):
    """A query by key that runs again only after a write to the database. None is not cached.

    On PostgreSQL it runs each time, because checking for changes would also take a round trip.
    """

    def __init__(self, run: Callable[[Connection, K], V | None]) -> None:
        self._run = run

    def __call__(self, db: Connection, key: K) -> V | None:
        cache: QueryCache | None = db.info.get(_CACHE)
        if cache is None or not cache.enabled:
            return self._run(db, key)
        results = cache.results()
        result: V | None = results.get((self, key))
        if result is None:
            result = results[self, key] = self._run(db, key)
        return result
