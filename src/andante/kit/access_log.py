"""Assigns an id to each request, and logs the request as one JSON line on standard error."""

import random
import sys
import time
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import msgspec

from . import clock
from .metrics import OPERATION, Metrics
from .server import REQUEST_ID

_encode = msgspec.json.Encoder().encode


class AccessLog:
    """WSGI middleware. It adds the request id to the environment and to the response, logs the request if `enabled`, and adds it to the
    metrics if there are any. The log contains no tokens and no query strings."""

    def __init__(self, app: WSGIApplication, *, enabled: bool, metrics: Metrics | None = None) -> None:
        self.app = app
        self.enabled = enabled
        self.metrics = metrics

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Any:
        started = time.perf_counter()
        request_id = environ[REQUEST_ID] = _request_id(environ.get("HTTP_X_REQUEST_ID"))
        response_status = ""

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            nonlocal response_status
            response_status = status
            headers.append(("X-Request-Id", request_id))
            return start_response(status, headers, *error)

        content = self.app(environ, start)
        if self.enabled:
            _write(request_id, environ["REQUEST_METHOD"], _path(environ), int(response_status[:3]), started)
        if self.metrics:
            self.metrics.add_request(environ.get(OPERATION, "other"), response_status[:3], time.perf_counter() - started)
        return content


def _request_id(header: str | None) -> str:
    """The value of the request's header if it is printable ASCII, otherwise a random id. The id is also stored in the change
    log, and PostgreSQL doesn't accept NUL."""
    return header[:64] if header and header.isascii() and header.isprintable() else f"{random.getrandbits(128):032x}"


def _path(environ: WSGIEnvironment) -> str:
    """The path up to the first `&`. The manual of the servlets has URLs with `&` instead of `?`, and the rest may contain a token."""
    path: str = environ["PATH_INFO"].partition("&")[0]
    return path if path.isascii() else path.encode("latin-1").decode(errors="replace")


def _write(request_id: str, method: str, path: str, status: int, started: float) -> None:
    milliseconds = round((time.perf_counter() - started) * 1000, 1)
    line = {"at": clock.now(), "request_id": request_id, "method": method, "path": path, "status": status, "ms": milliseconds}
    sys.stderr.buffer.write(_encode(line) + b"\n")
    sys.stderr.buffer.flush()
