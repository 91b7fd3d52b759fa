"""Lets the writers of an SQLite file in, one after the other."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

try:
    import fcntl
except ImportError:  # not on Windows, where SQLite's own waiting has to do
    fcntl = None  # type: ignore[assignment]


class NoTurn(Exception):
    """Others have been writing all the time."""


@contextmanager
def turn_to_write(path: str, seconds: float) -> Iterator[None]:
    """Waits for its turn in the queue of writers, which may be in any process; `path` is the file they queue at.
    Raises NoTurn after so many seconds.

    SQLite itself lets a writer who finds another one at work sleep and try again, ever more seldom, so that under load
    one in a hundred waits for seconds. The kernel wakes the next one at once. Whoever dies leaves the queue.
    """
    if fcntl is None:
        yield
        return
    file = os.open(path, os.O_RDONLY | os.O_CREAT, 0o666)
    try:
        if not _is_locked(file, seconds):
            raise NoTurn
        yield
    finally:
        os.close(file)


def _is_locked(file: int, seconds: float) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        # The kernel knows no patience that ends, so that a thread of its own waits. Should it wait longer than we do, it
        # gets a lock on a file that is closed already, which nobody notices.
        waiting = threading.Thread(target=_wait, args=(file,), daemon=True)
        waiting.start()
        waiting.join(seconds)
        return not waiting.is_alive()
    return True


def _wait(file: int) -> None:
    with suppress(OSError):  # it was closed before the waiting began
        fcntl.flock(file, fcntl.LOCK_EX)
