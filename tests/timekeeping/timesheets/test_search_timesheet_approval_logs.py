"""POST /timesheet-approvals/logs/search."""

from typing import Any

import pytest

from tests.cast import BASE_URL, Company, Person, message
from tests.conftest import StoppedClock

from .sheets import FIRST, LAST, take_step

PATH = "/timesheet-approvals/logs/search"


def found(person: Person, body: Any = None, **query: Any) -> list[tuple[str, str]]:
    response = person.post(PATH, body, **query)
    assert response.status_code == 200, response.text
    return [(log["user"]["accountId"].removeprefix("712020:"), log["status"]["key"]) for log in response.json()["results"]]


def test_every_step_is_returned_with_the_timesheet_after_it(alice: Person, bob: Person, stopped_clock: StoppedClock) -> None:
    alice.logs(3600, on=FIRST)
    submitted = take_step(alice, "submit", body={"comment": "Done"})
    stopped_clock.advance(60)
    take_step(bob, "approve", body={"comment": "Fine"})

    result = bob.post(PATH, {}).json()

    assert result["self"] == f"{BASE_URL}/4{PATH}"
    assert result["metadata"] == {"limit": 50}
    first, second = result["results"]
    assert first == {name: submitted[name] for name in ("period", "user", "status", "reviewer")}
    assert first["period"] == {"from": FIRST, "to": LAST}
    assert (second["status"]["key"], second["status"]["comment"]) == ("APPROVED", "Fine")
    assert second["status"]["actor"]["accountId"] == bob.id
    assert second["status"]["timeSpentSecondsAtSubmit"] == 3600


def test_all_steps_are_returned_in_order(alice: Person, bob: Person) -> None:
    for person, verb in ((alice, "submit"), (alice, "recall"), (alice, "submit"), (bob, "reject"), (alice, "submit"), (bob, "approve")):
        take_step(person, verb)
    take_step(bob, "reopen")

    assert [key for _, key in found(alice)] == ["IN_REVIEW", "OPEN", "IN_REVIEW", "OPEN", "IN_REVIEW", "APPROVED", "OPEN"]


def test_steps_can_be_filtered_by_time_and_by_user(alice: Person, bob: Person, carol: Person, stopped_clock: StoppedClock) -> None:
    take_step(alice, "submit")
    stopped_clock.set("2026-03-20T10:00:00Z")
    take_step(carol, "submit", "eve")
    take_step(bob, "approve")

    assert found(bob, {"userAccountIds": [alice.id]}) == [("alice", "IN_REVIEW"), ("alice", "APPROVED")]
    assert found(bob, {"updatedFrom": "2026-03-20"}) == [("eve", "IN_REVIEW"), ("alice", "APPROVED")]
    assert found(bob, {"updatedFrom": "2026-03-20T10:00:01Z"}) == []
    assert found(bob, {"updatedFrom": "2026-03-20", "userAccountIds": [alice.id, "712020:nobody"]}) == [("alice", "APPROVED")]
    assert found(bob, {"userAccountIds": []}) == []


@pytest.mark.parametrize(
    ("user", "visible"), [("alice", ["alice"]), ("bob", ["alice", "eve"]), ("carol", ["alice", "eve", "dave"]), ("dave", ["dave"])]
)
def test_each_caller_gets_the_steps_that_they_may_see(company: Company, user: str, visible: list[str]) -> None:
    take_step(company.alice, "submit")
    take_step(company.bob, "submit", "eve")
    take_step(company.dave, "submit", "dave", {"reviewerAccountId": company.carol.id})

    assert [person for person, _ in found(company.people[user])] == visible


def test_a_reviewer_sees_the_steps_of_timesheets_that_they_review(alice: Person, bob: Person, carol: Person) -> None:
    take_step(alice, "submit")
    carol.put("/teams/1", {"name": "Northerners"})

    assert found(bob) == [("alice", "IN_REVIEW")]


def test_following_page_tokens_returns_all_steps(alice: Person, bob: Person, stopped_clock: StoppedClock) -> None:
    for number in range(4):
        stopped_clock.advance(number % 2)
        take_step(alice, "submit")
        take_step(bob, "reject")

    collected: list[str] = []
    result = bob.post(PATH, {}, limit=3).json()
    while True:
        collected += [log["status"]["key"] for log in result["results"]]
        assert result["metadata"]["limit"] == 3
        if "nextPageToken" not in result["metadata"]:
            break
        by_token = bob.post(PATH, {}, limit=3, nextPageToken=result["metadata"]["nextPageToken"]).json()
        by_url = bob.http.post(result["metadata"]["nextPageUrl"], json={}).json()
        assert by_token["results"] == by_url["results"]
        result = by_url

    assert collected == ["IN_REVIEW", "OPEN"] * 4
    assert "nextPageUrl" not in result["metadata"]


def test_an_invalid_page_token_is_refused(alice: Person) -> None:
    for token in ("", "abc", "2026-03-18T12:00:00Z", "2026-03-18T12:00:00Z.x"):
        assert "'nextPageToken' must be a token that this search returned" in message(alice.post(PATH, {}, nextPageToken=token))


@pytest.mark.parametrize(("limit", "used"), [(1, 1), (5000, 5000), (5001, 5000)])
def test_a_limit_above_the_largest_page_is_lowered(alice: Person, limit: int, used: int) -> None:
    assert alice.post(PATH, {}, limit=limit).json()["metadata"]["limit"] == used


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ({"updatedFrom": "yesterday"}, "'updatedFrom' must be a date like"),
        ({"updatedFrom": "2026-02-30"}, "'updatedFrom' must be valid on the format"),
        ({"userAccountIds": "alice"}, "'userAccountIds' must be a JSON array"),
    ],
)
def test_an_invalid_body_is_refused(alice: Person, body: dict[str, Any], text: str) -> None:
    assert text in message(alice.post(PATH, body))
