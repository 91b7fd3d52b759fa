"""Runs servers in separate processes and measures their memory and processor time."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from benchmarks.baseline_server import DATABASE
from benchmarks.engines import Dataset

ANDANTE = "from andante.cli import app; app()"
SERVE = (
    "import sys; from granian.server import Server; port, workers, threads = map(int, sys.argv[2:]); "
    "Server(sys.argv[1], factory=True, port=port, interface='wsgi', workers=workers, blocking_threads=threads).serve()"
)
TIMEOUT_SECONDS = 60
JOBS = b"andante.worker"


class Running(NamedTuple):
    """A server and its worker processes."""

    port: int
    pid: int

    def workers(self) -> list[int]:
        return [int(child) for child in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()]

    def peak_memory(self) -> int:
        """The peak memory of the largest process, in bytes."""
        return max(_status(pid, "VmHWM") for pid in (self.pid, *self.workers()))

    def processor_seconds(self) -> float:
        return sum(_processor_seconds(pid) for pid in self.workers())

    def job_seconds(self) -> float:
        """The processor time of the process that runs jobs, which a thread of the server has started."""
        children = " ".join(thread.read_text() for thread in Path(f"/proc/{self.pid}/task").glob("*/children")).split()
        return sum(_processor_seconds(int(pid)) for pid in children if JOBS in Path(f"/proc/{pid}/cmdline").read_bytes())


@contextmanager
def andante(
    dataset: Dataset,
    workers: int | None = None,
    threads: int | None = None,
    log: bool = True,
    settings: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Running]:
    """Runs `andante serve`, with these environment variables too. The default numbers of processes and threads are those of the command."""
    port = _free_port()
    options = [*(["--workers", str(workers)] if workers else []), *(["--threads", str(threads)] if threads else [])]
    variables = {"ANDANTE_DATABASE_URL": dataset.url, "ANDANTE_ACCESS_LOG": str(log).lower(), **settings}
    with _run([sys.executable, "-c", ANDANTE, "serve", "--port", str(port), *options], port, variables) as running:
        yield running


def baseline(dataset: Dataset, workers: int, threads: int) -> AbstractContextManager[Running]:
    """Runs the baseline server."""
    return served("benchmarks.baseline_server:application", workers, threads, {DATABASE: dataset.url})


@contextmanager
def served(factory: str, workers: int, threads: int, settings: dict[str, str]) -> Iterator[Running]:
    """Runs a WSGI application of the benchmarks on the same server as `andante serve`."""
    port = _free_port()
    command = [sys.executable, "-c", SERVE, factory, *map(str, (port, workers, threads))]
    with _run(command, port, settings) as running:
        yield running


@contextmanager
def _run(command: list[str], port: int, settings: dict[str, str]) -> Iterator[Running]:
    process = subprocess.Popen(command, env=os.environ | settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port, process)
        yield Running(port, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(TIMEOUT_SECONDS)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + TIMEOUT_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"The server did not start: {process.args!r}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _status(pid: int, field: str) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(f"{field}:"):
            return int(line.split()[1]) * 1024
    return 0


def _processor_seconds(pid: int) -> float:
    return sum(int(thread.read_text().split()[0]) for thread in Path(f"/proc/{pid}/task").glob("*/schedstat")) / 1e9
