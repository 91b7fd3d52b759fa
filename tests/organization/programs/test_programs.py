"""Programs: all operations."""

from typing import Any

import pytest

from andante.kit.database import Database
from tests.cast import BASE_URL, Company, Person, message
from tests.statements import statements


@pytest.fixture(autouse=True)
def southerners(carol: Person) -> None:
    carol.post("/teams", {"name": "Southerners"})
    carol.post("/teams", {"name": "Hidden", "public": False})


def _teams(person: Person, program: int = 1) -> list[str]:
    return [team["name"] for team in person.get(f"/programs/{program}/teams").json()["results"]]


def test_a_program_is_returned_with_its_teams(carol: Person, alice: Person) -> None:
    northerners = {"self": f"{BASE_URL}/4/teams/1", "id": 1, "name": "Northerners"}
    program = {
        "self": f"{BASE_URL}/4/programs/1",
        "id": 1,
        "name": "Earth",
        "manager": {"self": f"{BASE_URL}/rest/api/2/user?accountId=712020:bob", "accountId": "712020:bob"},
        "teams": {"self": f"{BASE_URL}/4/programs/1/teams", "values": [northerners]},
    }

    assert carol.post("/programs", {"name": "Earth", "managerAccountId": "712020:bob", "teamIds": [1]}).json() == program
    assert alice.get("/programs/1").json() == program
    assert alice.get("/programs").json() == {"self": f"{BASE_URL}/4/programs", "metadata": {"count": 1}, "results": [program]}
    result = {"self": f"{BASE_URL}/4/programs/1/teams", "metadata": {"count": 1}, "results": [northerners]}
    assert alice.get("/programs/1/teams").json() == result
    assert alice.get("/teams/1").json()["program"] == {"self": f"{BASE_URL}/4/programs/1", "id": 1, "name": "Earth"}


def test_a_put_replaces_the_manager_and_the_set_of_teams(carol: Person) -> None:
    carol.post("/programs", {"name": "Earth", "managerAccountId": "712020:bob", "teamIds": [1, 2]})

    changed = carol.put("/programs/1", {"name": "Mars", "teamIds": [2, 3]}).json()

    assert changed["name"] == "Mars"
    assert "manager" not in changed
    assert _teams(carol) == ["Southerners", "Hidden"]
    assert "program" not in carol.get("/teams/1").json()
    assert carol.put("/programs/1", {"name": "Mars"}).json()["teams"]["values"] == []


def test_a_team_moves_from_one_program_to_another(carol: Person) -> None:
    carol.post("/programs", {"name": "Earth", "teamIds": [1, 2]})
    carol.post("/programs", {"name": "Mars", "teamIds": [2]})

    assert _teams(carol, 1) == ["Northerners"]
    assert _teams(carol, 2) == ["Southerners"]


def test_hidden_teams_are_left_out(carol: Person, alice: Person) -> None:
    carol.post("/programs", {"name": "Earth", "teamIds": [1, 3]})

    assert _teams(alice) == ["Northerners"]
    assert [team["id"] for team in alice.get("/programs").json()["results"][0]["teams"]["values"]] == [1]


def test_a_program_with_teams_cannot_be_deleted(carol: Person) -> None:
    carol.post("/programs", {"name": "Earth", "teamIds": [1]})

    assert "The program 'Earth' can't be deleted: it is used by teams" in message(carol.delete("/programs/1"))
    carol.put("/programs/1", {"name": "Earth"})
    assert carol.delete("/programs/1").status_code == 204
    assert carol.get("/programs/1").status_code == 404


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"name": ""}, "'name' must be text"),
        ({"managerAccountId": "712020:unknown"}, "'managerAccountId' names the user '712020:unknown', who does not exist"),
        ({"teamIds": [1, 77, 78]}, "'teamIds' names the team 77, which does not exist; 'teamIds' names the team 78"),
        ({"teamIds": [0]}, "'teamIds[0]' must be a whole number from 1"),
        ({"teamIds": 1}, "'teamIds' must be a JSON array"),
    ],
)
def test_bad_input_is_refused_and_changes_nothing(carol: Person, body: dict[str, Any], expected: str) -> None:
    carol.post("/programs", {"name": "Earth", "teamIds": [2]})
    before = carol.get("/programs").json()

    assert expected in message(carol.post("/programs", {"name": "Mars"} | body))
    assert expected in message(carol.put("/programs/1", {"name": "Mars"} | body))
    assert carol.get("/programs").json() == before


def test_an_unknown_program_is_not_found(carol: Person) -> None:
    assert carol.get("/programs/1").status_code == 404
    assert carol.get("/programs/x").status_code == 404
    assert carol.get("/programs/1/teams").status_code == 404
    assert carol.put("/programs/1", {"name": "A"}).status_code == 404
    assert carol.delete("/programs/1").status_code == 404


@pytest.mark.parametrize("who", ["alice", "bob", "frank"])
def test_only_team_managers_write_programs(company: Company, who: str) -> None:
    company.carol.post("/programs", {"name": "Earth"})
    person = company.people[who]

    assert person.post("/programs", {"name": "Mars"}).status_code == 403
    assert person.put("/programs/1", {"name": "Mars"}).status_code == 403
    assert person.delete("/programs/1").status_code == 403


def test_a_list_of_a_hundred_runs_the_same_number_of_statements_as_a_list_of_one(carol: Person, database: Database) -> None:
    carol.post("/programs", {"name": "Earth", "teamIds": [1]})
    with statements(database) as for_one:
        carol.get("/programs")
    for number in range(99):
        carol.post("/programs", {"name": f"Program {number}", "teamIds": [2]})

    with statements(database) as for_many:
        assert carol.get("/programs").json()["metadata"]["count"] == 100

    assert len(for_many) == len(for_one)
