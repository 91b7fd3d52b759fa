"""Counts what is asked of a database."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, event

from andante.kit.database import Database
from andante.sql.memory import Remembered
from andante.sql.prepared import _Compiled


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """The statements that run meanwhile, prepared ones included, which go past SQLAlchemy. Nothing is remembered, so that the
    first request asks what the second does."""
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    def note_prepared(self: _Compiled, db: Connection, *given: Mapping[str, Any]) -> Any:
        seen.append(self.text)
        return run(self, db, *given)

    run = _Compiled.run
    event.listen(database.engine, "before_cursor_execute", note)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_Compiled, "run", note_prepared)
        patch.setattr(Remembered, "__call__", lambda self, db, key: self._ask(db, key))
        yield seen
    event.remove(database.engine, "before_cursor_execute", note)
