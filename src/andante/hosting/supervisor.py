"""Runs Granian's main process: it keeps the number of workers, and lets the workers of a stopping server end early."""

import asyncio
import os
import signal
import time
from typing import Any

from granian.server.mp import MPServer

from .response_stream import STOPPING
from .rsgi import RsgiApplication

STOP_SECONDS = 30
"""How long running requests may take after the server receives the signal to stop."""

FINISH_SECONDS = 4
"""How long a stopping worker waits for connections that have no running request: for bodies that are being received and responses that
are being read. Granian alone would wait for idle connections until `STOP_SECONDS` are over."""

CHECK_SECONDS = 0.25

MAX_RESPAWN_DELAY_SECONDS = 30

STABLE_SECONDS = 60
"""When workers have run for this time, the next crash is the first one again."""


class Supervisor(MPServer):
    """Granian's server, except that workers that crash repeatedly don't end it: they are started again after increasing delays."""

    def __init__(self, *arguments: Any, threads: int, **options: Any) -> None:
        """`threads` is the number of Granian's threads per process for Python, in which requests that only read run."""
        super().__init__(*arguments, **options)
        self._threads = threads
        self._crashes = 0
        self._last_crash = 0.0

    def _respawn_workers(self, workers: Any, spawn_target: Any, target_loader: Any, delay: float = 0) -> None:
        if not delay:  # otherwise Granian replaces workers that work
            self._wait_after_crash()
        if not self.interrupt_signal:
            super()._respawn_workers(workers, spawn_target, target_loader, delay)
        self.respawned_wrks.clear()  # Granian ends if it finds a worker here that crashes again within 5.5 seconds

    def startup(self, spawn_target: Any, target_loader: Any) -> None:
        self.blocking_threads = self._threads  # not as an option, because Granian's check of options accepts it for WSGI only
        super().startup(spawn_target, target_loader)  # type: ignore[no-untyped-call]

    def _wait_after_crash(self) -> None:
        now = time.monotonic()
        self._crashes = self._crashes + 1 if now - self._last_crash < STABLE_SECONDS else 1
        until = now + respawn_delay(self._crashes)
        while not self.interrupt_signal and time.monotonic() < until:
            time.sleep(0.1)
        self._last_crash = time.monotonic()


def respawn_delay(crashes: int) -> float:
    """Seconds until a worker is started again, after this number of crashes in short succession."""
    return 0 if crashes <= 1 else min(0.5 * 2 ** (crashes - 2), MAX_RESPAWN_DELAY_SECONDS)


def hold_signals() -> None:
    """Delays SIGTERM until `Worker` handles it, and leaves Ctrl-C to the main process. A worker that is starting has the handlers of the
    main process, which have no effect there: the signal would be lost."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    signal.signal(signal.SIGINT, signal.SIG_IGN)


class Worker:
    """The application of a worker process, which ends soon after SIGTERM even if clients keep connections open.

    Granian's own handler of signals blocks forever if it is called twice. But Ctrl-C and systemd send a signal to all processes, and then
    the main process sends another one to its workers. So workers leave Ctrl-C to the main process, and call Granian's handler only once.
    """

    def __init__(self, application: RsgiApplication) -> None:
        self._application = application
        self._is_stopping = False
        self.__rsgi__ = application.__rsgi__

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._application.__rsgi_init__(loop)
        loop.remove_signal_handler(signal.SIGTERM)  # Granian's, which asyncio would call in addition to this one
        # Not loop.add_signal_handler: under load, the pipe to the event loop can be full, and the signal would be lost.
        signal.signal(signal.SIGTERM, lambda *_: loop.call_soon_threadsafe(self._stop, loop))
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})

    def _stop(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._is_stopping:
            return
        self._is_stopping = True
        STOPPING.set()
        signal.signal(signal.SIGINT, lambda *_: None)  # asyncio still passes it to Granian, which stops accepting connections
        signal.raise_signal(signal.SIGINT)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        loop.call_later(FINISH_SECONDS, self._exit_if_idle, loop, 0)

    def _exit_if_idle(self, loop: asyncio.AbstractEventLoop, times: int) -> None:
        """Ends the process if no request was running this time and the last time."""
        times = times + 1 if self._application.idle else 0
        if times > 1:
            os._exit(0)
        loop.call_later(CHECK_SECONDS, self._exit_if_idle, loop, times)
