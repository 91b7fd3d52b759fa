"""What a connection still knows of what it asked before, as long as nobody has written since."""

from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

MOST_ANSWERS = 1000
_MEMORY = "memory"


class Memory:
    """The answers that a connection to SQLite had while the database was in one state.

    SQLite does not tell a connection of its own commits, and what it saw before a rollback never was. So whoever writes
    must say so before and after, and nothing is known meanwhile.
    """

    def __init__(self, db: Connection) -> None:
        self.writing = False
        self._cursor = db.connection.cursor()
        self._state: object = None
        self._answers: dict[Hashable, Any] = {}
        db.info[_MEMORY] = self

    def answers(self) -> dict[Hashable, Any]:
        """Those that still hold."""
        state = self._cursor.execute("PRAGMA data_version").fetchone()
        if self._state != state or len(self._answers) >= MOST_ANSWERS:
            self._state = state
            self._answers.clear()
        return self._answers

    def begin_to_write(self) -> None:
        self.writing = True
        self._answers.clear()

    def end_to_write(self) -> None:
        self.writing = False


class Remembered(Generic[K, V]):
    """A question that is asked anew only if anybody has written anything since its answer came.

    SQLite says for far less than a question costs whether another connection has committed anything. PostgreSQL has
    nothing of the kind, and is asked each time.
    """

    def __init__(self, ask: Callable[[Connection, K], V | None]) -> None:
        self._ask = ask

    def __call__(self, db: Connection, key: K) -> V | None:
        memory: Memory | None = db.info.get(_MEMORY)
        if memory is None or memory.writing:
            return self._ask(db, key)
        answers = memory.answers()
        answer: V | None = answers.get((self, key))
        if answer is None:
            answer = answers[self, key] = self._ask(db, key)
        return answer
