"""GET /4-andante/search."""

from typing import Any

import pytest

from andante.kit.database import Database
from tests.cast import Person
from tests.planning.plans.samples import create_plan
from tests.statements import statements


def search(person: Person, query: str = "") -> dict[str, Any]:
    response = person.http.get("/4-andante/search", params={"query": query})
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    return body


def names(person: Person, query: str) -> list[str]:
    return [found["displayName"] for found in search(person, query)["users"]]


def test_issues_are_found_as_in_suggestions(alice: Person) -> None:
    create_plan(alice)

    assert [(found["issue"]["key"], found["kind"]) for found in search(alice)["issues"]] == [("NORTH-1", "PLANNED")]
    assert [found["issue"]["key"] for found in search(alice, "meet")["issues"]] == ["NORTH-2"]


def test_a_lead_finds_the_members_of_the_team(bob: Person) -> None:
    assert names(bob, "al") == ["Alice"]
    assert names(bob, "d") == [], "Dave has no team"
    assert search(bob, "al")["users"][0]["user"]["accountId"] == "712020:alice"


def test_users_find_only_those_whose_time_they_may_see(alice: Person, carol: Person, frank: Person) -> None:
    assert names(alice, "eve") == names(alice, "alice") == []
    assert names(frank, "e") == ["Eve"]
    assert names(frank, "frank") == []
    assert names(carol, "e") == ["Eve"], "administrators see all time"


def test_without_a_text_no_users_are_listed(frank: Person) -> None:
    assert search(frank)["users"] == search(frank, " % ")["users"] == []


@pytest.mark.parametrize(("person", "count"), [("alice", 9), ("frank", 8)])
def test_a_search_needs_few_statements(database: Database, request: pytest.FixtureRequest, person: str, count: int) -> None:
    searching: Person = request.getfixturevalue(person)

    with statements(database) as seen:
        search(searching, "nor")

    assert len(seen) == count
