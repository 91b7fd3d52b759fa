"""GET, PUT and DELETE /4-andante/timer."""

from typing import Any

import pytest

from andante.kit.database import Database
from tests.cast import NORTH_1, Company, Person, message
from tests.change_log import recorded, records
from tests.conftest import StoppedClock

from .timers import TIMER, current, start


def test_a_timer_starts_now_and_runs(alice: Person, bob: Person, stopped_clock: StoppedClock) -> None:
    assert current(alice) is None
    started = start(alice, description="Find the rows", attributes=[{"key": "_Note_", "value": "x"}])

    stopped_clock.advance(90)

    assert current(alice) == started | {"elapsedSeconds": 90}
    assert (started["issue"]["key"], started["summary"], started["startedAt"]) == ("NORTH-1", "Import loses rows", "2026-03-18T12:00:00Z")
    assert started["attributes"] == [{"key": "_Note_", "value": "x"}]
    assert (started["forgotten"], started["suggestedEndAt"]) == (False, None)
    assert current(bob) is None


def test_a_timer_needs_no_issue_until_it_is_stopped(alice: Person) -> None:
    timer = start(alice, None)

    assert (timer["issue"], timer["summary"], timer["description"]) == (None, None, "")


def test_a_change_keeps_the_start_and_replaces_the_rest(alice: Person, stopped_clock: StoppedClock) -> None:
    start(alice, description="Find the rows")
    stopped_clock.advance(60)

    changed = start(alice, "NORTH-2")

    assert (changed["issue"]["key"], changed["description"]) == ("NORTH-2", "")
    assert (changed["startedAt"], changed["updatedAt"]) == ("2026-03-18T12:00:00Z", "2026-03-18T12:01:00Z")


def test_the_start_can_be_corrected(alice: Person) -> None:
    start(alice)

    assert start(alice, startedAt="2026-03-18T10:15:00.500Z")["elapsedSeconds"] == 105 * 60


def test_an_issue_can_be_named_by_its_id(alice: Person) -> None:
    assert start(alice, str(NORTH_1))["issue"]["key"] == "NORTH-1"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"issueKey": "NORTH-99"}, "issueKey"),
        ({"startedAt": "2026-03-18T12:00:01Z"}, "startedAt"),
        ({"startedAt": "1969-12-31T23:59:59Z"}, "startedAt"),
        ({"startedAt": "2026-02-30T12:00:00Z"}, "startedAt"),
        ({"startedAt": "2026-03-18"}, "startedAt"),
        ({"attributes": [{"key": "_A_", "value": "1"}, {"key": "_A_", "value": "2"}]}, "attributes"),
    ],
)
def test_an_invalid_timer_does_not_start(alice: Person, body: dict[str, Any], field: str) -> None:
    refused = alice.http.put(TIMER, json=body)

    assert refused.status_code == 400
    assert [fault["field"] for fault in refused.json()["errors"]["faults"]] == [field]
    assert current(alice) is None


@pytest.mark.parametrize(
    "was", [{}, {"startedAt": "2026-03-18T11:00:00Z"}, {"startedAt": "2026-03-18T12:00:00Z", "updatedAt": "2026-03-18T12:00:01Z"}]
)
def test_nothing_changes_if_the_timer_is_not_as_the_user_saw_it(alice: Person, was: dict[str, Any]) -> None:
    timer = start(alice)

    assert alice.http.put(TIMER, json={"issueKey": "NORTH-2", "was": was}).status_code == 409
    assert alice.http.post(f"{TIMER}/stop", json={"was": was}).status_code == 409
    assert current(alice) == timer


def test_a_timer_that_is_as_the_user_saw_it_changes(alice: Person) -> None:
    timer = start(alice, was={})

    assert start(alice, "NORTH-2", was={name: timer[name] for name in ("startedAt", "updatedAt")})["issue"]["key"] == "NORTH-2"


def test_a_timer_that_ended_in_the_meantime_does_not_start_again(alice: Person) -> None:
    refused = alice.http.put(TIMER, json={"was": {"startedAt": "2026-03-18T12:00:00Z"}})

    assert (refused.status_code, message(refused)) == (409, "The timer was stopped or discarded in the meantime.")


def test_a_timer_is_discarded(alice: Person) -> None:
    start(alice)

    assert alice.http.delete(TIMER, params={"startedAt": "2026-03-18T11:59:00Z"}).status_code == 409
    assert alice.http.delete(TIMER, params={"startedAt": "2026-03-18T12:00:00Z"}).status_code == 204
    assert current(alice) is None
    assert alice.http.delete(TIMER).status_code == 204
    assert alice.get("/worklogs").json()["results"] == []


def test_every_change_is_recorded(company: Company, database: Database) -> None:
    alice = company.alice
    for body in ({"issueKey": "NORTH-1"}, {"issueKey": "NORTH-2"}):
        with recorded(database, "set_timer"):
            alice.http.put(TIMER, json=body)
    alice.http.put(TIMER, json={"issueKey": "NORTH-2"})
    with recorded(database, "discard_timer"):
        alice.http.delete(TIMER)

    assert [(each.entity_id, each.action) for each in records(database) if each.entity == "timer"] == [
        (alice.id, "Created"),
        (alice.id, "Updated"),
        (alice.id, "Deleted"),
    ]


def test_a_token_that_only_reads_sees_the_timer_but_can_not_start_it(eve: Person) -> None:
    assert current(eve) is None
    assert eve.http.put(TIMER, json={}).status_code == 403


@pytest.mark.parametrize(
    ("started", "now", "forgotten", "suggested"),
    [
        ("2026-03-17T08:00:00Z", "2026-03-17T18:00:00Z", False, None),
        ("2026-03-17T08:00:00Z", "2026-03-17T18:00:01Z", True, "2026-03-17T16:00:00Z"),  # 9:00 and 8 hours in Berlin
        ("2026-03-17T08:00:00Z", "2026-03-19T08:00:00Z", True, "2026-03-17T16:00:00Z"),
        ("2026-03-17T16:00:00Z", "2026-03-18T08:00:00Z", True, None),  # started after work
        ("2026-03-14T08:00:00Z", "2026-03-14T22:00:00Z", True, None),  # a Saturday
        ("2026-03-17T02:00:00Z", "2026-03-17T15:00:00Z", True, None),  # the working day hasn't ended
        ("2026-03-30T07:00:00Z", "2026-03-31T07:00:00Z", True, "2026-03-30T15:00:00Z"),  # summer time
    ],
)
def test_a_timer_that_runs_for_more_than_ten_hours_is_probably_forgotten(
    alice: Person, stopped_clock: StoppedClock, started: str, now: str, forgotten: bool, suggested: str | None
) -> None:
    stopped_clock.set(started)
    start(alice)
    stopped_clock.set(now)

    timer = current(alice)

    assert (timer["forgotten"], timer["suggestedEndAt"]) == (forgotten, suggested)
