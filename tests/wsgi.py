"""Calls a WSGI application like a real server, with the exact bytes of a request."""

import sys
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any
from urllib.parse import unquote_to_bytes

import httpx

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class WsgiTransport(httpx.BaseTransport):
    """Unlike the transport of httpx, which decodes paths as text and headers as ASCII, it passes bytes as Latin-1, as PEP 3333
    requires."""

    def __init__(self, app: Application) -> None:
        self.app = app

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        started: list[Any] = []
        pieces = self.app(_environ(request), lambda *start: started.extend(start))
        body = b"".join(pieces)
        if close := getattr(pieces, "close", None):
            close()
        status, headers, *_ = started
        return httpx.Response(int(status[:3]), headers=headers, stream=httpx.ByteStream(body))


def _environ(request: httpx.Request) -> dict[str, Any]:
    path, _, query = request.url.raw_path.partition(b"?")
    headers = {name.decode("latin-1").upper().replace("-", "_"): value.decode("latin-1") for name, value in request.headers.raw}
    return {
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": request.url.scheme,
        "wsgi.input": BytesIO(request.read()),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query.decode("latin-1"),
        "SERVER_NAME": request.url.host,
        "SERVER_PORT": str(request.url.port or 443),
        "SERVER_PROTOCOL": "HTTP/1.1",
        **{name if name in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{name}": value for name, value in headers.items()},
    }
