"""Runs Andante and other servers as separate processes."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from andante import schema
from andante.kit.database import Database
from tests.cast import create_company

ANDANTE = "from andante.cli import app; app()"
SECONDS_TO_START = 60


@dataclass
class Server:
    """A running `andante serve`. Everything in `open` is closed with it."""

    url: str
    database: Database
    database_path: Path
    log_path: Path
    tokens: dict[str, str]
    open: ExitStack

    def browser(self, *, follow_redirects: bool = False) -> httpx.Client:
        """A new browser. It is closed when the server stops."""
        return self.open.enter_context(httpx.Client(base_url=self.url, follow_redirects=follow_redirects))


@contextmanager
def andante(folder: Path, environment: dict[str, str] | None = None, workers: int = 1) -> Iterator[Server]:
    """Runs `andante serve` on SQLite with the test data."""
    path, port = folder / "andante.db", free_port()
    database = Database(f"sqlite:///{path}")
    schema.migrate(database)
    with database.write() as db:
        tokens = create_company(db)
    command = [sys.executable, "-c", ANDANTE, "serve", "--port", str(port), "--workers", str(workers)]
    given = {"ANDANTE_DATABASE_URL": f"sqlite:///{path}", "ANDANTE_WORKER": "off"} | (environment or {})
    with process(command, folder / "andante.log", f"http://127.0.0.1:{port}/healthz", given), ExitStack() as open:
        yield Server(f"http://127.0.0.1:{port}", database, path, folder / "andante.log", tokens, open)
    database.close()


@contextmanager
def process(command: list[str], log_path: Path, url: str, environment: dict[str, str]) -> Iterator[None]:
    """Runs a command until the end of the block. The block starts when the command responds at `url`."""
    with log_path.open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log, env=os.environ | environment) as running:
        try:
            _wait_for(url, running, log_path)
            yield
        finally:
            running.terminate()
            running.wait(20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(url: str, running: "subprocess.Popen[bytes]", log_path: Path) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and running.poll() is None:
        try:
            if httpx.get(url).status_code < 500:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError(f"no server responds at {url}:\n{log_path.read_text()}")
