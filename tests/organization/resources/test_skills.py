"""Skills: all operations."""

from typing import Any

import pytest

from tests.cast import BASE_URL, Company, Person, message


def _add(carol: Person, *names: str) -> None:
    for name in names:
        assert carol.post("/skills", {"name": name}).status_code == 200


def test_a_skill_can_be_created_read_changed_and_deleted(carol: Person, alice: Person) -> None:
    skill = {"self": f"{BASE_URL}/4/skills/1", "id": 1, "name": "Drawing"}

    assert carol.post("/skills", {"name": "Drawing"}).json() == skill
    assert alice.get("/skills/1").json() == skill
    assert carol.put("/skills/1", {"name": "Painting"}).json() == skill | {"name": "Painting"}
    assert carol.delete("/skills/1").status_code == 204
    assert alice.get("/skills/1").status_code == 404


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({}, ["Drawing", "Java", "JavaScript"]),
        ({"query": "java"}, ["Java", "JavaScript"]),
        ({"id": ["1", "3"]}, ["Drawing", "JavaScript"]),
        ({"id": ["1", "3"], "query": "java"}, ["JavaScript"]),
        ({"query": "%"}, []),
        ({"offset": "1", "limit": "1"}, ["Java"]),
    ],
)
def test_the_list_filters_by_ids_and_part_of_the_name(carol: Person, params: Any, found: list[str]) -> None:
    _add(carol, "Drawing", "Java", "JavaScript")

    assert [skill["name"] for skill in carol.get("/skills", **params).json()["results"]] == found


def test_the_pages_have_next_and_previous_links(carol: Person) -> None:
    _add(carol, "A", "B", "C")

    first = carol.get("/skills", limit=2).json()
    second = carol.http.get(first["metadata"]["next"]).json()

    assert [skill["name"] for skill in second["results"]] == ["C"]
    assert "next" not in second["metadata"]
    assert "previous" in second["metadata"]


@pytest.mark.parametrize("params", [{"id": "x"}, {"id": "0"}, {"limit": "0"}, {"offset": "-1"}])
def test_bad_parameters_are_refused(carol: Person, params: Any) -> None:
    assert carol.get("/skills", **params).status_code == 400


@pytest.mark.parametrize("body", [{}, {"name": ""}, {"name": [1]}, {"name": "x" * 256}])
def test_a_bad_name_is_refused(carol: Person, body: Any) -> None:
    _add(carol, "Drawing")

    assert "'name'" in message(carol.post("/skills", body))
    assert "'name'" in message(carol.put("/skills/1", body))


def test_an_unknown_skill_is_not_found(carol: Person) -> None:
    assert carol.get("/skills/1").status_code == 404
    assert carol.put("/skills/nix", {"name": "A"}).status_code == 404
    assert carol.delete("/skills/1").status_code == 404


@pytest.mark.parametrize("who", ["alice", "bob", "frank"])
def test_only_team_managers_write_skills(company: Company, who: str) -> None:
    _add(company.carol, "Drawing")
    person = company.people[who]

    assert person.post("/skills", {"name": "Java"}).status_code == 403
    assert person.put("/skills/1", {"name": "Java"}).status_code == 403
    assert person.delete("/skills/1").status_code == 403
