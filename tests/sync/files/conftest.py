"""Fixtures: the command line, and a recorder of SQL statements."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event

from tests.shell import andante, elsewhere

__all__ = ["andante", "elsewhere"]


@pytest.fixture
def record_statements() -> Callable[[], AbstractContextManager[list[str]]]:
    """Records the statements that are sent to all databases."""

    @contextmanager
    def recorder() -> Iterator[list[str]]:
        sent: list[str] = []

        def record(_c: Any, _u: Any, statement: str, *_: Any) -> None:
            sent.append(statement.partition("VALUES")[0])

        event.listen(Engine, "before_cursor_execute", record)
        yield sent
        event.remove(Engine, "before_cursor_execute", record)

    return recorder
