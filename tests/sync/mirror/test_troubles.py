"""A source that fails, throttles, changes meanwhile; and a mirror that is killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from andante.client import ApiError
from andante.directory.people import actions as people
from andante.directory.people.wire import UserInput
from andante.sync.mirror import work
from andante.sync.mirror.source import PATIENT
from andante.testing.serving import serving
from tests.cast import House, Person

from .conftest import Mirror, changed
from .test_increments import worklogs
from .walk import lists

Answer = httpx.Response | Exception


class Between(httpx.BaseTransport):
    """Stands between the mirror and its source. `trouble` may answer in the place of the source, by the number of the
    request, from 1."""

    def __init__(self, inner: httpx.BaseTransport, trouble: Callable[[int, httpx.Request], Answer | None]) -> None:
        self.inner, self.trouble, self.count = inner, trouble, 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.count += 1
        answer = self.trouble(self.count, request)
        if isinstance(answer, Exception):
            raise answer
        return answer or self.inner.handle_request(request)


def test_every_other_request_that_fails_costs_nothing_but_time(house: House, mirrored: Mirror) -> None:
    troubles: list[Answer] = [
        httpx.Response(500),
        httpx.Response(503, text="starting"),
        httpx.ReadError("reset by peer"),
        httpx.Response(429, headers={"Retry-After": "7"}),
        httpx.ConnectError("refused"),
        httpx.ReadTimeout("slow"),
    ]
    house.alice.logs(description="kept")
    mirrored.transport = Between(mirrored.transport, lambda count, _: troubles[count // 2 % len(troubles)] if count % 2 else None)

    mirrored()

    assert lists(mirrored.person("carol")) == lists(house.carol)


def test_it_waits_as_long_as_it_is_asked_to(house: House, mirrored: Mirror) -> None:
    throttled = httpx.Response(429, headers={"Retry-After": "700"})
    mirrored.transport = Between(mirrored.transport, lambda count, _: throttled if count in (3, 4) else None)
    house.alice.logs(description="kept")

    mirrored()

    assert [pause for pause in mirrored.pauses if not 700 <= pause <= 701] == []
    assert len(mirrored.pauses) == 2
    assert worklogs(mirrored) == {"kept": 3600}


def test_what_never_recovers_ends_the_mirror_and_the_next_run_goes_on(house: House, mirrored: Mirror) -> None:
    house.alice.logs(description="kept")
    honest = mirrored.transport
    mirrored.transport = between = Between(honest, lambda _, request: httpx.Response(500) if "/4/worklogs" in request.url.path else None)

    with pytest.raises(ApiError, match="500"):
        mirrored()

    assert between.count > PATIENT.attempts
    assert [team["name"] for team in mirrored.person("carol").get("/teams").json()["results"]] == ["Northerners"]
    mirrored.transport = honest
    assert changed(mirrored()) == ["worklogs"]


def test_a_group_that_the_source_does_not_tell_of_is_left_out(house: House, mirrored: Mirror) -> None:
    house.alice.logs(description="kept")
    mirrored()
    refused = httpx.Response(403, text="Planner is not licensed here.")
    mirrored.transport = Between(mirrored.transport, lambda _, request: refused if "plans" in request.url.path else None)

    counts = mirrored(full=True)

    assert counts.keys().isdisjoint({"plans", "flex-plans"})
    assert counts["worklogs"].same == 1
    assert mirrored.warnings == [
        f"{name}: the source does not tell (403: Planner is not licensed here.); the next run asks again."
        for name in ("plans", "flex-plans")
    ]


def test_a_team_that_is_deleted_while_its_links_are_asked_for_stops_nothing(house: House, mirrored: Mirror) -> None:
    team = house.carol.post("/teams", {"name": "Passing"}).json()["id"]

    def meanwhile(_: int, request: httpx.Request) -> None:
        if request.url.path == f"/4/teams/{team}/links":
            house.carol.delete(f"/teams/{team}")

    mirrored.transport = Between(mirrored.transport, meanwhile)
    mirrored()
    assert [words.partition(":")[0] for words in mirrored.warnings] == ["team-links"]
    mirrored()

    assert lists(mirrored.person("carol")) == lists(house.carol)


def test_what_is_refused_here_keeps_nothing_else_out(house: House, mirrored: Mirror) -> None:
    with mirrored.database.write() as db:
        people.add(mirrored.call(db), UserInput(account_id="712020:ours", display_name="Ours", email="dave@example.com"))
    house.alice.logs(description="kept")

    counts = mirrored()

    assert (counts["users"].created, counts["users"].refused) == (5, 1)
    assert mirrored.warnings == [
        f"users: {house.dave.id} is refused here: The email 'dave@example.com' belongs to the user '712020:ours' already"
    ]
    assert worklogs(mirrored) == {"kept": 3600}


def test_what_changes_during_the_walk_is_there_in_the_end(house: House, mirrored: Mirror, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "BATCH", 3)
    ids = [house.alice.logs(on=f"2026-03-{number:02}")["tempoWorklogId"] for number in range(1, 11)]

    def meanwhile(_: int, request: httpx.Request) -> None:
        if request.url.path == "/4/worklogs/search" and ids:
            house.alice.delete(f"/worklogs/{ids.pop(0)}")
            house.dave.logs(on=f"2026-02-{len(ids) + 1:02}")
            house.carol.post("/teams", {"name": f"meanwhile {len(ids)}"})

    quiet = mirrored.transport
    mirrored.transport = Between(quiet, meanwhile)
    mirrored()
    assert len(ids) < 8
    mirrored.transport = quiet
    mirrored()
    assert _days(house.carol) <= _days(mirrored.person("carol"))  # what was deleted is there until a full run
    mirrored(full=True)

    assert lists(mirrored.person("carol")) == lists(house.carol)


def test_many_worklogs_of_the_same_second_all_come(house: House, mirrored: Mirror, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "BATCH", 3)
    for number in range(10):
        house.alice.logs(description=str(number))

    assert mirrored()["worklogs"].created == 10


def _get_stuck_once(reached: Path) -> None:
    if not reached.exists():
        reached.touch()
        time.sleep(5)


def _days(who: Person) -> set[tuple[str, str]]:
    """Whose day has a worklog."""
    return {(worklog["author"]["accountId"], worklog["startDate"]) for worklog in who.get("/worklogs", limit=1000).json()["results"]}


@pytest.mark.parametrize("after", [20, 40])
def test_whoever_is_interrupted_goes_on_from_there(house: House, mirrored: Mirror, monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    monkeypatch.setattr(work, "BATCH", 3)
    for number in range(20):
        house.alice.logs(description=str(number))
    honest = mirrored.transport

    def interrupt(count: int, _: httpx.Request) -> None:
        if count == after:
            raise KeyboardInterrupt

    mirrored.transport = Between(honest, interrupt)
    with pytest.raises(KeyboardInterrupt):
        mirrored()
    mirrored.transport = honest
    mirrored()

    assert lists(mirrored.person("carol")) == lists(house.carol)


def test_what_was_written_before_a_kill_is_not_read_again(
    house: House, mirrored: Mirror, monkeypatch: pytest.MonkeyPatch, stopped_clock: Any
) -> None:
    monkeypatch.setattr(work, "BATCH", 3)
    for number in range(20):
        house.alice.logs(description=str(number))
        stopped_clock.advance(3600)
    honest, pages = mirrored.transport, 0

    def interrupt(_: int, request: httpx.Request) -> None:
        nonlocal pages
        pages += request.url.path == "/4/worklogs/search"
        if pages == 6:
            raise KeyboardInterrupt

    mirrored.transport = Between(honest, interrupt)
    with pytest.raises(KeyboardInterrupt):
        mirrored()
    written = len(worklogs(mirrored))
    mirrored.transport = honest

    assert written == 11
    assert mirrored("worklogs")["worklogs"].created == 9
    assert mirrored("worklogs")["worklogs"].seen == 1


def test_a_process_that_is_killed_leaves_whole_batches(house: House, mirrored: Mirror, tmp_path: Path) -> None:
    for number in range(10):
        house.alice.logs(description=str(number))
    reached = tmp_path / "reached"

    def stuck(environ: Any, start_response: Any) -> Any:
        if environ["PATH_INFO"] == "/4/worklogs/search":
            _get_stuck_once(reached)
        return house.carol.app(environ, start_response)

    environment = os.environ | {
        "ANDANTE_DATABASE_URL": mirrored.database.url.render_as_string(hide_password=False),
        "ANDANTE_SOURCE_TOKEN": house.carol.token,
    }
    with ThreadPoolExecutor(1) as worker, serving(stuck, worker) as url:
        command = [sys.executable, "-c", "from andante.cli import app; app()", "mirror", url]
        with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as running:
            while not reached.exists() and running.poll() is None:
                time.sleep(0.05)
            running.send_signal(signal.SIGKILL)
            assert running.stderr is not None
            said = running.stderr.read().decode()
        assert reached.exists(), said
        assert worklogs(mirrored) == {}
        subprocess.run(command, env=environment, check=True, capture_output=True)

    assert lists(mirrored.person("carol")) == lists(house.carol)
