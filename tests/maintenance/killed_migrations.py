"""A program that migrates databases and kills itself at different points: `python -m tests.maintenance.killed_migrations TIME URL…`.

It starts a process for each URL. The first one migrates its database completely, and counts the statements. The next ones are killed at
one of `POINTS`. Each process is forked, because starting one takes longer than a migration.
"""

import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from itertools import count
from typing import Any

from sqlalchemy import Engine, event

from andante import schema
from andante.kit import clock
from andante.kit.database import Database

SHARES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
"""Kills the process before a statement: the first one, after a fifth of them, and so on until the last one."""

BEFORE_COMMIT, AFTER_COMMIT, BEFORE_COPY_IS_COMPLETE = "before the commit", "after the commit", "before the copy is complete"
POINTS: tuple[float | str, ...] = (*SHARES, BEFORE_COMMIT, AFTER_COMMIT, BEFORE_COPY_IS_COMPLETE)


migrations: Any = schema


def kill(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def prepare(point: float | str, statements: int) -> None:
    if point == BEFORE_COMMIT:
        event.listen(Engine, "commit", kill)
    elif point == AFTER_COMMIT:
        migrations.continue_after_restore = kill
    elif point == BEFORE_COPY_IS_COMPLETE:
        migrations.replace = kill
    else:
        last, numbers = round(float(point) * (statements - 1)), count()
        event.listen(Engine, "before_cursor_execute", lambda *_: kill() if next(numbers) == last else None)


def in_new_process(run: Callable[[], None]) -> int:
    """The status of the process when it has ended."""
    process = os.fork()
    if process == 0:
        run()
        os._exit(0)
    return os.waitpid(process, 0)[1]


def count_statements(url: str) -> int:
    """Migrates a database, and counts the statements until the commit."""
    reading, writing = os.pipe()

    def run() -> None:
        numbers = count()
        event.listen(Engine, "before_cursor_execute", lambda *_: next(numbers) and None)
        event.listen(Engine, "commit", lambda _: os.write(writing, str(next(numbers)).encode()) and None)
        schema.migrate(Database(url))

    assert in_new_process(run) == 0
    return int(os.read(reading, 100))


def migrate(point: float | str, url: str, statements: int) -> None:
    prepare(point, statements)
    schema.migrate(Database(url))


def main(now: str, first: str, *urls: str) -> None:
    """`now`: the time at which the clock of all processes stops, because migrations store it. In seconds."""
    clock._read = lambda: float(now)
    statements = count_statements(first)
    for point, url in zip(POINTS, urls, strict=False):
        status = in_new_process(partial(migrate, point, url, statements))
        assert os.WIFSIGNALED(status), f"the process was not killed at {point}"
    print(statements)


if __name__ == "__main__":
    main(*sys.argv[1:])
