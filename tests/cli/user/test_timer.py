"""andante start, stop and status"""

import json

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


def test_a_timer_over_midnight_is_logged_on_its_first_day(as_alice: Shell, stopped_clock: StoppedClock) -> None:
    stopped_clock.set("2026-03-17T22:30:00Z")
    as_alice("start", "NORTH-1")
    stopped_clock.set("2026-03-18T00:30:00Z")

    assert "Logged 2:00 on NORTH-1 at 2026-03-17 23:30" in as_alice("stop")


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


def test_signing_out_is_refused_while_a_timer_is_running(as_alice: Shell) -> None:
    as_alice("start", "NORTH-1")
    as_alice("logout", code=1)
    assert as_alice.errors.startswith("A timer is running on NORTH-1. Log it with andante stop")

    as_alice("stop", "--discard")
    as_alice("logout")
