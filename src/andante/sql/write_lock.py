"""Lets one writer at a time work on an SQLite file, across threads and processes."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from . import private_files

try:
    import fcntl
except ImportError:  # Windows: only SQLite's own retries
    fcntl = None  # type: ignore[assignment]


WAITING = "waits for the write lock"
"""The name of the threads that wait for the lock of another writer."""

SECONDS_AFTER_TIMEOUT = 0.25
"""How long writers of a process wait after one of them has waited in vain, until one gets the lock."""


class LockTimeout(Exception):
    """Other writers held the lock for too long."""


class WriteLock:
    """The write lock of a database, for all threads of this process.

    Writers that wait occupy the threads that reads need. If a writer keeps the lock for long, only the first ones wait for their whole
    time. The others soon give up.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._is_overdue = False

    @contextmanager
    def hold(self, timeout: float) -> Iterator[float]:
        """Holds the lock. The value is how many of the `timeout` seconds are left to wait for programs that don't use it. Raises
        LockTimeout; the block must do so too if such a program writes."""
        seconds = min(timeout, SECONDS_AFTER_TIMEOUT) if self._is_overdue else timeout
        until = time.monotonic() + seconds
        try:
            with write_lock(self._path, seconds):
                yield max(0.0, until - time.monotonic())
                self._is_overdue = False
        except LockTimeout:
            self._is_overdue = self._is_overdue or timeout > 0
            raise


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
        waiting = threading.Thread(target=_wait, args=(file,), name=WAITING, daemon=True)
        waiting.start()
        waiting.join(timeout)
        return not waiting.is_alive()
    return True


def _wait(file: int) -> None:
    with suppress(OSError):  # the file was closed before the wait began
        fcntl.flock(file, fcntl.LOCK_EX)
