"""GET /4/plans, POST /4/plans/search and the plans of one assignee."""

from typing import Any

import pytest

from tests.cast import ACCOUNT_IDS, BASE_URL, NORTH, NORTH_1, NORTH_2, SOUTH, Person, message
from tests.conftest import StoppedClock
from tests.planning.plans.samples import HOUR, body_of, create_plan, days, periods, plan_ids

MARCH = {"from": "2026-03-01", "to": "2026-03-31"}


@pytest.fixture
def planned(alice: Person, carol: Person, stopped_clock: StoppedClock) -> None:
    """Plans 1 on NORTH-1 for alice, 2 on SOUTH-1 for dave, 3 on the project NORTH for a generic resource, 4 for alice in May,
    and 5 for alice from February, which repeats forever and is created a day later."""
    carol.post("/generic-resources", {"name": "A tester"})
    create_plan(carol, alice.id)
    create_plan(carol, ACCOUNT_IDS["dave"], planItemId="SOUTH-1")
    create_plan(carol, "1", assigneeType="GENERIC", planItemId="NORTH", planItemType="PROJECT")
    create_plan(carol, alice.id, startDate="2026-05-04", endDate="2026-05-08")
    stopped_clock.set("2026-03-19T12:00:00Z")
    create_plan(carol, alice.id, planItemId=str(NORTH_2), startDate="2026-02-02", endDate="2026-02-02", rule="WEEKLY")


@pytest.mark.usefixtures("planned")
@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, [1, 2, 3, 5]),
        ({"to": "2026-03-15"}, [5]),
        ({"from": "2026-03-20", "to": "2026-03-20"}, [1, 2, 3, 5]),
        ({"from": "2026-03-21"}, [5]),
        ({"from": "2050-01-01", "to": "2050-01-31"}, [5]),
        ({"accountIds": [ACCOUNT_IDS["alice"]]}, [1, 5]),
        ({"accountIds": [ACCOUNT_IDS["alice"], ACCOUNT_IDS["dave"]]}, [1, 2, 5]),
        ({"genericResourceIds": [1]}, [3]),
        ({"accountIds": [ACCOUNT_IDS["dave"]], "genericResourceIds": [1]}, [2, 3]),
        ({"assigneeTypes": ["USER"]}, [1, 2, 5]),
        ({"assigneeTypes": ["GENERIC"]}, [3]),
        ({"assigneeTypes": ["GENERIC", "USER"]}, [1, 2, 3, 5]),
        ({"planIds": [2, 4, 99]}, [2]),
        ({"issueIds": [NORTH_1]}, [1]),
        ({"issue": ["SOUTH-1", str(NORTH_1)]}, [1, 2]),
        ({"projectIds": [NORTH]}, [3]),
        ({"project": ["NORTH"], "issue": ["SOUTH-1"]}, [2, 3]),
        ({"projectIds": [SOUTH]}, []),
        ({"planItemIds": [NORTH_1]}, [1, 3]),
        ({"planItemIds": [NORTH_1], "planItemTypes": ["PROJECT"]}, [3]),
        ({"planItemTypes": ["ISSUE"]}, [1, 2, 5]),
        ({"planItemTypes": ["ISSUE", "PROJECT"]}, [1, 2, 3, 5]),
        ({"updatedFrom": "2026-03-19"}, [5]),
        ({"updatedFrom": "2026-03-18T12:00:00Z"}, [1, 2, 3, 5]),
        ({"accountIds": ["712020:nobody"]}, []),
        ({"limit": 2}, [1, 2]),
        ({"limit": 2, "offset": 2}, [3, 5]),
        ({"limit": 1_000_000, "offset": 3}, [5]),
    ],
)
def test_plans_are_filtered_by_the_query_and_by_the_body(carol: Person, filters: dict[str, Any], expected: list[int]) -> None:
    filters = MARCH | filters

    assert plan_ids(carol.post("/plans/search", filters)) == expected
    assert plan_ids(carol.get("/plans", **filters)) == expected


@pytest.mark.usefixtures("planned")
def test_the_list_and_the_search_have_links_to_pages(carol: Person) -> None:
    body = MARCH | {"limit": 3}
    page = carol.get("/plans", **MARCH, limit=3).json()
    searched = carol.post("/plans/search", body).json()

    assert page["metadata"]["count"] == 3
    assert plan_ids(carol.http.get(page["metadata"]["next"])) == [5]
    assert searched["results"] == page["results"]
    assert plan_ids(carol.http.post(searched["metadata"]["next"], json=body)) == [5]


def test_the_limit_is_reduced_to_the_maximum_page_size(carol: Person) -> None:
    assert carol.post("/plans/search", MARCH | {"limit": 6000}).json()["metadata"]["limit"] == 5000
    assert carol.get("/plans", **MARCH, limit=6000).json()["metadata"]["limit"] == 5000


@pytest.mark.usefixtures("planned")
def test_the_requested_breakdown_is_returned(carol: Person) -> None:
    filters = MARCH | {"planIds": [5], "to": "2026-03-10"}
    plain, daily, both = (
        carol.get("/plans", **filters, plannedTimeBreakdown=kinds).json()["results"][0] for kinds in ([], ["DAILY"], ["DAILY", "PERIOD"])
    )

    assert plain["plannedTime"] == {"metadata": {"all": f"{BASE_URL}/4/plans/5"}}
    assert "periods" not in daily["plannedTime"]
    assert days(daily) == {"03-02": 2, "03-09": 2}
    assert periods(both) == [("03-02", "03-02", 2), ("03-09", "03-09", 2)]
    assert {plan["totalPlannedSecondsInScope"] for plan in (plain, daily, both)} == {4 * HOUR}
    assert carol.post("/plans/search", filters | {"plannedTimeBreakdown": ["DAILY", "PERIOD"]}).json()["results"] == [both]


@pytest.mark.usefixtures("planned")
def test_the_plans_of_an_assignee_may_be_limited_to_a_range(carol: Person, alice: Person) -> None:
    assert plan_ids(carol.get(f"/plans/user/{alice.id}")) == [1, 4, 5]
    assert plan_ids(alice.get(f"/plans/user/{alice.id}", from_="2026-04-01")) == [4, 5]
    assert plan_ids(alice.get(f"/plans/user/{alice.id}", to="2026-03-01")) == [5]
    assert plan_ids(alice.get(f"/plans/user/{alice.id}", updatedFrom="2026-03-19")) == [5]
    found = body_of(alice.get("/plans/generic-resource/1", from_="2026-03-20", plannedTimeBreakdown="DAILY"))
    assert found["metadata"] == {"count": 1}
    assert days(found["results"][0]) == {"03-20": 2}


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"from": "2026-04-01"}, "'from' 2026-04-01 must not be later than 'to' 2026-03-31"),
        ({"to": "x"}, "'to' must be valid on the format"),
        ({"limit": 0}, "'limit' must be a whole number from 1"),
        ({"offset": -1}, "'offset' must be a whole number from 0"),
        ({"assigneeTypes": ["ROBOT"]}, "must be one of GENERIC, USER"),
        ({"planItemTypes": ["EPIC"]}, "must be one of ISSUE, PROJECT"),
        ({"plannedTimeBreakdown": ["HOURLY"]}, "must be one of DAILY, PERIOD"),
        ({"updatedFrom": "yesterday"}, "'updatedFrom' must be a date like"),
        ({"updatedFrom": "2026-02-30"}, "'updatedFrom' must be valid on the format"),
    ],
)
def test_bad_input_is_refused_with_the_field(carol: Person, wrong: dict[str, Any], expected: str) -> None:
    for response in (carol.post("/plans/search", MARCH | wrong), carol.get("/plans", **(MARCH | wrong))):
        assert response.status_code == 400
        assert expected in message(response)


def test_both_ends_of_the_range_are_required(carol: Person) -> None:
    assert "'from' is required; 'to' is required" in message(carol.post("/plans/search", {}))
    assert "'to' is required" in message(carol.get("/plans", from_="2026-03-01"))


def test_a_search_may_cover_ten_years(carol: Person, alice: Person) -> None:
    for _ in range(20):
        create_plan(carol, alice.id, startDate="2026-01-05", endDate="2026-01-11", rule="WEEKLY", includeNonWorkingDays=True)
    ten_years = {"from": "2026-01-01", "to": "2035-12-31"}

    found = body_of(carol.post("/plans/search", ten_years))["results"]

    assert {plan["totalPlannedSecondsInScope"] for plan in found} == {3648 * 2 * HOUR}
