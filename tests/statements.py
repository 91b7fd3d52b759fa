"""Collects the SQL statements that run on a database."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, event

from andante.kit.database import Database
from andante.sql.prepared import _Compiled
from andante.sql.query_cache import CachedQuery


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """The statements that run in the block, including prepared ones, which bypass SQLAlchemy. The query cache is off, so that the
    first request runs the same statements as the second."""
    ran: list[str] = []

    def record(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        ran.append(statement)

    def record_prepared(self: _Compiled, db: Connection, *parameters: Mapping[str, Any]) -> Any:
        ran.append(self.text)
        return run(self, db, *parameters)

    run = _Compiled.run
    event.listen(database.engine, "before_cursor_execute", record)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_Compiled, "run", record_prepared)
        patch.setattr(CachedQuery, "__call__", lambda self, db, key: self._run(db, key))
        yield ran
    event.remove(database.engine, "before_cursor_execute", record)
