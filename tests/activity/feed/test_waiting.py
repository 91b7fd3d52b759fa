"""Requests that wait for a change."""

import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from andante.activity.feed import waiting
from andante.hosting import response_stream, supervisor
from andante.hosting.rsgi import RsgiApplication
from tests.cast import Person
from tests.databases import sqlite_only

from .reader import PATH, Reader

Start = Callable[[Reader], "Future[Any]"]


@pytest.fixture(autouse=True)
def stopping(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Checks for changes often, and returns an event that stands for the end of the process."""
    event = threading.Event()
    monkeypatch.setattr(waiting, "CHECK_SECONDS", 0.01)
    for module in (waiting, response_stream, supervisor):
        monkeypatch.setattr(module, "STOPPING", event)
    return event


@pytest.fixture
def wait(monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Starts a request that waits, and returns when it does."""
    entered = threading.Event()
    enter = waiting.Watch.enter

    def report(self: waiting.Watch, open: Any) -> bool:
        is_accepted = enter(self, open)
        entered.set()
        return is_accepted

    monkeypatch.setattr(waiting.Watch, "enter", report)
    with ThreadPoolExecutor(2) as pool:

        def start(reader: Reader) -> Future[Any]:
            future = pool.submit(lambda: reader.get(wait=30))
            assert entered.wait(10)
            return future

        yield start


def up_to_date(person: Person) -> Reader:
    reader = Reader(person, "worklog")
    reader.follow()
    return reader


def test_a_change_that_the_caller_may_see_ends_the_wait(alice: Person, dave: Person, wait: Start) -> None:
    reader = up_to_date(alice)
    waits = wait(reader)

    dave.logs()
    id = alice.logs()["tempoWorklogId"]

    page = waits.result(10)
    assert [change["entityId"] for change in page["changes"]] == [str(id)]
    reader.position = page["position"]
    assert reader.follow() == []


def test_without_a_visible_change_the_page_is_empty_but_continues_later(
    alice: Person, dave: Person, stopping: threading.Event, wait: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The end of the process ends the wait too. Spaces keep the connection open meanwhile."""
    monkeypatch.setattr(waiting, "KEEP_ALIVE_SECONDS", 0.01)
    waits = wait(up_to_date(alice))
    dave.logs()
    stopping.set()

    page = waits.result(10)
    assert (page["changes"], page["hasMore"]) == ([], False)


def test_a_wait_ends_after_the_requested_seconds(alice: Person) -> None:
    page = up_to_date(alice).get(wait=1)

    assert (page["changes"], page["hasMore"]) == ([], False)
    assert {watch._waiting for watch in waiting._watches.values()} == {0}


@sqlite_only
def test_too_many_waiting_requests_are_answered_at_once(alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "MAX_WAITING", 0)
    reader = up_to_date(alice)

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(lambda: reader.get(wait=30)).result(10)["changes"] == []


@sqlite_only
def test_a_head_request_does_not_wait(alice: Person) -> None:
    reader = up_to_date(alice)

    with ThreadPoolExecutor(1) as pool:
        response = pool.submit(lambda: alice.http.head(PATH, params={"after": reader.position, "wait": 30})).result(10)
    assert (response.status_code, response.content) == (200, b"")


def test_a_stopping_process_ends_waits(stopping: threading.Event, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    monkeypatch.setattr(signal, "raise_signal", lambda *_: None)

    class Loop:
        def call_later(self, *_: object) -> None:
            pass

    worker = supervisor.Worker.__new__(supervisor.Worker)
    worker._is_stopping, worker._application = False, RsgiApplication.__new__(RsgiApplication)
    worker._stop(Loop())  # type: ignore[arg-type]

    assert stopping.is_set()
