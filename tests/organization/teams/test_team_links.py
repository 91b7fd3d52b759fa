"""Links of teams to projects: all operations."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.cast import BASE_URL, NORTH, NORTHERNERS, SOUTH, Company, Person, message

LINK = {"teamId": NORTHERNERS, "scopeType": "PROJECT", "scopeId": NORTH}


def _ids(response: Any) -> list[int]:
    assert response.status_code == 200, response.text
    return [link["id"] for link in response.json()["results"]]


def test_a_link_is_returned_with_its_whole_team(carol: Person, alice: Person) -> None:
    link = {
        "self": f"{BASE_URL}/4/team-links/1",
        "id": 1,
        "scope": {"self": f"{BASE_URL}/rest/api/2/project/{NORTH}", "id": NORTH, "type": "PROJECT"},
        "team": alice.get(f"/teams/{NORTHERNERS}").json(),
    }

    assert carol.post("/team-links", LINK).json() == link
    assert alice.get("/team-links/1").json() == link
    assert alice.get(f"/teams/{NORTHERNERS}/links").json()["results"] == [link]
    result = {"self": f"{BASE_URL}/4/team-links/project/{NORTH}", "metadata": {"count": 1}, "results": [link]}
    assert alice.get(f"/team-links/project/{NORTH}").json() == result
    assert _ids(alice.get("/team-links/project/NORTH")) == [1]
    assert _ids(alice.get(f"/team-links/project/{SOUTH}")) == []


def test_the_links_of_a_team_are_paged(carol: Person) -> None:
    carol.post("/team-links", LINK)
    carol.post("/team-links", LINK | {"scopeId": SOUTH})

    first = carol.get(f"/teams/{NORTHERNERS}/links", limit="1").json()
    second = carol.http.get(first["metadata"]["next"]).json()

    assert [link["scope"]["id"] for link in first["results"] + second["results"]] == [NORTH, SOUTH]


def test_a_deleted_link_is_gone(carol: Person) -> None:
    carol.post("/team-links", LINK)

    assert carol.delete("/team-links/1").status_code == 204
    assert carol.get("/team-links/1").status_code == 404
    assert carol.post("/team-links", LINK).json()["id"] == 2


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"scopeId": 77}, "'scopeId' names the project 77, which does not exist"),
        ({"scopeId": None}, "'scopeId' must be a whole number from 1"),
        ({"scopeType": "BOARD"}, "'scopeType' must be one of PROJECT, not 'BOARD'"),
        ({"teamId": 9}, "'teamId' names the team 9, which does not exist"),
        ({"teamId": 0}, "'teamId' must be a whole number from 1"),
        ({}, "The team 'Northerners' is already linked to the project NORTH"),
    ],
)
def test_bad_input_is_refused_and_changes_nothing(carol: Person, body: dict[str, Any], expected: str) -> None:
    carol.post("/team-links", LINK)

    assert expected in message(carol.post("/team-links", LINK | body))
    assert _ids(carol.get(f"/teams/{NORTHERNERS}/links")) == [1]


def test_an_unknown_link_or_project_is_not_found(carol: Person) -> None:
    assert carol.get("/team-links/1").status_code == 404
    assert carol.delete("/team-links/x").status_code == 404
    assert carol.get("/team-links/project/77").status_code == 404
    assert carol.get("/team-links/project/NIX").status_code == 404


def test_links_of_a_hidden_team_are_not_found(carol: Person, alice: Person) -> None:
    carol.post("/teams", {"name": "Hidden", "public": False})
    carol.post("/team-links", LINK | {"teamId": 2})

    assert alice.get("/team-links/1").status_code == 404
    assert _ids(alice.get(f"/team-links/project/{NORTH}")) == []
    assert alice.delete("/team-links/1").status_code == 404


@pytest.mark.parametrize(("who", "code"), [("alice", 403), ("bob", 200), ("carol", 200), ("dave", 403), ("frank", 403)])
def test_only_the_lead_and_team_managers_link_teams(company: Company, who: str, code: int) -> None:
    person = company.people[who]

    assert person.post("/team-links", LINK).status_code == code
    company.carol.post("/team-links", LINK | {"scopeId": SOUTH})
    link = company.carol.get(f"/team-links/project/{SOUTH}").json()["results"][0]["id"]
    assert person.delete(f"/team-links/{link}").status_code == (204 if code == 200 else 403)


def test_one_of_several_concurrent_links_is_stored(carol: Person) -> None:
    with ThreadPoolExecutor(8) as pool:
        codes = sorted(pool.map(lambda _: carol.post("/team-links", LINK).status_code, range(16)))

    assert codes == [200] + [400] * 15
