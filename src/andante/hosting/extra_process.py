"""Keeps a process running next to the server's workers: starts it again when it crashes, and stops it with the server."""

import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Event, Thread

from .supervisor import STABLE_SECONDS, STOP_SECONDS, respawn_delay

START_DELAY_SECONDS = 1
"""The server's workers start first."""

CHECK_SECONDS = 0.25


@contextmanager
def extra_process(command: Sequence[str]) -> Iterator[None]:
    """Runs the command until the end of the block."""
    stopping = Event()
    thread = Thread(target=_keep_running, args=(command, stopping))
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join()


def _keep_running(command: Sequence[str], stopping: Event) -> None:
    crashes, delay = 0, float(START_DELAY_SECONDS)
    while not stopping.wait(delay):
        started = time.monotonic()
        with subprocess.Popen(command) as process:  # noqa: S603
            while process.poll() is None and not stopping.wait(CHECK_SECONDS):
                pass
            _stop(process)
        crashes = crashes + 1 if time.monotonic() - started < STABLE_SECONDS else 1
        delay = respawn_delay(crashes)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
