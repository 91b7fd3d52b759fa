"""Lets the workers of a stopping server end early."""

import asyncio
import os
import signal

from .rsgi import RsgiApplication

STOP_SECONDS = 30
"""How long running requests may take after the server receives the signal to stop."""

FINISH_SECONDS = 4
"""How long a stopping worker waits for connections that have no running request: for bodies that are being received and responses that
are being read. Granian alone would wait for idle connections until `STOP_SECONDS` are over."""

CHECK_SECONDS = 0.25


class Worker:
    """The application of a worker process, which ends soon after SIGTERM even if clients keep connections open."""

    def __init__(self, application: RsgiApplication) -> None:
        self._application = application
        self.__rsgi__ = application.__rsgi__

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._application.__rsgi_init__(loop)
        # Not loop.add_signal_handler: under load, the pipe to the event loop can be full, and the signal would be lost.
        signal.signal(signal.SIGTERM, lambda *_: loop.call_soon_threadsafe(self._stop, loop))

    def _stop(self, loop: asyncio.AbstractEventLoop) -> None:
        signal.raise_signal(signal.SIGINT)  # Granian still handles it: it stops accepting connections, and ends when all are closed
        loop.call_later(FINISH_SECONDS, self._exit_if_idle, loop, 0)

    def _exit_if_idle(self, loop: asyncio.AbstractEventLoop, times: int) -> None:
        """Ends the process if no request was running this time and the last time."""
        times = times + 1 if self._application.idle else 0
        if times > 1:
            os._exit(0)
        loop.call_later(CHECK_SECONDS, self._exit_if_idle, loop, times)
