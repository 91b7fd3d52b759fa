"""Lets requests wait for changes, without a database connection and without a thread in which the server runs other requests.

All waiting requests of a process share one thread that asks the database for the newest change, only while requests wait.
"""

import logging
import time
from collections.abc import Callable, Iterator
from threading import Condition, Thread
from weakref import WeakKeyDictionary

import msgspec
from sqlalchemy import Engine

from andante.hosting.response_stream import STOPPING
from andante.kit import changes
from andante.kit.call import Call
from andante.kit.changes import START, Position
from andante.kit.server import Open, Postponed

from .wire import ChangesPage

MAX_WAITING = 100
"""How many requests of a process may wait at the same time. Each has a thread. Others get an empty response at once."""

CHECK_SECONDS = 0.5
KEEP_ALIVE_SECONDS = 5
"""How often a space is sent to a waiting client. It keeps the connection open in proxies, and shows whether the client is still there."""

_log = logging.getLogger("andante")


class Watch:
    """Waits for the newest change of a database, for all waiting requests of this process."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._newest = START
        self._waiting = 0
        self._is_running = False

    def enter(self, open: Open) -> bool:
        """Adds a waiting request, and returns False if there are too many. `open` opens transactions. Call `leave` afterwards."""
        with self._changed:
            if self._waiting >= MAX_WAITING or STOPPING.is_set():
                return False
            self._waiting += 1
            if not self._is_running:
                self._is_running, self._newest = True, START
                Thread(target=self._run, args=(open,), daemon=True).start()
            return True

    def leave(self) -> None:
        with self._changed:
            self._waiting -= 1

    def wait(self, position: Position, seconds: float) -> bool:
        """Waits for a change after the position, and returns whether there is one."""
        with self._changed:
            self._changed.wait_for(lambda: self._newest > position or STOPPING.is_set(), seconds)
            return self._newest > position

    def _run(self, open: Open) -> None:
        while True:
            newest = _newest(open)
            with self._changed:
                self._newest = max(self._newest, newest)
                self._changed.notify_all()
                if not self._waiting:
                    self._is_running = False
                    return
            STOPPING.wait(CHECK_SECONDS)


def _newest(open: Open) -> Position:
    try:
        with open() as call:
            return changes.newest(call.db)
    except Exception as error:
        _log.warning("Requests that wait for changes can't read the change log: %s", error)
        return START


_watches: WeakKeyDictionary[Engine, Watch] = WeakKeyDictionary()


class NothingYet(Postponed):
    """There is no change after `position` yet. The response is `page`, unless a change appears within these seconds."""

    def __init__(self, call: Call, seconds: int, position: Position, page: ChangesPage) -> None:
        super().__init__(self._respond)
        self._watch = _watches.setdefault(call.db.engine, Watch())
        self._seconds, self._position, self._page = seconds, position, page

    def _respond(self, open: Open, run: Callable[[Call], bytes]) -> Iterator[bytes]:
        """Runs the operation again whenever there are changes, until it finds one that the caller may see."""
        until, latest = time.monotonic() + self._seconds, self
        if self._watch.enter(open):
            try:
                while (seconds := until - time.monotonic()) > 0 and not STOPPING.is_set():
                    if self._watch.wait(latest._position, min(seconds, KEEP_ALIVE_SECONDS)):
                        try:
                            with open() as call:
                                content = run(call)
                        except NothingYet as again:
                            latest = again
                        else:
                            yield content
                            return
                    else:
                        yield b" "
            finally:
                self._watch.leave()
        yield msgspec.json.encode(latest._page)
