"""Background jobs in real processes, which are killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from andante.kit import jobs
from andante.kit.database import Database
from andante.kit.jobs import JobRow, NoPayload
from andante.kit.settings import Settings
from andante.kit.workers import Worker
from tests.cast import StoppedClock
from tests.databases import sqlite_only

from .conftest import COMMAND, TIMEOUT_SECONDS, Serve, Served
from .dying_job import EFFECT, POINTS, dying_job

MAX_MEGABYTES = 100


@pytest.mark.parametrize(("point", "effects"), list(zip(POINTS, (1, 1, 2), strict=True)))
def test_a_job_whose_worker_was_killed_runs_again(url: str, point: str, effects: int, stopped_clock: StoppedClock) -> None:
    database = Database(url)
    with database.write() as db:
        jobs.enqueue(db, dying_job("never"), NoPayload())
    command = [sys.executable, "-m", "tests.end_to_end.dying_job", point]
    killed = subprocess.run(command, env=os.environ | {"ANDANTE_DATABASE_URL": url}, timeout=TIMEOUT_SECONDS)
    next_worker = Worker(database, Settings(), [dying_job("never")])
    while_leased = next_worker.run_pending()
    stopped_clock.set("2100-01-01T00:00:00Z")

    assert killed.returncode == -signal.SIGKILL
    assert (while_leased, next_worker.run_pending()) == (0, 1)
    found = _jobs(database)
    assert [(row.state, row.attempts) for row in found if row.kind == "dying"] == [("done", 2)]
    assert len([row for row in found if row.kind == EFFECT.name]) == effects
    database.close()


@sqlite_only
def test_the_server_runs_a_worker_and_starts_it_again_if_it_crashes(serve: Serve, url: str) -> None:
    served, database = serve("--workers", "1", worker="on"), Database(url)
    _wait_until(lambda: "waiting" in _states(database) and all(row.run_at > row.created_at for row in _jobs(database)))
    (first,) = _worker_processes(served)

    assert _megabytes(first) < MAX_MEGABYTES
    os.kill(first, signal.SIGKILL)
    _wait_until(lambda: _worker_processes(served) not in ([], [first]))
    (second,) = _worker_processes(served)
    assert served.stop() == 0
    assert not Path(f"/proc/{second}").exists()
    database.close()


@sqlite_only
def test_the_worker_exits_when_the_main_process_is_killed(serve: Serve) -> None:
    served = serve("--workers", "1", worker="on")
    _wait_until(lambda: _worker_processes(served) != [])
    (worker,) = _worker_processes(served)
    served.process.kill()
    served.process.wait()

    _wait_until(lambda: not Path(f"/proc/{worker}").exists())


@sqlite_only
def test_a_worker_can_run_without_a_server_and_stops_on_sigterm(url: str) -> None:
    database = Database(url)
    process = subprocess.Popen([*COMMAND[:-1], "worker"], env=os.environ | {"ANDANTE_DATABASE_URL": url})
    _wait_until(lambda: "waiting" in _states(database))
    process.terminate()

    assert process.wait(TIMEOUT_SECONDS) == 0
    database.close()


def _jobs(database: Database) -> list[JobRow]:
    with database.read() as db:
        return jobs.list_all(db, None, 100)


def _states(database: Database) -> set[str]:
    return {row.state for row in _jobs(database)}


def _worker_processes(served: Served) -> list[int]:
    """The running children of the server that run background jobs."""
    threads = Path(f"/proc/{served.process.pid}/task").iterdir()
    children = [int(child) for thread in threads for child in (thread / "children").read_text().split()]
    return [child for child in children if b"andante.worker" in Path(f"/proc/{child}/cmdline").read_bytes()]


def _megabytes(pid: int) -> float:
    """The resident memory of a process."""
    (line,) = (line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def _wait_until(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + TIMEOUT_SECONDS
    while not condition() and time.monotonic() < until:
        time.sleep(0.1)
    assert condition()
