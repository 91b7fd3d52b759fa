"""Changed and deleted worklogs since a time, and worklogs by their Jira ids."""

import datetime as dt
from typing import Any

import pytest

from andante.identity.tokens import actions as auth
from andante.jira.worklog_changes import store
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from tests.cast import ACCOUNT_IDS, BASE_URL, Company, Person
from tests.conftest import StoppedClock

FIRST = 2**40 + 1
"""The Jira id of the first worklog that did not come from Jira."""

UPDATED, DELETED, LIST = (f"/rest/api/2/worklog/{name}" for name in ("updated", "deleted", "list"))


def milliseconds(time: str) -> int:
    return int(dt.datetime.fromisoformat(time).timestamp() * 1000)


NOW = milliseconds("2026-03-18T12:00:00Z")


def page(person: Person, path: str, since: int = 0) -> dict[str, Any]:
    response = person.http.get(path, params={"since": since})
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def ids(person: Person, path: str, since: int = 0) -> list[int]:
    return [change["worklogId"] - FIRST + 1 for change in page(person, path, since)["values"]]


def walk(person: Person, path: str) -> list[list[int]]:
    """The ids of all pages, found by `nextPage`."""
    found, pages = page(person, path), []
    while True:
        pages.append([change["worklogId"] - FIRST + 1 for change in found["values"]])
        if found["lastPage"]:
            assert "nextPage" not in found
            return pages
        assert found["nextPage"] == f"{BASE_URL}{path}?since={found['until']}"
        found = person.http.get(found["nextPage"]).json()


def test_updated_worklogs_have_the_format_of_jira(alice: Person, stopped_clock: StoppedClock) -> None:
    alice.logs()
    stopped_clock.advance(61)

    assert page(alice, UPDATED, since=NOW - 5000) == {
        "values": [{"worklogId": FIRST, "updatedTime": NOW, "properties": []}],
        "since": NOW - 5000,
        "until": NOW,
        "self": f"{BASE_URL}{UPDATED}?since={NOW - 5000}",
        "lastPage": True,
    }


def test_deleted_worklogs_have_the_format_of_jira(alice: Person, stopped_clock: StoppedClock) -> None:
    id = alice.logs()["tempoWorklogId"]
    stopped_clock.advance(10)
    assert alice.delete(f"/worklogs/{id}").status_code == 204
    stopped_clock.advance(61)

    assert page(alice, DELETED) == {
        "values": [{"worklogId": FIRST, "updatedTime": NOW + 10_000, "properties": []}],
        "since": 0,
        "until": NOW + 10_000,
        "self": f"{BASE_URL}{DELETED}?since=0",
        "lastPage": True,
    }
    assert ids(alice, UPDATED) == []


@pytest.mark.parametrize("path", [UPDATED, DELETED])
def test_without_changes_the_page_is_empty(alice: Person, path: str) -> None:
    assert page(alice, path, since=NOW) == {
        "values": [],
        "since": NOW,
        "until": NOW,
        "self": f"{BASE_URL}{path}?since={NOW}",
        "lastPage": True,
    }


def test_only_later_changes_are_listed_except_those_of_the_last_minute(alice: Person, stopped_clock: StoppedClock) -> None:
    worklog = alice.logs()["tempoWorklogId"]
    stopped_clock.advance(60)
    alice.logs()
    assert ids(alice, UPDATED) == [1]
    assert ids(alice, UPDATED, since=NOW - 1) == [1]
    assert ids(alice, UPDATED, since=NOW) == ids(alice, UPDATED, since=NOW + 999) == []

    assert alice.put(f"/worklogs/{worklog}", {"authorAccountId": alice.id, "startDate": "2026-03-17", "timeSpentSeconds": 60}).is_success
    assert ids(alice, UPDATED) == []
    stopped_clock.advance(60)
    assert ids(alice, UPDATED) == [1, 2]
    assert alice.delete(f"/worklogs/{worklog}").status_code == 204
    assert ids(alice, DELETED) == []
    stopped_clock.advance(60)
    assert (ids(alice, UPDATED), ids(alice, DELETED)) == ([2], [1])
    assert ids(alice, DELETED, since=NOW + 120_000) == []


def test_pages_do_not_divide_changes_of_the_same_second(
    alice: Person, stopped_clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "PAGE_SIZE", 3)
    made = []
    for count in (2, 3, 1, 1):
        made += [alice.logs()["tempoWorklogId"] for _ in range(count)]
        stopped_clock.advance(1)
    stopped_clock.advance(100)

    assert walk(alice, UPDATED) == [[1, 2, 3, 4, 5], [6, 7]]

    for number, id in enumerate(made):
        assert alice.delete(f"/worklogs/{id}").status_code == 204
        stopped_clock.advance(1 if number in (0, 4) else 0)
    stopped_clock.advance(100)
    assert walk(alice, DELETED) == [[1, 2, 3, 4, 5], [6, 7]]


def test_only_worklogs_that_the_caller_may_view_are_listed(company: Company, stopped_clock: StoppedClock) -> None:
    member, other = company.alice.logs()["tempoWorklogId"], company.dave.logs()["tempoWorklogId"]
    before = company.alice.logs(on="2025-12-31")["tempoWorklogId"]  # alice joined the team the day after
    stopped_clock.advance(61)
    expected = [
        (company.alice, [1, 3]),
        (company.bob, [1]),
        (company.carol, [1, 2, 3]),
        (company.dave, [2]),
        (company.eve, list[int]()),
        (company.frank, [1, 2, 3]),
    ]
    jira_ids = [FIRST, FIRST + 1, FIRST + 2]

    for person, visible in expected:
        assert ids(person, UPDATED) == visible, person.name
        listed = person.http.post(LIST, json={"ids": jira_ids}).json()
        assert [int(worklog["id"]) - FIRST + 1 for worklog in listed] == visible, person.name

    for owner, id in ((company.alice, member), (company.dave, other), (company.alice, before)):
        assert owner.delete(f"/worklogs/{id}").status_code == 204
    stopped_clock.advance(61)
    for person, visible in expected:
        assert ids(person, DELETED) == visible, person.name


def test_other_deletions_are_not_listed(carol: Person, stopped_clock: StoppedClock) -> None:
    assert carol.post("/customers", {"key": "C", "name": "C"}).status_code == 200
    assert carol.delete("/customers/C").status_code == 204
    stopped_clock.advance(61)

    assert ids(carol, DELETED) == []


def test_worklogs_are_retrieved_by_their_jira_ids(alice: Person) -> None:
    for _ in range(2):
        alice.logs(description="Trace import bug")

    response = alice.http.post(LIST, json={"ids": [FIRST + 1, FIRST, 7]})

    assert response.json() == alice.http.get("/rest/api/2/issue/NORTH-1/worklog").json()["worklogs"]
    assert alice.http.post(LIST, json={"ids": []}).json() == []
    assert alice.http.post(LIST.replace("/2/", "/3/"), json={"ids": [FIRST]}).json()[0]["comment"]["type"] == "doc"


@pytest.mark.parametrize("body", [{"ids": [1] * 1001}, {"ids": ["x"]}, {}])
def test_invalid_lists_of_ids_are_refused(alice: Person, body: dict[str, Any]) -> None:
    response = alice.http.post(LIST, json=body)

    assert response.status_code == 400
    assert response.json()["errorMessages"]


def test_the_scope_for_worklogs_is_required(alice: Person, database: Database) -> None:
    with database.write() as db:
        _, token = auth.create_token(Call(db, SYSTEM, clock.now()), ACCOUNT_IDS["alice"], "plans", scopes=["plans:view"])
    headers = {"Authorization": f"Bearer {token}"}

    for response in (
        alice.http.get(UPDATED, headers=headers),
        alice.http.get(DELETED, headers=headers),
        alice.http.post(LIST, json={"ids": [1]}, headers=headers),
    ):
        assert response.status_code == 403
        assert "worklogs:view" in response.text


@pytest.mark.parametrize("since", ["-1", "x", "253402300800000"])
def test_an_invalid_time_is_refused(alice: Person, since: str) -> None:
    assert alice.http.get(UPDATED, params={"since": since}).status_code == 400
