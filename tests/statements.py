"""Counts what is asked of a database."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, event

from andante.kit.db import Database
from andante.sql.prepared import Prepared


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """The statements that run meanwhile, prepared ones included, which go past SQLAlchemy."""
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    def note_prepared(self: Prepared, db: Connection, *given: Mapping[str, Any]) -> Any:
        seen.append(self._for(db, given[0]).text)
        return execute(self, db, *given)

    execute = Prepared._execute
    event.listen(database.engine, "before_cursor_execute", note)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Prepared, "_execute", note_prepared)
        yield seen
    event.remove(database.engine, "before_cursor_execute", note)
