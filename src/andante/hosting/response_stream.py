"""Sends responses of unknown length to clients that may read slowly, with little memory.

Granian's own streams have no limit: they would keep everything that a slow client has not read yet. Granian can also send a file, and
reads it only as fast as the client does. So the response is written to a named pipe, and Granian reads from it.
"""

import errno
import os
import select
import tempfile
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

OPEN_SECONDS = 10
"""How long Granian may take to open the pipe. It doesn't if the client has disconnected."""

OPEN_RETRY_SECONDS = 0.002

STALLED_SECONDS = 60
"""A client that reads nothing for this time is disconnected."""


STOPPING = threading.Event()
"""Set when the process ends soon. Responses that wait for something end then."""


class SendsFile(Protocol):
    """The part of Granian's protocol that sends files."""

    def response_file(self, status: int, headers: list[tuple[str, str]], file: str, /) -> None: ...


class ResponseStream:
    """A response that is being sent."""

    def __init__(self, protocol: SendsFile, status: int, headers: list[tuple[str, str]]) -> None:
        """Lets Granian send the headers, and everything that is written later."""
        self._folder = tempfile.TemporaryDirectory(prefix="andante-")
        self._path = Path(self._folder.name) / "response"
        os.mkfifo(self._path, 0o600)
        protocol.response_file(status, headers, str(self._path))

    def send(self, content: Iterable[bytes]) -> None:
        """Sends the content and closes it. Returns when the response is complete, or when the client is gone. Raises what the content
        raises; then the response is cut off."""
        try:
            with self._folder:
                pipe = _open(self._path)
            if pipe is not None:
                _write(pipe, content)
        finally:
            if close := getattr(content, "close", None):
                close()


def _open(path: Path) -> int | None:
    """Opens the pipe for writing when Granian has opened it. None if the client disconnected before."""
    until = time.monotonic() + OPEN_SECONDS
    while time.monotonic() < until:
        try:
            return os.open(path, os.O_WRONLY | os.O_NONBLOCK)
        except OSError as error:
            if error.errno != errno.ENXIO:  # no reader yet
                raise
        time.sleep(OPEN_RETRY_SECONDS)
    return None


def _write(pipe: int, content: Iterable[bytes]) -> None:
    try:
        for chunk in content:
            if not _write_chunk(pipe, chunk):
                return
    finally:
        os.close(pipe)


def _write_chunk(pipe: int, chunk: bytes) -> bool:
    """Returns whether the client may read more."""
    rest = memoryview(chunk)
    while rest:
        if not select.select([], [pipe], [], STALLED_SECONDS)[1]:
            return False
        try:
            rest = rest[os.write(pipe, rest) :]
        except BlockingIOError:  # less than a page is free
            time.sleep(OPEN_RETRY_SECONDS)
        except BrokenPipeError:
            return False
    return True
