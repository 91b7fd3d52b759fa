"""A load generator: keeps one request running on each of several connections, in one loop without threads."""

import json
import selectors
import socket
import statistics
import time
from collections.abc import Callable
from multiprocessing import get_context
from typing import Any, NamedTuple

Requests = Callable[[int], bytes]
"""Returns the n-th request as raw bytes."""


class LoadResult(NamedTuple):
    """The responses of a load test."""

    latencies: list[float]
    refused: list[str]
    seconds: float

    @property
    def rate(self) -> float:
        return len(self.latencies) / self.seconds

    def percentile(self, percent: int) -> float:
        return statistics.quantiles(self.latencies, n=100)[percent - 1]


def request(method: str, path: str, token: str = "", body: object = None) -> bytes:
    content = b"" if body is None else json.dumps(body).encode()
    head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n"
    if body is not None:
        head += f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n"
    return f"{head}\r\n".encode() + content


class Connection:
    """A persistent connection."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = bytearray()
        self.sent_at = 0.0

    def send(self, raw: bytes) -> None:
        self.received.clear()
        self.sent_at = time.perf_counter()
        self.socket.sendall(raw)

    def receive(self) -> bool:
        """Reads available data. Returns whether the response is complete."""
        part = self.socket.recv(1 << 20)
        if not part:
            raise ConnectionError("the server closed the connection")
        self.received += part
        end = self.received.find(b"\r\n\r\n")
        return end >= 0 and len(self.received) >= end + 4 + self._length(end)

    def _length(self, end: int) -> int:
        for line in bytes(self.received[:end]).lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                return int(line[15:])
        return 0

    @property
    def status(self) -> int:
        return int(self.received[9:12])

    @property
    def content(self) -> bytes:
        return bytes(self.received[self.received.find(b"\r\n\r\n") + 4 :])

    def round_trip(self, raw: bytes) -> bytes:
        """Sends a request and returns the content of the response."""
        self.send(raw)
        while not self.receive():
            pass
        if not 200 <= self.status < 300:
            raise RuntimeError(f"{self.status} {self.content.decode()}")
        return self.content


def load(port: int, requests: Requests, connections: int, seconds: float) -> LoadResult:
    """Keeps every connection busy for this many seconds."""
    latencies: list[float] = []
    refused: list[str] = []
    with selectors.DefaultSelector() as selector:
        for _ in range(connections):
            connection = Connection(port)
            selector.register(connection.socket, selectors.EVENT_READ, connection)
            connection.send(requests(len(latencies)))
        start = time.perf_counter()
        while (now := time.perf_counter()) - start < seconds:
            for key, _ in selector.select(timeout=1):
                connection = key.data
                if connection.receive():
                    latencies.append(time.perf_counter() - connection.sent_at)
                    if not 200 <= connection.status < 300:
                        refused.append(f"{connection.status} {connection.content.decode()}")
                    connection.send(requests(len(latencies)))
        for key in list(selector.get_map().values()):
            key.data.socket.close()
    return LoadResult(latencies, refused, now - start)


def run_loads(*loads: tuple[Any, ...]) -> list[LoadResult]:
    """Runs several loads concurrently, each in its own process. Each argument contains the arguments of `load`."""
    with get_context("fork").Pool(len(loads)) as pool:
        return pool.starmap(load, loads)
