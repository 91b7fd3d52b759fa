"""The operations of flex plans."""

from typing import Any

import pytest

from tests.cast import ACCOUNT_IDS, BASE_URL, NORTH_1, NORTHERNERS, Person, message

FULL = {
    "title": "Migration",
    "description": "Move the rows",
    "startDate": "2026-04-01",
    "endDate": "2026-04-30",
    "plannedSeconds": 36_000,
    "issueId": NORTH_1,
    "teamId": NORTHERNERS,
}


def _create(person: Person, **body: Any) -> dict[str, Any]:
    response = person.post("/flex-plans", body)
    assert response.status_code == 200, response.text
    plan: dict[str, Any] = response.json()
    return plan


def _search(person: Person, **filters: Any) -> list[int]:
    response = person.post("/flex-plans/search", filters)
    assert response.status_code == 200, response.text
    return [plan["id"] for plan in response.json()["flexPlans"]]


def test_a_flex_plan_is_returned_as_documented(bob: Person) -> None:
    plan = _create(bob, **FULL)

    assert plan == {"self": f"{BASE_URL}/4/flex-plans/1", "id": 1, **FULL}
    assert bob.get("/flex-plans/1").json() == plan


def test_all_fields_are_optional(carol: Person) -> None:
    assert _create(carol) == {"self": f"{BASE_URL}/4/flex-plans/1", "id": 1, "plannedSeconds": 0}


def test_the_issue_can_be_specified_by_its_key(carol: Person) -> None:
    assert _create(carol, issueKey="NORTH-1")["issueId"] == NORTH_1


def test_a_flex_plan_is_replaced_and_deleted(bob: Person) -> None:
    _create(bob, **FULL)

    changed = bob.put("/flex-plans/1", {"title": "Less", "teamId": NORTHERNERS}).json()
    assert changed == {"self": f"{BASE_URL}/4/flex-plans/1", "id": 1, "title": "Less", "plannedSeconds": 0, "teamId": NORTHERNERS}
    assert bob.delete("/flex-plans/1").status_code == 204
    assert [bob.get("/flex-plans/1").status_code, bob.delete("/flex-plans/1").status_code] == [404, 404]
    assert bob.put("/flex-plans/1", {}).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"title": "x" * 256}, "'title' must be text of 0 to 255 characters"),
        ({"startDate": "2026-05-01"}, "'startDate' 2026-05-01 must not be later than 'endDate' 2026-04-30"),
        ({"startDate": "soon"}, "'startDate' must be valid on the format"),
        ({"plannedSeconds": -1}, "'plannedSeconds' must be a whole number from 0"),
        ({"issueId": 999}, "Issue not found: 999"),
        ({"teamId": 999}, "'teamId' names the team 999, which does not exist"),
        ({"teamId": "north"}, "'teamId' must be a whole number"),
    ],
)
def test_bad_input_is_refused_and_changes_nothing(carol: Person, wrong: dict[str, Any], expected: str) -> None:
    plan = _create(carol, **FULL)

    for response in (carol.post("/flex-plans", FULL | wrong), carol.put("/flex-plans/1", FULL | wrong)):
        assert response.status_code == 400
        assert expected in message(response)
    assert _search(carol) == [1]
    assert carol.get("/flex-plans/1").json() == plan


@pytest.fixture
def several(carol: Person) -> None:
    """Flex plans 1 of the team in April, 2 without a team and dates, 3 without a team until March, 4 of another team from May."""
    carol.post("/teams", {"name": "Southerners", "public": False})
    _create(carol, **FULL)
    _create(carol, issueKey="SOUTH-1")
    _create(carol, endDate="2026-03-31")
    _create(carol, startDate="2026-05-01", teamId=2, issueId=NORTH_1)


@pytest.mark.usefixtures("several")
@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, [1, 2, 3, 4]),
        ({"flexPlanIds": [1, 4, 9]}, [1, 4]),
        ({"issueIds": [NORTH_1]}, [1, 4]),
        ({"teamIds": [NORTHERNERS]}, [1]),
        ({"teamIds": [NORTHERNERS], "includeUnassigned": True}, [1, 2, 3]),
        ({"from": "2026-04-30"}, [1, 2, 4]),
        ({"to": "2026-04-01"}, [1, 2, 3]),
        ({"from": "2026-05-01", "to": "2026-05-01"}, [2, 4]),
    ],
)
def test_flex_plans_are_filtered_by_every_field(carol: Person, filters: dict[str, Any], expected: list[int]) -> None:
    assert _search(carol, **filters) == expected


@pytest.mark.usefixtures("several")
def test_a_search_returns_each_issue_once(carol: Person) -> None:
    assert carol.post("/flex-plans/search", {}).json()["issueIds"] == [NORTH_1, 10002]


def test_a_search_with_an_invalid_range_is_refused(carol: Person) -> None:
    assert "must not be later than" in message(carol.post("/flex-plans/search", {"from": "2026-05-01", "to": "2026-04-01"}))


@pytest.mark.usefixtures("several")
def test_users_see_the_flex_plans_of_visible_teams(alice: Person) -> None:
    assert _search(alice) == [1]
    assert [alice.get(f"/flex-plans/{id}").status_code for id in (1, 2, 3, 4)] == [200, 404, 404, 404]


@pytest.mark.usefixtures("several")
def test_a_lead_changes_only_the_flex_plans_of_the_team(alice: Person, bob: Person, carol: Person) -> None:
    assert [person.put("/flex-plans/1", FULL).status_code for person in (alice, bob, carol)] == [403, 200, 200]
    assert [bob.put("/flex-plans/2", {}).status_code, bob.delete("/flex-plans/2").status_code] == [404, 404]
    assert bob.put("/flex-plans/1", FULL | {"teamId": None}).status_code == 403
    assert bob.post("/flex-plans", {"teamId": 2}).status_code == 400
    assert alice.delete("/flex-plans/1").status_code == 403
    assert bob.delete("/flex-plans/1").status_code == 204


def test_the_flex_plans_of_a_deleted_team_have_no_team(carol: Person) -> None:
    carol.post("/teams", {"name": "Southerners", "leadAccountId": ACCOUNT_IDS["dave"]})
    _create(carol, teamId=2)

    assert carol.delete("/teams/2").status_code == 204
    assert "teamId" not in carol.get("/flex-plans/1").json()
