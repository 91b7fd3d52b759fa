"""Durability: acknowledged writes survive concurrent access and a killed server."""

import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
from sqlalchemy import func, select, text

from andante.kit.database import Database
from andante.timekeeping.worklogs.store import worklogs

from .conftest import Serve, worklog

CLIENTS = 8
WORKLOGS_EACH = 15


def test_no_row_is_lost_while_eight_clients_write_and_eight_read(serve: Serve, url: str) -> None:
    served = serve("--workers", "2")

    def write(writer: int) -> list[int]:
        with served.client() as alice:
            return [_logged(alice.post("/4/worklogs", json=worklog(f"{writer}.{n}"))) for n in range(WORKLOGS_EACH)]

    def read(_: int) -> list[int]:
        with served.client() as alice:
            counts = []
            for _ in range(WORKLOGS_EACH):
                response = alice.get("/4/worklogs", params={"limit": 1000})
                assert response.status_code == 200, response.text
                counts.append(response.json()["metadata"]["count"])
            return counts

    with ThreadPoolExecutor(2 * CLIENTS) as pool:
        written, seen = pool.map(write, range(CLIENTS)), pool.map(read, range(CLIENTS))
        ids = [id for ids in written for id in ids]
        assert all(counts == sorted(counts) for counts in seen), "a row that a client had read disappeared"

    assert len(set(ids)) == CLIENTS * WORKLOGS_EACH
    assert _all_ids(url) == set(ids)


def test_acknowledged_worklogs_survive_a_killed_server(serve: Serve, url: str) -> None:
    served, acknowledged = serve("--workers", "2"), list[int]()

    def write_until_killed() -> None:
        with served.client() as alice:
            try:
                while True:
                    acknowledged.append(_logged(alice.post("/4/worklogs", json=worklog("before the kill"))))
            except httpx.TransportError:
                return

    writers = [threading.Thread(target=write_until_killed) for _ in range(4)]
    for writer in writers:
        writer.start()
    _wait_until(lambda: len(acknowledged) >= 40)
    served.stop(signal.SIGKILL)
    for writer in writers:
        writer.join()

    with serve("--workers", "1").client() as alice:
        assert alice.get(f"/4/worklogs/{acknowledged[-1]}").status_code == 200
        _logged(alice.post("/4/worklogs", json=worklog("afterwards")))
    assert set(acknowledged) <= _all_ids(url)
    _check_integrity(url)


def _logged(response: httpx.Response) -> int:
    assert response.status_code == 200, response.text
    return int(response.json()["tempoWorklogId"])


def _wait_until(condition: Callable[[], bool], seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.01)


def _all_ids(url: str) -> set[int]:
    database = Database(url)
    with database.read() as db:
        ids = set(db.scalars(select(worklogs.c.id)))
    database.close()
    return ids


def _check_integrity(url: str) -> None:
    """The database file is valid, and each worklog has a change record."""
    database = Database(url)
    with database.read() as db:
        if database.sqlite:
            assert db.scalar(text("PRAGMA integrity_check")) == "ok"
        logged = db.scalar(select(func.count()).select_from(worklogs))
        assert logged == db.scalar(text("SELECT count(*) FROM changes WHERE entity = 'worklog' AND action = 'Created'"))
    database.close()
