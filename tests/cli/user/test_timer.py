"""andante start, stop and status"""

import json
from pathlib import Path

import pytest

from tests.cast import BASE_URL, Company, Person
from tests.conftest import StoppedClock
from tests.shell import Shell

from .cloud import Hosts


def test_a_timer_logs_its_time_when_it_is_stopped(as_alice: Shell, alice: Person, stopped_clock: StoppedClock) -> None:
    assert as_alice("start", "NORTH-1", "Find the rows") == "Started on NORTH-1 at 13:00.\n"
    stopped_clock.advance(25 * 60 + 1)

    assert as_alice("status") == "0:25 on NORTH-1 since 2026-03-18 13:00.\n"
    assert as_alice("stop") == "Logged 0:26 on NORTH-1 at 2026-03-18 13:00 (worklog 1).\n"
    assert alice.get("/worklogs/1").json()["description"] == "Find the rows"
    assert as_alice("status") == "No timer is running. Start one: andante start ISSUE\n"


def test_a_timer_can_start_earlier_and_stop_with_another_issue_and_description(as_alice: Shell, alice: Person) -> None:
    as_alice("start", "NORTH-1", "--at", "9:15")

    assert "Logged 3:45 on NORTH-2 at 2026-03-18 09:15" in as_alice("stop", "--text", "Meeting", "--issue", "NORTH-2")
    assert alice.get("/worklogs/1").json()["description"] == "Meeting"


def test_a_timer_over_midnight_is_logged_on_both_days(as_alice: Shell, stopped_clock: StoppedClock) -> None:
    stopped_clock.set("2026-03-17T22:30:00Z")
    as_alice("start", "NORTH-1")
    stopped_clock.set("2026-03-18T00:30:00Z")

    assert as_alice("stop") == (
        "Logged 0:30 on NORTH-1 at 2026-03-17 23:30 (worklog 1).\nLogged 1:30 on NORTH-1 at 2026-03-18 00:00 (worklog 2).\n"
    )


def test_a_forgotten_timer_is_logged_until_the_work_ended(as_alice: Shell, stopped_clock: StoppedClock) -> None:
    as_alice("start", "NORTH-1")
    stopped_clock.advance(43 * 3600)

    assert as_alice("status") == (
        "43:00 on NORTH-1 since 2026-03-18 13:00.\nDid you forget it? Log the time until the end of that day: andante stop --at 17:00\n"
    )
    as_alice("stop", code=1)
    assert "at most 24 hours can be logged" in as_alice.errors
    assert as_alice("stop", "--at", "17") == "Logged 4:00 on NORTH-1 at 2026-03-18 13:00 (worklog 1).\n"


def test_the_end_time_is_the_first_one_after_the_start(as_alice: Shell, stopped_clock: StoppedClock) -> None:
    as_alice("start", "NORTH-1")
    stopped_clock.advance(86_400)

    as_alice("stop", "--at", "13:01", "--discard")
    as_alice("start", "NORTH-1")
    as_alice("stop", "--at", "14:00", code=2)
    assert as_alice.errors == "It is not 14:00 yet: a timer can't stop in the future\n"
    stopped_clock.set("2026-03-20T00:30:00Z")
    assert as_alice("stop", "--at", "0:15") == (
        "Logged 11:00 on NORTH-1 at 2026-03-19 13:00 (worklog 1).\nLogged 0:15 on NORTH-1 at 2026-03-20 00:00 (worklog 2).\n"
    )


def test_the_timer_is_shared_with_other_programs(as_alice: Shell, alice: Person, stopped_clock: StoppedClock) -> None:
    alice.http.put("/4-andante/timer", json={})
    stopped_clock.advance(60)

    assert as_alice("status") == "0:01 since 2026-03-18 13:00.\n"
    as_alice("start", "NORTH-1", code=1)
    assert as_alice.errors == "A timer has been running since 13:00. Stop it first: andante stop\n"
    as_alice("stop", code=1)
    assert "the timer has no issue" in as_alice.errors
    assert as_alice("stop", "--issue", "NORTH-2") == "Logged 0:01 on NORTH-2 at 2026-03-18 13:00 (worklog 1).\n"
    assert alice.http.get("/4-andante/timer").json() == {"timer": None}


def test_a_timer_that_an_older_version_stored_on_the_computer_is_used_until_it_ends(as_alice: Shell, alice: Person) -> None:
    file = Path(as_alice.environment["XDG_STATE_HOME"]) / "andante" / "memory.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"default": {"timer": {"issue": "NORTH-1", "started": "2026-03-18T11:00:00Z"}}}))

    assert as_alice("status") == "1:00 on NORTH-1 since 2026-03-18 12:00.\n"
    assert as_alice("stop") == "Logged 1:00 on NORTH-1 at 2026-03-18 12:00 (worklog 1).\n"
    as_alice("start", "NORTH-1")
    assert alice.http.get("/4-andante/timer").json()["timer"]["issue"]["key"] == "NORTH-1"


def test_a_failed_stop_keeps_the_timer(as_alice: Shell, network: Hosts, company: Company) -> None:
    as_alice("start", "NORTH-1", "--at", "12:00")
    server = network.transports.pop("time.example.com")
    as_alice("stop", code=4)
    assert f"{BASE_URL} can't be reached" in as_alice.errors
    network.transports["time.example.com"] = server
    as_alice("stop", "--issue", "NORTH-99", code=1)

    assert as_alice("status").startswith("1:00 on NORTH-1")
    as_alice("stop")
    assert len(company.alice.get("/worklogs").json()["results"]) == 1


def test_only_one_timer_runs_at_a_time(as_alice: Shell) -> None:
    as_alice("start", "NORTH-1")
    as_alice("start", "NORTH-2", code=1)

    assert as_alice.errors == "A timer has been running on NORTH-1 since 13:00. Stop it first: andante stop\n"


def test_a_timer_can_be_discarded(as_alice: Shell, alice: Person) -> None:
    as_alice("start", "NORTH-1")

    assert as_alice("stop", "--discard") == "Discarded the timer on NORTH-1. No time was logged.\n"
    assert alice.get("/worklogs").json()["results"] == []
    as_alice("stop", code=1)
    assert as_alice.errors.startswith("No timer is running.")


@pytest.mark.parametrize(
    ("arguments", "code", "message"), [(["NORTH-99"], 1, "NORTH-99"), (["NORTH-1", "--at", "14:00"], 2, "not 14:00 yet")]
)
def test_a_timer_with_an_invalid_issue_or_time_does_not_start(as_alice: Shell, arguments: list[str], code: int, message: str) -> None:
    as_alice("start", *arguments, code=code)

    assert message in as_alice.errors
    assert json.loads(as_alice("status", "--json")) == []


def test_a_timer_is_printed_as_json(as_alice: Shell) -> None:
    as_alice("start", "NORTH-1", "Find")

    assert json.loads(as_alice("status", "--json")) == [
        {"issue": "NORTH-1", "started": "2026-03-18T12:00:00Z", "seconds": 0, "description": "Find"}
    ]


def test_signing_out_leaves_the_timer_on_the_server(as_alice: Shell, alice: Person) -> None:
    as_alice("start", "NORTH-1")
    as_alice("logout")

    assert alice.http.get("/4-andante/timer").json()["timer"] is not None
