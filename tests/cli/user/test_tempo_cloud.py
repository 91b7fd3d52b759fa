"""The user commands on Tempo Cloud, which identifies issues only by id, with a separate Jira that has their keys."""

import json
from pathlib import Path

import pytest

from tests.cast import NORTH_1, Person
from tests.conftest import StoppedClock
from tests.shell import Shell

from .cloud import EMAIL, SITE, TEMPO, Hosts

WITH_JIRA = ("--jira-site", SITE, "--jira-email", EMAIL)


@pytest.fixture
def signed_in(cloud: Shell) -> Shell:
    cloud("login", *WITH_JIRA)
    return cloud


def test_jira_identifies_the_user(cloud: Shell) -> None:
    assert cloud("login", *WITH_JIRA) == f"Signed in to {TEMPO} as Alice.\n"


def test_keys_are_converted_to_ids_and_back(signed_in: Shell, alice: Person) -> None:
    assert signed_in("log", "north-1", "1h", "--at", "9") == "Logged 1:00 on NORTH-1 at 2026-03-18 09:00 (worklog 1).\n"

    assert alice.get("/worklogs/1").json()["issue"]["id"] == NORTH_1
    assert "NORTH-1" in signed_in("list", "--issue", "NORTH-1")
    assert "NORTH-1" in signed_in("week")
    assert signed_in("report", "--by", "project", "--csv").splitlines()[1] == "NORTH,3600,3600"
    assert "on NORTH-2 at" in signed_in("edit", 1, "--issue", "NORTH-2")
    assert "on NORTH-1, 2026-03-18" in signed_in("plan", "add", "NORTH-1", "2h")


def test_an_issue_that_is_unknown_to_jira_is_reported(signed_in: Shell, alice: Person) -> None:
    signed_in("log", "NORTH-99", "1h", code=1)
    assert "NORTH-99" in signed_in.errors

    signed_in("start", "NORTH-99", code=1)
    assert "NORTH-99" in signed_in.errors
    assert alice.get("/worklogs").json()["results"] == []


def test_the_timer_is_stored_on_the_computer(signed_in: Shell, alice: Person, stopped_clock: StoppedClock) -> None:
    stopped_clock.set("2026-03-17T22:30:00Z")
    assert signed_in("start", "NORTH-1", "Find the rows") == "Started on NORTH-1 at 23:30.\n"
    signed_in("start", "NORTH-2", code=1)
    assert signed_in.errors == "A timer has been running on NORTH-1 since 23:30. Stop it first: andante stop\n"
    stopped_clock.set("2026-03-18T00:30:00Z")

    assert signed_in("status") == "2:00 on NORTH-1 since 2026-03-17 23:30.\n"
    assert signed_in("stop") == "Logged 2:00 on NORTH-1 at 2026-03-17 23:30 (worklog 1).\n"
    assert alice.get("/worklogs/1").json()["description"] == "Find the rows"


def test_the_timer_stops_when_the_work_ended(signed_in: Shell, stopped_clock: StoppedClock) -> None:
    signed_in("start", "NORTH-1")
    stopped_clock.advance(20 * 3600)

    assert signed_in("stop", "--at", "17:00", "--text", "Meeting") == "Logged 4:00 on NORTH-1 at 2026-03-18 13:00 (worklog 1).\n"


def test_signing_out_is_refused_while_a_timer_is_running(signed_in: Shell) -> None:
    signed_in("start", "NORTH-1")
    signed_in("logout", code=1)
    assert signed_in.errors.startswith("A timer is running on NORTH-1. Log it with andante stop")

    assert signed_in("stop", "--discard") == "Discarded the timer on NORTH-1. No time was logged.\n"
    signed_in("logout")


def test_worklogs_are_exported_and_imported(signed_in: Shell, alice: Person, tmp_path: Path) -> None:
    alice.logs(3600)
    file = tmp_path / "time.jsonl"
    signed_in("export", "--remote", file)
    assert json.loads(file.read_text())["issue"] == "NORTH-1"

    alice.delete("/worklogs/1")
    signed_in("import", "--remote", file)
    signed_in("import", "--remote", file)
    assert signed_in.errors == "0 worklogs imported, 1 already there\n"
    assert len(alice.get("/worklogs").json()["results"]) == 1


def test_neither_token_is_sent_to_the_other_server(signed_in: Shell, network: Hosts, alice: Person) -> None:
    signed_in("log", "NORTH-1", "1h")

    sent = {request.url.host: request.headers["Authorization"] for request in network.seen if request.url.path.startswith("/4/")}
    assert sent == {"api.tempo.io": f"Bearer {alice.token}"}
    assert [request for request in network.seen if request.url.host == "api.tempo.io" and not request.url.path.startswith("/4/")] == []


def test_without_jira_issues_are_identified_by_id(cloud: Shell, alice: Person) -> None:
    cloud("login", "--account-id", alice.id)

    assert "1:00 on 10000 at" in cloud("log", NORTH_1, "1h")
    cloud("log", "NORTH-1", "1h", code=1)
    assert cloud.errors == "Only Jira can look up issue ids: sign in again with --jira-site and --jira-email, or give ids.\n"


def test_a_sign_in_must_identify_the_user(cloud: Shell) -> None:
    cloud("login", code=2)
    assert cloud.errors == "Tempo Cloud doesn't report the owner of a token: give --account-id, or --jira-site and --jira-email\n"

    cloud("login", "--jira-site", SITE, code=2)
    assert cloud.errors == "--jira-site and --jira-email must be given together\n"


@pytest.mark.parametrize("variable", ["ANDANTE_TOKEN", "ANDANTE_JIRA_TOKEN"])
def test_a_token_that_tempo_or_jira_refuses_exits_with_3(cloud: Shell, variable: str) -> None:
    cloud.environment = {**cloud.environment, variable: "nonsense"}
    cloud("login", *WITH_JIRA, code=3)

    assert cloud("profiles") == "Not signed in.\n"
