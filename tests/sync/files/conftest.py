"""The command line, and how much it asks the database."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event

from tests.shell import andante, elsewhere

__all__ = ["andante", "elsewhere"]


@pytest.fixture
def count_statements() -> Callable[[], AbstractContextManager[list[str]]]:
    """Collects the statements that are sent to any database meanwhile."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        sent: list[str] = []

        def note(_c: Any, _u: Any, statement: str, *_: Any) -> None:
            sent.append(statement.partition("VALUES")[0])

        event.listen(Engine, "before_cursor_execute", note)
        yield sent
        event.remove(Engine, "before_cursor_execute", note)

    return counting
