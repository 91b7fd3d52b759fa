"""Sends requests without a network: calls the whole application as a WSGI server does."""

import io
import sys
from collections.abc import Iterable
from contextlib import closing
from typing import Any

from andante.app import application
from andante.kit.database import Database
from andante.kit.settings import Settings
from benchmarks.engines import Dataset


class InProcess:
    """The application in this process."""

    def __init__(self, dataset: Dataset) -> None:
        self.database = Database(dataset.url)
        self.app = application(Settings(access_log=False), self.database)
        self.token = dataset.tokens.administrator

    def send(self, method: str, path: str, query: str = "", body: bytes = b"") -> bytes:
        return b"".join(self.stream(method, path, query, body))

    def stream(self, method: str, path: str, query: str = "", body: bytes = b"") -> Iterable[bytes]:
        """Yields the chunks of the response as the application creates them."""
        status, pieces = self._call(method, path, query, body)
        if not status.startswith("2"):
            raise RuntimeError(f"{status} {b''.join(pieces).decode()}")
        return pieces

    def try_to_send(self, method: str, path: str, query: str = "", body: bytes = b"") -> tuple[str, bytes]:
        """The status, like `400 Bad Request`, and the content of the response."""
        status, pieces = self._call(method, path, query, body)
        return status, b"".join(pieces)

    def _call(self, method: str, path: str, query: str, body: bytes) -> tuple[str, Iterable[bytes]]:
        statuses: list[str] = []
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "REMOTE_ADDR": "127.0.0.1",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "localhost",
            "HTTP_AUTHORIZATION": f"Bearer {self.token}",
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
        }

        def start_response(status: str, *_: Any) -> Any:
            statuses.append(status)

        pieces = self.app(environ, start_response)
        return statuses[0], pieces

    def close(self) -> None:
        self.database.close()


def in_process(dataset: Dataset) -> closing[InProcess]:
    return closing(InProcess(dataset))
