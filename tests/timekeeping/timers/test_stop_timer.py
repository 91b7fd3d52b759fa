"""POST /4-andante/timer/stop."""

from typing import Any

import httpx
import pytest

from andante.app import application
from andante.directory.people import actions as people
from andante.directory.people.wire import UserChange
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from andante.kit.settings import Settings
from tests.cast import Company, Person, message
from tests.change_log import recorded
from tests.conftest import StoppedClock

from .timers import TIMER, current, logged, start, stop


def test_the_time_is_logged_rounded_up_to_the_minute(alice: Person, stopped_clock: StoppedClock) -> None:
    stopped_clock.set("2026-03-18T12:00:23Z")
    start(alice, description="Find the rows")
    stopped_clock.advance(25 * 60 + 1)

    (worklog,) = stop(alice).json()["worklogs"]

    assert (worklog["startDate"], worklog["startTime"], worklog["timeSpentSeconds"]) == ("2026-03-18", "13:00:23", 26 * 60)
    assert (worklog["billableSeconds"], worklog["description"], worklog["issue"]["key"]) == (26 * 60, "Find the rows", "NORTH-1")
    assert alice.get(f"/worklogs/{worklog['tempoWorklogId']}").json() == worklog
    assert current(alice) is None


def test_at_least_one_minute_is_logged(alice: Person) -> None:
    start(alice)

    assert logged(stop(alice)) == [("2026-03-18", "13:00:00", 60)]


def test_time_over_midnight_is_logged_on_both_days(alice: Person, stopped_clock: StoppedClock) -> None:
    stopped_clock.set("2026-03-17T22:30:00Z")
    start(alice)
    stopped_clock.set("2026-03-18T00:10:30Z")

    assert logged(stop(alice)) == [("2026-03-17", "23:30:00", 30 * 60), ("2026-03-18", "00:00:00", 71 * 60)]


def test_the_days_are_those_of_the_author(alice: Person, database: Database, stopped_clock: StoppedClock) -> None:
    with database.write() as db:
        people.change(Call(db, SYSTEM, clock.now()), alice.id, UserChange(time_zone="America/New_York"))
    stopped_clock.set("2026-03-18T03:30:00Z")
    start(alice)
    stopped_clock.set("2026-03-18T05:00:00Z")

    assert logged(stop(alice)) == [("2026-03-17", "23:30:00", 30 * 60), ("2026-03-18", "00:00:00", 60 * 60)]


def test_a_forgotten_timer_ends_when_the_user_stopped_working(alice: Person, stopped_clock: StoppedClock) -> None:
    stopped_clock.set("2026-03-17T13:00:00Z")
    start(alice)
    stopped_clock.set("2026-03-19T08:00:00Z")

    refused = stop(alice)
    assert refused.status_code == 400
    assert message(refused).startswith("The timer ran for 43:00, and at most 24 hours can be logged")
    assert logged(stop(alice, endedAt=current(alice)["suggestedEndAt"])) == [("2026-03-17", "14:00:00", 3 * 3600)]


@pytest.mark.parametrize("ended_at", ["2026-03-18T12:00:00Z", "2026-03-18T11:00:00Z", "2026-03-18T13:00:01Z"])
def test_the_end_is_after_the_start_and_not_in_the_future(alice: Person, stopped_clock: StoppedClock, ended_at: str) -> None:
    start(alice)
    stopped_clock.advance(3600)

    assert stop(alice, endedAt=ended_at).status_code == 400
    assert current(alice)["elapsedSeconds"] == 3600


def test_exactly_24_hours_can_be_logged(alice: Person, stopped_clock: StoppedClock) -> None:
    start(alice)
    stopped_clock.advance(86_400)

    assert sum(seconds for _, _, seconds in logged(stop(alice))) == 86_400


def test_other_fields_can_be_given_at_the_end(carol: Person, stopped_clock: StoppedClock) -> None:
    carol.post("/work-attributes", {"key": "_Note_", "name": "Note", "type": "INPUT_FIELD"})
    start(carol, "NORTH-1", description="Review", attributes=[{"key": "_Note_", "value": "x"}])
    stopped_clock.advance(3600)

    response = stop(
        carol,
        issueKey="NORTH-2",
        description="Meeting",
        attributes=[{"key": "_Note_", "value": "y"}],
        billableSeconds=1800,
        remainingEstimateSeconds=7200,
    )

    (worklog,) = response.json()["worklogs"]
    assert (worklog["issue"]["key"], worklog["description"], worklog["billableSeconds"]) == ("NORTH-2", "Meeting", 1800)
    assert worklog["attributes"]["values"] == [{"key": "_Note_", "value": "y"}]
    assert carol.http.get("/rest/api/3/issue/NORTH-2").json()["fields"]["timetracking"]["remainingEstimateSeconds"] == 7200


def test_billable_time_is_shared_among_the_days(carol: Person, stopped_clock: StoppedClock) -> None:
    stopped_clock.set("2026-03-17T22:00:00Z")
    start(carol)
    stopped_clock.set("2026-03-18T01:00:00Z")

    assert [each["billableSeconds"] for each in stop(carol, billableSeconds=5400).json()["worklogs"]] == [3600, 1800]


def test_without_an_issue_the_timer_continues(alice: Person) -> None:
    timer = start(alice, None)

    refused = stop(alice)

    assert (refused.status_code, message(refused)) == (400, "'issueKey' is required: the timer has no issue")
    assert current(alice) == timer
    assert len(logged(stop(alice, issueKey="NORTH-1"))) == 1


@pytest.mark.parametrize(
    ("settings", "fields", "field"),
    [
        ({"worklog_description_optional": False}, {}, "description"),
        ({"max_hours_per_day_per_user": 1}, {}, "timeSpentSeconds"),
        ({}, {"attributes": [{"key": "_Unknown_", "value": "x"}]}, "attributes"),
    ],
)
def test_if_a_rule_refuses_the_time_the_timer_continues(
    company: Company, database: Database, stopped_clock: StoppedClock, settings: dict[str, Any], fields: dict[str, Any], field: str
) -> None:
    alice = company.alice
    company.configure(database, **settings)
    timer = start(alice)
    stopped_clock.advance(2 * 3600)

    refused = stop(alice, **fields)

    assert refused.status_code == 400
    assert refused.json()["errors"]["faults"][0]["field"].startswith(field)
    assert current(alice) == timer | {"elapsedSeconds": 7200}
    assert alice.get("/worklogs").json()["results"] == []


def test_if_one_day_is_locked_nothing_is_logged(alice: Person, stopped_clock: StoppedClock) -> None:
    """The timer runs from Sunday to Monday, and the week that ends on Sunday was submitted."""
    stopped_clock.set("2026-03-15T22:00:00Z")
    start(alice)
    stopped_clock.set("2026-03-16T01:00:00Z")
    body = {"reviewerAccountId": "712020:bob"}
    assert alice.http.post(f"/4/timesheet-approvals/user/{alice.id}/submit?from=2026-03-09", json=body).status_code == 200

    refused = stop(alice)

    assert [(fault["field"], fault["code"]) for fault in refused.json()["errors"]["faults"]] == [("[0].startDate", "locked")]
    assert current(alice) is not None
    assert alice.get("/worklogs").json()["results"] == []


def test_a_timer_can_be_stopped_only_once(alice: Person) -> None:
    start(alice)

    assert stop(alice).status_code == 200
    refused = stop(alice)
    assert (refused.status_code, message(refused)) == (404, "No timer is running")
    assert len(alice.get("/worklogs").json()["results"]) == 1


def test_a_repeated_request_with_an_idempotency_key_returns_the_same_worklogs(alice: Person) -> None:
    start(alice)
    first, second = (alice.http.post(f"{TIMER}/stop", json={}, headers={"Idempotency-Key": "stop-1"}) for _ in range(2))

    assert first.json() == second.json()
    assert second.headers["Idempotency-Replayed"] == "true"
    assert len(alice.get("/worklogs").json()["results"]) == 1


def test_a_timer_survives_a_restart(alice: Person, database: Database, stopped_clock: StoppedClock) -> None:
    start(alice)
    stopped_clock.advance(3600)

    reopened = Database(database.url.render_as_string(hide_password=False))
    restarted = Person("alice", alice.token, application(Settings(access_log=False), reopened))

    assert logged(stop(restarted)) == [("2026-03-18", "13:00:00", 3600)]
    reopened.close()


def test_a_stopped_timer_is_recorded(alice: Person, database: Database) -> None:
    start(alice)
    response: list[httpx.Response] = []

    with recorded(database, "stop_timer"):
        response.append(stop(alice))

    assert response[0].status_code == 200


def test_a_stop_can_be_undone(alice: Person, stopped_clock: StoppedClock) -> None:
    """As the pages do it: they start the timer again, and then delete the worklogs."""
    timer = start(alice)
    stopped_clock.advance(3600)
    ids = [worklog["tempoWorklogId"] for worklog in stop(alice).json()["worklogs"]]

    assert start(alice, startedAt=timer["startedAt"], was={})["elapsedSeconds"] == 3600
    assert alice.http.post("/4-andante/worklogs/delete", json={"ids": ids}).status_code == 204
    assert alice.get("/worklogs").json()["results"] == []
