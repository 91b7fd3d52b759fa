"""A small HTTP server that receives webhooks, for development and tests."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

Receive = Callable[[str, Mapping[str, str], bytes], int]
"""Handles a delivery: gets the path, the headers and the body, and returns the status of the response."""

MAX_BODY_BYTES = 16 * 2**20


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # the default refuses connections of several subscriptions at the same time


@contextmanager
def listening(receive: Receive, host: str = "127.0.0.1", port: int = 0) -> Iterator[int]:
    """Receives webhooks in other threads until the end of the block, and answers handshakes. Yields the port; 0 chooses a free one."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            text = parse_qs(urlsplit(self.path).query).get("randomString", [""])[0]
            self._respond(200, text.encode())

        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "0")
            if not length.isdigit() or int(length) > MAX_BODY_BYTES:
                self._respond(413, b"")
                return
            body = self.rfile.read(int(length))
            self._respond(receive(urlsplit(self.path).path, dict(self.headers), body), b"")

        def _respond(self, status: int, content: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "text/plain")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Prints nothing: `receive` decides what is shown."""

    with _Server((host, port), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()
