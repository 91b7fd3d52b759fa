"""Generic resources: all operations."""

from typing import Any

import pytest

from tests.cast import BASE_URL, Company, Person, message
from tests.conftest import StoppedClock

DESIGNER = {
    "self": f"{BASE_URL}/4/generic-resources/1",
    "id": 1,
    "name": "Designer",
    "createdAt": "2026-03-18T12:00:00Z",
    "createdBy": {"self": f"{BASE_URL}/rest/api/2/user?accountId=712020:carol", "accountId": "712020:carol"},
    "updatedAt": "2026-03-18T12:00:00Z",
    "updatedBy": {"self": f"{BASE_URL}/rest/api/2/user?accountId=712020:carol", "accountId": "712020:carol"},
}


def test_a_generic_resource_is_returned_as_documented(carol: Person, alice: Person) -> None:
    assert carol.post("/generic-resources", {"name": "Designer"}).json() == DESIGNER
    assert alice.get("/generic-resources/1").json() == DESIGNER


def test_a_change_keeps_the_creator(carol: Person, stopped_clock: StoppedClock) -> None:
    carol.post("/generic-resources", {"name": "Designer"})
    stopped_clock.advance(60)

    changed = carol.put("/generic-resources/1", {"name": "Artist"}).json()

    assert changed == DESIGNER | {"name": "Artist", "updatedAt": "2026-03-18T12:01:00Z"}


def test_deleting_a_generic_resource_deletes_its_skill_assignments(carol: Person) -> None:
    carol.post("/generic-resources", {"name": "Designer"})
    carol.post("/skills", {"name": "Drawing"})
    carol.post("/skill-assignments", {"assigneeId": "1", "assigneeType": "GENERIC", "skillIds": [1]})

    assert carol.delete("/generic-resources/1").status_code == 204
    assert carol.get("/generic-resources/1").status_code == 404
    assert carol.get("/skill-assignments/1/GENERIC").status_code == 404


def _add(carol: Person, *names: str) -> None:
    for name in names:
        carol.post("/generic-resources", {"name": name})


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({}, ["Designer", "Tester", "Senior designer"]),
        (None, ["Designer", "Tester", "Senior designer"]),
        ({"query": "DESIGN"}, ["Designer", "Senior designer"]),
        ({"query": "%"}, []),
        ({"query": "_"}, []),
        ({"ids": [2, 1, 99]}, ["Designer", "Tester"]),
        ({"ids": []}, []),
        ({"ids": ["2"], "query": "test"}, ["Tester"]),
        ({"offset": 1, "limit": 1}, ["Tester"]),
        ({"offset": 9}, []),
    ],
)
def test_the_search_filters_by_ids_and_part_of_the_name(carol: Person, alice: Person, body: Any, found: list[str]) -> None:
    _add(carol, "Designer", "Tester", "Senior designer")

    result = alice.post("/generic-resources/search", body).json()

    assert [resource["name"] for resource in result["results"]] == found
    assert result["metadata"]["count"] == len(found)
    assert "self" not in result


def test_the_next_link_works_with_the_same_body(carol: Person) -> None:
    _add(carol, "A", "B", "C")
    body = {"limit": 1, "offset": 0}

    names, result = [], carol.post("/generic-resources/search", body).json()
    while True:
        names += [resource["name"] for resource in result["results"]]
        if "next" not in result["metadata"]:
            break
        result = carol.http.post(result["metadata"]["next"], json=body).json()

    assert names == ["A", "B", "C"]
    assert result["metadata"]["offset"] == 2


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"limit": 0}, "'limit' must be a whole number from 1"),
        ({"offset": -1}, "'offset' must be a whole number from 0"),
        ({"ids": ["x"]}, "'ids[0]' must be a whole number from 1"),
        ({"query": [5]}, "'query' must be text"),
    ],
)
def test_a_bad_search_is_refused(carol: Person, body: Any, expected: str) -> None:
    assert expected in message(carol.post("/generic-resources/search", body))


@pytest.mark.parametrize("body", [{}, {"name": ""}, {"name": None}, {"name": "x" * 256}, {"name": "a\0b"}, []])
def test_a_bad_name_is_refused_and_changes_nothing(carol: Person, body: Any) -> None:
    _add(carol, "Designer")

    assert carol.post("/generic-resources", body).status_code == 400
    assert carol.put("/generic-resources/1", body).status_code == 400
    assert carol.get("/generic-resources/1").json() == DESIGNER


def test_an_unknown_generic_resource_is_not_found(carol: Person) -> None:
    assert carol.get("/generic-resources/1").status_code == 404
    assert carol.put("/generic-resources/x", {"name": "A"}).status_code == 404
    assert carol.delete("/generic-resources/1").status_code == 404


@pytest.mark.parametrize("who", ["alice", "bob", "frank"])
def test_only_team_managers_write_generic_resources(company: Company, who: str) -> None:
    _add(company.carol, "Designer")
    person = company.people[who]

    assert person.post("/generic-resources", {"name": "Tester"}).status_code == 403
    assert person.put("/generic-resources/1", {"name": "Tester"}).status_code == 403
    assert person.delete("/generic-resources/1").status_code == 403
