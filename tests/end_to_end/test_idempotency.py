"""A client that repeats its requests with an `Idempotency-Key` loses and doubles nothing, although the server is killed."""

import datetime as dt
import os
import signal
import threading
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from andante.client import Andante, Retries, WorklogInput
from andante.kit.database import Database
from andante.timekeeping.worklogs.store import worklogs
from tests.cast import ACCOUNT_IDS, NORTH_1

from .conftest import Serve, Served, worklog

KILLED_AFTER_COMMIT = """
import contextlib, os, pathlib, signal
from andante.client import Andante, Retries, WorklogInput
from andante.kit.database import Database

write = Database.write

@contextlib.contextmanager
def killed_after_commit(self, *args, **options):
    with write(self, *args, **options) as db:
        yield db
    try:
        pathlib.Path(os.environ["KILL_ONCE"]).unlink()
    except FileNotFoundError:
        return
    os.kill(os.getpid(), signal.SIGKILL)

Database.write = killed_after_commit
"""
"""Kills the process after a commit, before the response is sent, if the file KILL_ONCE exists, which is then deleted."""

ROUNDS = 4
CLIENTS = 4
WRITES_PER_ROUND = 12
BULK = f"/4/worklogs/issue/{NORTH_1}/bulk"
ONE = {name: value for name, value in worklog("one").items() if name != "issueId"}


@pytest.fixture
def kill_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Create this file to kill the process of a server that is started later after its next commit."""
    (tmp_path / "sitecustomize.py").write_text(KILLED_AFTER_COMMIT)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setenv("KILL_ONCE", str(tmp_path / "kill"))
    return tmp_path / "kill"


@pytest.mark.parametrize(
    ("path", "body", "written"),
    [
        ("/4/worklogs", worklog("one"), ["one"]),
        (BULK, [ONE | {"description": str(number)} for number in range(50)], [str(number) for number in range(50)]),
    ],
    ids=["one", "bulk"],
)
def test_a_kill_between_commit_and_response(serve: Serve, url: str, kill_once: Path, path: str, body: Any, written: list[str]) -> None:
    first, second = serve("--workers", "1"), serve("--workers", "1")
    kill_once.touch()
    with first.client() as alice, pytest.raises(httpx.TransportError):
        _post(alice, "first", body, path)
    assert not kill_once.exists()
    assert _descriptions(url) == Counter(written)

    with second.client() as alice:
        again, other = _post(alice, "first", body, path), _post(alice, "first", worklog("another"))
    assert (again.status_code, again.headers["Idempotency-Replayed"]) == (200, "true")
    assert [each["description"] for each in (again.json() if isinstance(body, list) else [again.json()])] == written
    assert other.status_code == 422
    assert _descriptions(url) == Counter(written)


def test_our_client_retries_after_a_kill(serve: Serve, url: str, kill_once: Path) -> None:
    """The main process starts a new worker while the client pauses."""
    served = serve("--workers", "1")
    kill_once.touch()
    one = WorklogInput(author_account_id=ACCOUNT_IDS["alice"], issue_id=NORTH_1, start_date=dt.date(2026, 3, 17), time_spent_seconds=60)
    with Andante(served.token, f"http://127.0.0.1:{served.port}", retries=Retries(attempts=10)) as alice:
        created = alice.worklogs.create_worklog(one)

    assert not kill_once.exists()
    assert created.time_spent_seconds == 60
    assert sum(_descriptions(url).values()) == 1


def test_nothing_is_lost_or_doubled_while_servers_are_killed(serve: Serve, url: str) -> None:
    """Each client repeats a request until it gets a response, and then sends the next one."""
    open_requests = dict.fromkeys(range(CLIENTS), 0)
    """For each client, the number of its request that has no response yet."""

    for _ in range(ROUNDS):
        served, answered = serve("--workers", "2"), threading.Semaphore(0)
        threads = [threading.Thread(target=_write_until_killed, args=(served, client, open_requests, answered)) for client in open_requests]
        for thread in threads:
            thread.start()
        for _ in range(WRITES_PER_ROUND):
            assert answered.acquire(timeout=30)
        served.stop(signal.SIGKILL)
        for thread in threads:
            thread.join()
    with serve("--workers", "1").client() as alice:
        for client, number in open_requests.items():
            assert _post(alice, f"{client}.{number}", worklog(f"{client}.{number}")).status_code == 200

    assert sum(open_requests.values()) >= ROUNDS * WRITES_PER_ROUND
    assert _descriptions(url) == Counter(f"{client}.{number}" for client, last in open_requests.items() for number in range(last + 1))


def _write_until_killed(served: Served, client: int, open_requests: dict[int, int], answered: threading.Semaphore) -> None:
    with served.client() as alice:
        while True:
            name = f"{client}.{open_requests[client]}"
            try:
                response = _post(alice, name, worklog(name))
            except httpx.TransportError:
                return
            assert response.status_code == 200, response.text
            open_requests[client] += 1
            answered.release()


def _post(alice: httpx.Client, key: str, body: Any, path: str = "/4/worklogs") -> httpx.Response:
    return alice.post(path, json=body, headers={"Idempotency-Key": key})


def _descriptions(url: str) -> Counter[str]:
    """How many worklogs have each description."""
    database = Database(url)
    with database.read() as db:
        found = Counter(db.scalars(select(worklogs.c.description)))
    database.close()
    return found
