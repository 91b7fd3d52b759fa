"""Requests that only read go on while writers wait for SQLite's write lock. The locks and connections are real."""

import select
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from andante.sql.write_lock import write_lock
from tests.databases import sqlite_only

from .conftest import TIMEOUT_SECONDS, Serve, worklog
from .test_slow_clients import connections, head

pytestmark = [sqlite_only, pytest.mark.skipif(not Path("/proc/locks").exists(), reason="only Linux tells who waits for a lock")]

READS = 20


def wait_until_a_writer_waits(lock: Path) -> None:
    """Returns when another process waits for the lock on this file, which this process holds."""
    until = time.monotonic() + TIMEOUT_SECONDS
    while time.monotonic() < until:
        if any("->" in line and f":{lock.stat().st_ino} " in line for line in Path("/proc/locks").read_text().splitlines()):
            return
        time.sleep(0.01)
    raise AssertionError("no writer waits for the lock")


def test_reads_searches_and_healthz_go_on_while_writers_wait(serve: Serve, url: str) -> None:
    served = serve("--workers", "1", max_wait_seconds=TIMEOUT_SECONDS)
    lock = Path(f"{urlsplit(url).path[1:]}-queue")
    token = f"Authorization: Bearer {served.token}"
    delete = head("DELETE", "/4/worklogs/987654", token, "", "")

    with served.client() as alice, connections(served, b"") as (writer,):
        with write_lock(str(lock), TIMEOUT_SECONDS):
            writer.sendall(delete)
            wait_until_a_writer_waits(lock)
            for _ in range(READS):
                assert alice.get("/4/worklogs").status_code == 200
            assert alice.post("/4/worklogs/search", json={}).status_code == 200
            assert alice.get("/healthz").status_code == 200
            assert not select.select([writer], [], [], 0)[0], "the writer still waits"
        assert writer.recv(1 << 16).startswith(b"HTTP/1.1 404 ")
        assert alice.post("/4/worklogs", json=worklog("after the lock")).status_code == 200
