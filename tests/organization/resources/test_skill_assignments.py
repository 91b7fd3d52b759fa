"""Skill assignments: all operations."""

from typing import Any

import pytest

from andante.kit.database import Database
from tests.cast import BASE_URL, Company, Person, message
from tests.statements import statements

ALICE = {"assigneeId": "712020:alice", "assigneeType": "USER"}
DESIGNER = {"assigneeId": "1", "assigneeType": "GENERIC"}


@pytest.fixture(autouse=True)
def skills(carol: Person) -> None:
    for name in ("Drawing", "Java", "Cooking"):
        carol.post("/skills", {"name": name})
    carol.post("/generic-resources", {"name": "Designer"})


def _skill(id: int, name: str) -> dict[str, Any]:
    return {"self": f"{BASE_URL}/4/skills/{id}", "id": id, "name": name}


def _ids(response: Any) -> list[int]:
    assert response.status_code == 200, response.text
    return [skill["id"] for skill in response.json()]


@pytest.mark.parametrize("who", [ALICE, DESIGNER])
def test_skills_are_added_replaced_and_removed_and_returned_as_a_plain_array(carol: Person, who: dict[str, str]) -> None:
    path = f"/skill-assignments/{who['assigneeId']}/{who['assigneeType']}"

    assert carol.post("/skill-assignments", who | {"skillIds": [2]}).json() == [_skill(2, "Java")]
    assert _ids(carol.post("/skill-assignments", who | {"skillIds": [1, 2]})) == [1, 2]
    assert _ids(carol.get(path)) == [1, 2]
    assert _ids(carol.post("/skill-assignments/replace", who | {"skillIds": [3, "2"]})) == [2, 3]
    assert carol.delete(f"{path}/2").status_code == 204
    assert _ids(carol.get(path)) == [3]
    assert _ids(carol.post("/skill-assignments/replace", who)) == []


def test_more_than_five_skills_are_allowed(carol: Person) -> None:
    for number in range(4, 10):
        carol.post("/skills", {"name": f"Skill {number}"})

    assert len(_ids(carol.post("/skill-assignments", ALICE | {"skillIds": list(range(1, 10))}))) == 9


def test_a_deleted_skill_is_removed_from_all_assignees(carol: Person) -> None:
    carol.post("/skill-assignments", ALICE | {"skillIds": [1, 2]})
    carol.delete("/skills/1")

    assert _ids(carol.get("/skill-assignments/712020:alice/USER")) == [2]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, "'assigneeId' is required; 'assigneeType' is required"),
        (ALICE | {"assigneeType": "ROBOT"}, "'assigneeType' must be one of"),
        (ALICE | {"assigneeId": ""}, "'assigneeId' must be text of 1 to 255 characters"),
        (ALICE | {"assigneeId": "712020:unknown"}, "'assigneeId' names the user '712020:unknown', who does not exist"),
        (DESIGNER | {"assigneeId": "9"}, "'assigneeId' names the generic resource '9', which does not exist"),
        (DESIGNER | {"assigneeId": "nix"}, "'assigneeId' names the generic resource 'nix', which does not exist"),
        (DESIGNER | {"assigneeId": "9" * 50}, "which does not exist"),
        (ALICE | {"skillIds": [1, 9]}, "'skillIds' names the skill 9, which does not exist"),
        (ALICE | {"skillIds": ["x"]}, "'skillIds[0]' must be a whole number"),
    ],
)
def test_bad_input_is_refused_and_changes_nothing(carol: Person, body: dict[str, Any], expected: str) -> None:
    carol.post("/skill-assignments", ALICE | {"skillIds": [1]})

    for path in ("/skill-assignments", "/skill-assignments/replace"):
        assert expected in message(carol.post(path, body))
    assert _ids(carol.get("/skill-assignments/712020:alice/USER")) == [1]


@pytest.mark.parametrize("path", ["712020:unknown/USER", "9/GENERIC", "nix/GENERIC", "712020:alice/ROBOT", f"{2**80}/GENERIC"])
def test_an_unknown_assignee_is_not_found(carol: Person, path: str) -> None:
    assert carol.get(f"/skill-assignments/{path}").status_code == 404
    assert carol.delete(f"/skill-assignments/{path}/1").status_code == 404


def test_a_skill_that_the_assignee_does_not_have_cannot_be_removed(carol: Person) -> None:
    assert carol.delete("/skill-assignments/712020:alice/USER/1").status_code == 404


def test_the_search_returns_existing_assignees_in_the_requested_order(carol: Person, alice: Person) -> None:
    carol.post("/skill-assignments", ALICE | {"skillIds": [2, 1]})
    carol.post("/skill-assignments", DESIGNER | {"skillIds": [3]})
    unknown = {"assigneeId": "712020:unknown", "assigneeType": "USER"}

    result = alice.post("/skill-assignments/search", {"assignees": [DESIGNER, unknown, ALICE, DESIGNER]}).json()

    assert result["results"] == [
        DESIGNER | {"self": f"{BASE_URL}/4/skill-assignments/1/GENERIC", "skills": [_skill(3, "Cooking")]},
        ALICE | {"self": f"{BASE_URL}/4/skill-assignments/712020:alice/USER", "skills": [_skill(1, "Drawing"), _skill(2, "Java")]},
    ]
    assert result["metadata"]["count"] == 2


def test_the_search_is_paged(carol: Person) -> None:
    body = {"assignees": [ALICE, DESIGNER]}

    first = carol.post("/skill-assignments/search", body, limit=1).json()
    second = carol.http.post(first["metadata"]["next"], json=body).json()

    assert [entry["assigneeId"] for entry in first["results"] + second["results"]] == ["712020:alice", "1"]
    assert "next" not in second["metadata"]


def test_the_search_accepts_at_most_a_hundred_assignees(carol: Person) -> None:
    assert carol.post("/skill-assignments/search", {"assignees": [ALICE] * 100}).status_code == 200
    assert "'assignees' must have 0 to 100 entries, not 101" in message(
        carol.post("/skill-assignments/search", {"assignees": [ALICE] * 101})
    )


def test_a_search_for_a_hundred_runs_the_same_number_of_statements_as_for_one(carol: Person, database: Database) -> None:
    for _ in range(99):
        carol.post("/generic-resources", {"name": "Tester"})
    assignees = [{"assigneeId": str(id), "assigneeType": "GENERIC"} for id in range(1, 101)]
    carol.post("/skill-assignments/search", {"assignees": assignees})

    with statements(database) as for_one:
        carol.post("/skill-assignments/search", {"assignees": assignees[:1]})
    with statements(database) as for_all:
        assert carol.post("/skill-assignments/search", {"assignees": assignees}, limit=100).json()["metadata"]["count"] == 100

    assert len(for_all) == len(for_one)


@pytest.mark.parametrize("who", ["alice", "bob", "frank"])
def test_only_team_managers_assign_skills(company: Company, who: str) -> None:
    company.carol.post("/skill-assignments", ALICE | {"skillIds": [1]})
    person = company.people[who]

    assert person.post("/skill-assignments", ALICE | {"skillIds": [2]}).status_code == 403
    assert person.post("/skill-assignments/replace", ALICE | {"skillIds": [2]}).status_code == 403
    assert person.delete("/skill-assignments/712020:alice/USER/1").status_code == 403
    assert _ids(person.get("/skill-assignments/712020:alice/USER")) == [1]
