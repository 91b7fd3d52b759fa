"""Runs a real `andante serve` in separate processes, with the real clock."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.cast import ACCOUNT_IDS, NORTH_1
from tests.conftest import Template

from .serving import free_port

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-c", "from andante.cli import app; app()", "serve"]
TIMEOUT_SECONDS = 30


@dataclass
class Served:
    """A running server. Its clients use the token of alice."""

    process: subprocess.Popen[bytes]
    port: int
    token: str
    log: Path

    def client(self) -> httpx.Client:
        headers = {"Authorization": f"Bearer {self.token}"}
        return httpx.Client(base_url=f"http://127.0.0.1:{self.port}", headers=headers, timeout=TIMEOUT_SECONDS)

    def stop(self, stop_signal: signal.Signals = signal.SIGTERM) -> int:
        """Sends a signal to the server, or SIGKILL to all its processes, and returns the exit code."""
        if stop_signal == signal.SIGKILL:
            os.killpg(self.process.pid, stop_signal)
        else:
            self.process.send_signal(stop_signal)
        return self.process.wait(TIMEOUT_SECONDS)


Serve = Callable[..., Served]


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the package, built from the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def worklog(description: str) -> dict[str, Any]:
    return {
        "authorAccountId": ACCOUNT_IDS["alice"],
        "issueId": NORTH_1,
        "startDate": "2026-03-17",
        "timeSpentSeconds": 60,
        "description": description,
    }


@pytest.fixture
def url(template: Template) -> Iterator[str]:
    """The URL of a separate database with test data."""
    url = template.copy()
    yield url
    template.drop(url)


@pytest.fixture
def serve(template: Template, url: str, tmp_path: Path) -> Iterator[Serve]:
    """Starts servers on the database, with options and settings, and stops them at the end of the test."""
    started: list[Served] = []

    def start(*options: str, **settings: object) -> Served:
        port, log = free_port(), tmp_path / f"{len(started)}.log"
        with log.open("wb") as target:
            process = subprocess.Popen(
                [*COMMAND, "--port", str(port), *options],
                env=os.environ
                | {"ANDANTE_DATABASE_URL": url, "ANDANTE_WORKER": "off"}
                | {f"ANDANTE_{name.upper()}": str(value) for name, value in settings.items()},
                stdout=target,
                stderr=target,
                start_new_session=True,
            )
        served = Served(process, port, template.tokens["alice"], log)
        started.append(served)
        _wait_for(served)
        return served

    yield start
    for served in started:
        if served.process.poll() is None:
            served.stop(signal.SIGKILL)


def _wait_for(served: Served) -> None:
    until = time.monotonic() + TIMEOUT_SECONDS
    while time.monotonic() < until and served.process.poll() is None:
        try:
            httpx.get(f"http://127.0.0.1:{served.port}/readyz").raise_for_status()
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"the server did not start: {served.log.read_text()}")
