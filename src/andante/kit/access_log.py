"""One line for each request."""

import random
import sys
import time
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import msgspec

from . import clock
from .server import REQUEST_ID

_encode = msgspec.json.Encoder().encode


class AccessLog:
    """Names each request, in its environment and in its answer, and writes one JSON line about it if asked to. Never a token,
    never a query string."""

    def __init__(self, answer: WSGIApplication, *, written: bool) -> None:
        self.answer = answer
        self.written = written

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Any:
        started = time.perf_counter()
        name = environ[REQUEST_ID] = _request_id(environ.get("HTTP_X_REQUEST_ID"))
        answered = ""

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            nonlocal answered
            answered = status
            headers.append(("X-Request-Id", name))
            return start_response(status, headers, *error)

        content = self.answer(environ, start)
        if self.written:
            _write(name, environ["REQUEST_METHOD"], _path(environ), int(answered[:3]), started)
        return content


def _request_id(given: str | None) -> str:
    """What a request is called: as whoever sends it says, in printable ASCII, else at random. It is stored in the change log
    too, and PostgreSQL takes no zero bytes."""
    return given[:64] if given and given.isascii() and given.isprintable() else f"{random.getrandbits(128):032x}"


def _path(environ: WSGIEnvironment) -> str:
    """Without what comes after a stray `&`, as in an address of the servlets' manual: it may be a token."""
    path: str = environ["PATH_INFO"].partition("&")[0]
    return path if path.isascii() else path.encode("latin-1").decode(errors="replace")


def _write(name: str, method: str, path: str, status: int, started: float) -> None:
    milliseconds = round((time.perf_counter() - started) * 1000, 1)
    line = {"at": clock.now(), "request_id": name, "method": method, "path": path, "status": status, "ms": milliseconds}
    sys.stderr.buffer.write(_encode(line) + b"\n")
    sys.stderr.buffer.flush()
