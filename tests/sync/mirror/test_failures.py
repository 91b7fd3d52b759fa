"""The source fails, limits requests or changes during a run, and the mirror is killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import httpx
import pytest

from andante.client import ApiError
from andante.directory.people import actions as people
from andante.directory.people.wire import UserInput
from andante.sync.mirror import work
from andante.sync.mirror.source import RETRIES
from andante.testing.serving import serving
from tests.cast import Company, Person

from .conftest import Mirror, changed
from .crawler import list_responses
from .test_increments import worklogs

Result = httpx.Response | Exception


class FaultyTransport(httpx.BaseTransport):
    """Passes requests to the source, unless `fault` returns another response or an exception. Its arguments are the number of
    the request, starting with 1, and the request."""

    def __init__(self, inner: httpx.BaseTransport, fault: Callable[[int, httpx.Request], Result | None]) -> None:
        self.inner, self.fault, self.count = inner, fault, 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.count += 1
        result = self.fault(self.count, request)
        if isinstance(result, Exception):
            raise result
        return result or self.inner.handle_request(request)


def test_failed_requests_are_repeated(company: Company, mirrored: Mirror) -> None:
    faults: list[Result] = [
        httpx.Response(500),
        httpx.Response(503, text="starting"),
        httpx.ReadError("reset by peer"),
        httpx.Response(429, headers={"Retry-After": "7"}),
        httpx.ConnectError("refused"),
        httpx.ReadTimeout("slow"),
    ]
    company.alice.logs(description="kept")
    mirrored.transport = FaultyTransport(mirrored.transport, lambda count, _: faults[count // 2 % len(faults)] if count % 2 else None)

    mirrored()

    assert list_responses(mirrored.person("carol")) == list_responses(company.carol)


def test_it_waits_for_the_time_in_retry_after(company: Company, mirrored: Mirror) -> None:
    throttled = httpx.Response(429, headers={"Retry-After": "700"})
    mirrored.transport = FaultyTransport(mirrored.transport, lambda count, _: throttled if count in (3, 4) else None)
    company.alice.logs(description="kept")

    mirrored()

    assert [pause for pause in mirrored.pauses if not 700 <= pause <= 701] == []
    assert len(mirrored.pauses) == 2
    assert worklogs(mirrored) == {"kept": 3600}


def test_a_permanent_failure_ends_the_run_and_the_next_run_continues(company: Company, mirrored: Mirror) -> None:
    company.alice.logs(description="kept")
    inner = mirrored.transport
    mirrored.transport = faulty = FaultyTransport(
        inner, lambda _, request: httpx.Response(500) if "/4/worklogs" in request.url.path else None
    )

    with pytest.raises(ApiError, match="500"):
        mirrored()

    assert faulty.count > RETRIES.attempts
    assert [team["name"] for team in mirrored.person("carol").get("/teams").json()["results"]] == ["Northerners"]
    mirrored.transport = inner
    assert changed(mirrored()) == ["worklogs"]


def test_a_group_that_the_source_refuses_is_left_out(company: Company, mirrored: Mirror) -> None:
    company.alice.logs(description="kept")
    mirrored()
    refused = httpx.Response(403, text="Planner is not licensed here.")
    mirrored.transport = FaultyTransport(mirrored.transport, lambda _, request: refused if "plans" in request.url.path else None)

    counts = mirrored(full=True)

    assert counts.keys().isdisjoint({"plans", "flex-plans"})
    assert counts["worklogs"].unchanged == 1
    assert mirrored.warnings == [
        f"{name}: the source refused the request (403: Planner is not licensed here.). The next run tries again."
        for name in ("plans", "flex-plans")
    ]


def test_a_team_may_be_deleted_while_its_links_are_read(company: Company, mirrored: Mirror) -> None:
    team = company.carol.post("/teams", {"name": "Temporary"}).json()["id"]

    def change_source(_: int, request: httpx.Request) -> None:
        if request.url.path == f"/4/teams/{team}/links":
            company.carol.delete(f"/teams/{team}")

    mirrored.transport = FaultyTransport(mirrored.transport, change_source)
    mirrored()
    assert [warning.partition(":")[0] for warning in mirrored.warnings] == ["team-links"]
    mirrored()

    assert list_responses(mirrored.person("carol")) == list_responses(company.carol)


def test_an_object_that_is_refused_does_not_affect_others(company: Company, mirrored: Mirror) -> None:
    with mirrored.database.write() as db:
        people.add(mirrored.call(db), UserInput(account_id="712020:ours", display_name="Ours", email="dave@example.com"))
    company.alice.logs(description="kept")

    counts = mirrored()

    assert (counts["users"].created, counts["users"].refused) == (5, 1)
    assert mirrored.warnings == [
        f"users: {company.dave.id} can't be copied: The email 'dave@example.com' already belongs to the user '712020:ours'"
    ]
    assert worklogs(mirrored) == {"kept": 3600}


def test_changes_during_a_run_are_copied_by_the_next_runs(company: Company, mirrored: Mirror, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "BATCH_SIZE", 3)
    ids = [company.alice.logs(on=f"2026-03-{number:02}")["tempoWorklogId"] for number in range(1, 11)]

    def change_source(_: int, request: httpx.Request) -> None:
        if request.url.path == "/4/worklogs/search" and ids:
            company.alice.delete(f"/worklogs/{ids.pop(0)}")
            company.dave.logs(on=f"2026-02-{len(ids) + 1:02}")
            company.carol.post("/teams", {"name": f"meanwhile {len(ids)}"})

    inner = mirrored.transport
    mirrored.transport = FaultyTransport(inner, change_source)
    mirrored()
    assert len(ids) < 8
    mirrored.transport = inner
    mirrored()
    assert _days(company.carol) <= _days(mirrored.person("carol"))  # deleted worklogs stay until a full run
    mirrored(full=True)

    assert list_responses(mirrored.person("carol")) == list_responses(company.carol)


def test_all_worklogs_of_the_same_second_are_copied(company: Company, mirrored: Mirror, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "BATCH_SIZE", 3)
    for number in range(10):
        company.alice.logs(description=str(number))

    assert mirrored()["worklogs"].created == 10


def _block_once(reached: Path, killed: Event) -> None:
    if not reached.exists():
        reached.touch()
        assert killed.wait(60)


def _days(person: Person) -> set[tuple[str, str]]:
    """The users and days that have worklogs."""
    return {(worklog["author"]["accountId"], worklog["startDate"]) for worklog in person.get("/worklogs", limit=1000).json()["results"]}


@pytest.mark.parametrize("after", [20, 40])
def test_an_interrupted_run_is_continued_by_the_next_one(
    company: Company, mirrored: Mirror, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    monkeypatch.setattr(work, "BATCH_SIZE", 3)
    for number in range(20):
        company.alice.logs(description=str(number))
    inner = mirrored.transport

    def interrupt(count: int, _: httpx.Request) -> None:
        if count == after:
            raise KeyboardInterrupt

    mirrored.transport = FaultyTransport(inner, interrupt)
    with pytest.raises(KeyboardInterrupt):
        mirrored()
    mirrored.transport = inner
    mirrored()

    assert list_responses(mirrored.person("carol")) == list_responses(company.carol)


def test_batches_that_were_written_before_an_interruption_are_not_read_again(
    company: Company, mirrored: Mirror, monkeypatch: pytest.MonkeyPatch, stopped_clock: Any
) -> None:
    monkeypatch.setattr(work, "BATCH_SIZE", 3)
    for number in range(20):
        company.alice.logs(description=str(number))
        stopped_clock.advance(3600)
    inner, pages = mirrored.transport, 0

    def interrupt(_: int, request: httpx.Request) -> None:
        nonlocal pages
        pages += request.url.path == "/4/worklogs/search"
        if pages == 6:
            raise KeyboardInterrupt

    mirrored.transport = FaultyTransport(inner, interrupt)
    with pytest.raises(KeyboardInterrupt):
        mirrored()
    written = len(worklogs(mirrored))
    mirrored.transport = inner

    assert written == 11
    assert mirrored("worklogs")["worklogs"].created == 9
    assert mirrored("worklogs")["worklogs"].read == 1


def test_a_killed_process_leaves_only_complete_batches(company: Company, mirrored: Mirror, tmp_path: Path) -> None:
    for number in range(10):
        company.alice.logs(description=str(number))
    reached, killed = tmp_path / "reached", Event()

    def blocking(environ: Any, start_response: Any) -> Any:
        if environ["PATH_INFO"] == "/4/worklogs/search":
            _block_once(reached, killed)
        return company.carol.app(environ, start_response)

    environment = os.environ | {
        "ANDANTE_DATABASE_URL": mirrored.database.url.render_as_string(hide_password=False),
        "ANDANTE_SOURCE_TOKEN": company.carol.token,
    }
    with ThreadPoolExecutor(1) as worker, serving(blocking, worker) as url:
        command = [sys.executable, "-c", "from andante.cli import app; app()", "mirror", url]
        with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as running:
            while not reached.exists() and running.poll() is None:
                time.sleep(0.05)
            running.send_signal(signal.SIGKILL)
            running.wait()
            killed.set()
            assert running.stderr is not None
            errors = running.stderr.read().decode()
        assert reached.exists(), errors
        assert worklogs(mirrored) == {}
        subprocess.run(command, env=environment, check=True, capture_output=True)

    assert list_responses(mirrored.person("carol")) == list_responses(company.carol)
