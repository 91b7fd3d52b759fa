"""Lets one writer at a time work on an SQLite file, across threads and processes."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from . import private_files

try:
    import fcntl
except ImportError:  # Windows: only SQLite's own retries
    fcntl = None  # type: ignore[assignment]


class LockTimeout(Exception):
    """Other writers held the lock for too long."""


@contextmanager
def write_lock(path: str, timeout: float) -> Iterator[None]:
    """Holds an exclusive lock on the file at `path`, which is created if it is missing. Raises LockTimeout after
    `timeout` seconds. The lock ends with the process that holds it.

    SQLite itself makes a blocked writer sleep and retry at growing intervals, so that under load some wait for seconds.
    The kernel wakes the next writer immediately.
    """
    if fcntl is None:
        yield
        return
    file = os.open(path, os.O_RDONLY | os.O_CREAT, private_files.MODE)
    try:
        if not _acquire(file, timeout):
            raise LockTimeout
        yield
    finally:
        os.close(file)


def _acquire(file: int, timeout: float) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        # flock has no timeout, so a thread waits for it. If that thread outlives our timeout, it locks a file that is
        # already closed, which has no effect.
        waiting = threading.Thread(target=_wait, args=(file,), daemon=True)
        waiting.start()
        waiting.join(timeout)
        return not waiting.is_alive()
    return True


def _wait(file: int) -> None:
    with suppress(OSError):  # the file was closed before the wait began
        fcntl.flock(file, fcntl.LOCK_EX)
