"""A receiver of webhooks that misbehaves on demand, as a process of its own: `python -m tests.activity.webhooks.receiver`.

It prints its port. The first segment of a path is a name. `GET /-/set/NAME/MODE` changes how requests to `/NAME` are answered, and
`GET /-/received` returns the events as JSON. Handshakes are answered, except in the modes `hang`, `close` and `deaf`.
"""

import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

MODES: dict[str, str] = {}
RECEIVED: list[dict[str, Any]] = []
GIGABYTE = 2**30


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body are sent separately: with the algorithm, each response takes 40 ms

    def log_message(self, format: str, *args: object) -> None:
        """Prints nothing: the port is the only output."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        _, name, *rest = parts.path.split("/")
        if name == "-":
            if rest[0] == "set":
                MODES[rest[1]] = rest[2]
            self._send(200, json.dumps(RECEIVED).encode(), "application/json")
        elif name == "elsewhere":
            RECEIVED.append({"name": name, "mode": "redirected"})
            self._send(200, b"")
        else:
            self._answer(name, parse_qs(parts.query).get("randomString", [""])[0].encode())

    def do_POST(self) -> None:
        name = self.path.split("/")[1]
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        RECEIVED.append({"name": name, "mode": MODES.get(name, "ok"), "headers": dict(self.headers), "body": body, "path": self.path})
        self._answer(name, b"thanks")

    def _answer(self, name: str, text: bytes) -> None:
        mode = MODES.get(name, "ok")
        if mode == "hang":
            time.sleep(60)
        elif mode == "close":
            self.close_connection = True
            self.connection.close()
        elif mode == "trickle":
            self._trickle()
        elif mode == "gigabyte":
            self._send_gigabyte()
        elif mode == "redirect":
            self._send(302, b"", location="/elsewhere")
        elif mode.isdigit():
            self._send(int(mode), b"no", **({"retry_after": "1800"} if mode == "503" else {}))
        else:
            self._send(200, b"something else" if mode == "deaf" else text)

    def _send(self, status: int, content: bytes, kind: str = "text/plain", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(content)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def _send_gigabyte(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(GIGABYTE))
        self.end_headers()
        for _ in range(1024):
            self.wfile.write(b"x" * 2**20)

    def _trickle(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        for _ in range(1000):
            self.wfile.write(b"x")
            self.wfile.flush()
            time.sleep(0.1)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignores clients that close the connection."""


if __name__ == "__main__":
    server = Server(("127.0.0.1", 0), Handler)
    print(server.server_port, flush=True)
    server.serve_forever()
