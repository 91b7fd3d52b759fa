"""Generic resources of teams: all operations."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.cast import BASE_URL, NORTHERNERS, Company, Person, message

PATH = f"/teams/{NORTHERNERS}/generic-resources"


@pytest.fixture(autouse=True)
def designer(carol: Person) -> None:
    carol.post("/generic-resources", {"name": "Designer"})
    carol.post("/generic-resources", {"name": "Tester"})


def test_a_generic_resource_in_a_team_is_returned_as_documented(carol: Person, alice: Person) -> None:
    reference = {"self": f"{BASE_URL}/4/generic-resources/1", "id": 1, "name": "Designer"}
    team = {"self": f"{BASE_URL}/4/teams/1", "id": 1}
    member = {
        "self": f"{BASE_URL}/4/teams/1/generic-resources/1",
        "team": team,
        "member": reference,
        "assignedToTeamAt": "2026-03-18T12:00:00Z",
        "assignedToTeamBy": {"self": f"{BASE_URL}/rest/api/2/user?accountId=712020:carol", "accountId": "712020:carol"},
    }

    assert carol.post(PATH, {"genericResourceId": 1}).json() == member
    assert alice.get(f"{PATH}/1").json() == member
    assert alice.get(PATH).json() == {"self": f"{BASE_URL}/4{PATH}", "team": team, "count": 1, "members": [reference]}


def test_a_team_without_generic_resources_returns_an_empty_list(alice: Person) -> None:
    result = alice.get(PATH).json()

    assert result["count"] == 0
    assert result["members"] == []


def test_a_generic_resource_can_be_removed_from_a_team(carol: Person) -> None:
    carol.post(PATH, {"genericResourceId": 1})

    assert carol.delete(f"{PATH}/1").status_code == 204
    assert carol.get(f"{PATH}/1").status_code == 404
    assert carol.delete(f"{PATH}/1").status_code == 404


def test_a_deleted_generic_resource_is_removed_from_its_teams(carol: Person) -> None:
    carol.post(PATH, {"genericResourceId": 1})
    carol.delete("/generic-resources/1")

    assert carol.get(PATH).json()["count"] == 0


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, "'genericResourceId' is required"),
        ({"genericResourceId": 9}, "'genericResourceId' names the generic resource 9, which does not exist"),
        ({"genericResourceId": "x"}, "'genericResourceId' must be a whole number from 1"),
        ({"genericResourceId": 1}, "The generic resource 1 'Designer' is already in the team 'Northerners'"),
    ],
)
def test_bad_input_is_refused_and_changes_nothing(carol: Person, body: dict[str, Any], expected: str) -> None:
    carol.post(PATH, {"genericResourceId": 1})

    assert expected in message(carol.post(PATH, body))
    assert carol.get(PATH).json()["count"] == 1


def test_an_unknown_team_is_not_found(carol: Person) -> None:
    assert carol.get("/teams/9/generic-resources").status_code == 404
    assert carol.post("/teams/9/generic-resources", {"genericResourceId": 1}).status_code == 404
    assert carol.get("/teams/x/generic-resources/1").status_code == 404
    assert carol.delete("/teams/9/generic-resources/1").status_code == 404


@pytest.mark.parametrize(("who", "code"), [("alice", 403), ("bob", 200), ("dave", 403), ("frank", 403)])
def test_only_the_lead_and_team_managers_add_generic_resources(company: Company, who: str, code: int) -> None:
    company.carol.post(PATH, {"genericResourceId": 2})
    person = company.people[who]

    assert person.post(PATH, {"genericResourceId": 1}).status_code == code
    assert person.delete(f"{PATH}/2").status_code == (204 if code == 200 else 403)


def test_one_of_several_concurrent_assignments_is_stored(carol: Person) -> None:
    with ThreadPoolExecutor(8) as pool:
        codes = sorted(pool.map(lambda _: carol.post(PATH, {"genericResourceId": 1}).status_code, range(16)))

    assert codes == [200] + [400] * 15
