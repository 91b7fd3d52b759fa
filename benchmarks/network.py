"""Simulates a network between Andante and PostgreSQL: a process that forwards each message with a delay."""

import socket
import tempfile
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from benchmarks.engines import Dataset

SOCKET = ".s.PGSQL.5432"


@contextmanager
def distant(dataset: Dataset, round_trip: float) -> Iterator[Dataset]:
    """The same PostgreSQL, as if on another machine: each round trip takes at least `round_trip` seconds longer."""
    host = parse_qs(urlsplit(dataset.url).query)["host"][0]
    with tempfile.TemporaryDirectory() as folder:
        listening = socket.socket(socket.AF_UNIX)
        listening.bind(str(Path(folder) / SOCKET))
        listening.listen()
        proxy = get_context("fork").Process(target=_accept, args=(listening, str(Path(host) / SOCKET), round_trip / 2), daemon=True)
        proxy.start()
        yield dataset._replace(url=dataset.url.replace(host, folder))
        proxy.terminate()
        listening.close()


def _accept(listening: socket.socket, server: str, delay: float) -> None:
    while True:
        client, _ = listening.accept()
        postgresql = socket.socket(socket.AF_UNIX)
        postgresql.connect(server)
        for source, target in ((client, postgresql), (postgresql, client)):
            threading.Thread(target=_forward, args=(source, target, delay), daemon=True).start()


def _forward(source: socket.socket, target: socket.socket, delay: float) -> None:
    """Delays each message. Messages that arrive during the delay don't wait longer."""
    arrived: deque[tuple[float, bytes]] = deque()
    available = threading.Semaphore(0)

    def send() -> None:
        while True:
            available.acquire()
            at, part = arrived.popleft()
            time.sleep(max(0.0, at + delay - time.perf_counter()))
            if not part:
                target.shutdown(socket.SHUT_WR)
                return
            target.sendall(part)

    threading.Thread(target=send, daemon=True).start()
    part = b"-"
    while part:
        part = source.recv(1 << 16)
        arrived.append((time.perf_counter(), part))
        available.release()
