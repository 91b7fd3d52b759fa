"""POST /4/plans."""

from typing import Any

import pytest

from tests.cast import BASE_URL, NORTH, NORTH_1, SOUTH, Person, message

from .samples import HOUR, create_plan, days, periods, plan_body


def test_a_plan_is_returned_as_documented_with_all_its_days(alice: Person) -> None:
    plan = create_plan(alice, startTime="9:30", description="Find the rows", endDate="2026-03-17")

    assert plan == {
        "self": f"{BASE_URL}/4/plans/1",
        "id": 1,
        "assignee": {"self": f"{BASE_URL}/rest/api/2/user?accountId=712020:alice", "id": "712020:alice", "type": "USER"},
        "planItem": {"self": f"{BASE_URL}/rest/api/2/issue/{NORTH_1}", "id": str(NORTH_1), "type": "ISSUE"},
        "startDate": "2026-03-16",
        "endDate": "2026-03-17",
        "startTime": "09:30",
        "effortPersistenceType": "SECONDS_PER_DAY",
        "plannedSecondsPerDay": 7200,
        "totalPlannedSeconds": 14400,
        "totalPlannedSecondsInScope": 14400,
        "includeNonWorkingDays": False,
        "rule": "NEVER",
        "description": "Find the rows",
        "plannedTime": {
            "metadata": {"all": f"{BASE_URL}/4/plans/1"},
            "days": {
                "count": 2,
                "values": [{"date": "2026-03-16", "plannedSeconds": 7200}, {"date": "2026-03-17", "plannedSeconds": 7200}],
            },
            "periods": {"count": 1, "values": [{"from": "2026-03-16", "to": "2026-03-17", "plannedSeconds": 14400}]},
        },
        "planCreatorId": "712020:alice",
        "syncSource": "NONE",
        "createdAt": "2026-03-18T12:00:00Z",
        "updatedAt": "2026-03-18T12:00:00Z",
    }
    assert alice.get("/plans/1").json() == plan


def test_ids_may_be_numbers_and_a_description_too(carol: Person) -> None:
    """Published clients send these."""
    assert carol.post("/generic-resources", {"name": "Tester"}).json()["id"] == 1
    plan = create_plan(carol, assigneeId=1, assigneeType="GENERIC", planItemId=NORTH_1, description=2026, plannedSecondsPerDay=3600.9)

    assert (plan["assignee"]["id"], plan["planItem"]["id"]) == ("1", str(NORTH_1))
    assert (plan["description"], plan["plannedSecondsPerDay"]) == ("2026", 3600)


def test_a_plan_may_be_on_a_project_and_items_may_have_keys(alice: Person) -> None:
    assert create_plan(alice, planItemId="SOUTH", planItemType="PROJECT")["planItem"] == {
        "self": f"{BASE_URL}/rest/api/2/project/{SOUTH}",
        "id": str(SOUTH),
        "type": "PROJECT",
    }
    assert create_plan(alice, planItemId="SOUTH-1")["planItem"]["id"] == "10002"
    assert create_plan(alice, planItemId=str(NORTH), planItemType="PROJECT")["planItem"]["id"] == str(NORTH)


def test_a_total_is_spread_over_the_working_days(alice: Person) -> None:
    total: dict[str, Any] = {"plannedSecondsPerDay": None, "effortPersistenceType": "TOTAL_SECONDS", "plannedSeconds": 3 * HOUR}
    plan = create_plan(alice, **total, startDate="2026-03-20", endDate="2026-03-24")

    assert days(plan) == {"03-20": 1, "03-23": 1, "03-24": 1}
    assert plan["totalPlannedSeconds"] == 3 * HOUR
    assert plan["effortPersistenceType"] == "TOTAL_SECONDS"
    assert "plannedSecondsPerDay" not in plan


def test_without_a_type_planned_seconds_are_a_total(alice: Person) -> None:
    assert create_plan(alice, plannedSecondsPerDay=None, plannedSeconds=5 * HOUR)["totalPlannedSeconds"] == 5 * HOUR


def test_planned_seconds_may_replace_planned_seconds_per_day(alice: Person) -> None:
    effort: dict[str, Any] = {"plannedSecondsPerDay": None, "plannedSeconds": HOUR, "effortPersistenceType": "SECONDS_PER_DAY"}

    assert create_plan(alice, **effort)["plannedSecondsPerDay"] == HOUR


def test_a_generic_resource_has_the_default_schedule(carol: Person) -> None:
    resource = carol.post("/generic-resources", {"name": "A tester"}).json()
    plan = create_plan(carol, str(resource["id"]), assigneeType="GENERIC", endDate="2026-03-22")

    assert plan["assignee"] == {"self": f"{BASE_URL}/4/generic-resources/1", "id": "1", "type": "GENERIC"}
    assert len(days(plan)) == 5


def test_a_plan_repeats(alice: Person) -> None:
    plan = create_plan(alice, endDate="2026-03-17", rule="BI_WEEKLY", recurrenceEndDate="2026-04-13")

    assert (plan["rule"], plan["recurrenceEndDate"]) == ("BI_WEEKLY", "2026-04-13")
    assert periods(plan) == [("03-16", "03-17", 4), ("03-30", "03-31", 4), ("04-13", "04-14", 4)]
    assert plan["totalPlannedSeconds"] == 12 * HOUR


def test_a_plan_that_repeats_forever_has_no_total_and_shows_a_year(alice: Person) -> None:
    plan = create_plan(alice, endDate="2026-03-16", rule="WEEKLY")

    assert "totalPlannedSeconds" not in plan
    assert len(days(plan)) == 53
    assert plan["totalPlannedSecondsInScope"] == 53 * 2 * HOUR


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"assigneeId": None}, "'assigneeId' must be text"),
        ({"assigneeId": "712020:nobody"}, "'assigneeId' names the user '712020:nobody', who does not exist"),
        ({"assigneeType": "GENERIC"}, "'assigneeId' of a generic resource must be its id, a whole number, not '712020:alice'"),
        ({"assigneeType": "GENERIC", "assigneeId": "77"}, "'assigneeId' names the generic resource 77, which does not exist"),
        ({"assigneeType": "GENERIC", "assigneeId": "9" * 30}, "'assigneeId' of a generic resource must be its id"),
        ({"assigneeType": "ROBOT"}, "'assigneeType' must be one of GENERIC, USER, not 'ROBOT'"),
        ({"planItemId": "999"}, "'planItemId' names the issue '999', which does not exist"),
        ({"planItemId": "NIX-1"}, "'planItemId' names the issue 'NIX-1', which does not exist"),
        ({"planItemId": "9" * 30}, "'planItemId' names the issue"),
        ({"planItemType": "PROJECT", "planItemId": "999"}, "'planItemId' names the project '999', which does not exist"),
        ({"planItemType": "EPIC"}, "'planItemType' must be one of ISSUE, PROJECT"),
        ({"startDate": "2026-02-30"}, "'startDate' must be valid on the format: 'yyyy-MM-dd'"),
        ({"startDate": "1969-12-31"}, "'startDate' must be from 1970-01-01 to 2199-12-31, not 1969-12-31"),
        ({"endDate": "2200-01-01"}, "'endDate' must be from 1970-01-01 to 2199-12-31"),
        ({"endDate": "2026-03-15"}, "'startDate' 2026-03-16 must not be later than 'endDate' 2026-03-15"),
        ({"endDate": "2037-01-01"}, "'endDate' 2037-01-01 makes the plan"),
        ({"endDate": "2027-06-01", "rule": "MONTHLY"}, "at most 366 are allowed with this 'rule'"),
        ({"endDate": "2027-03-01", "rule": "WEEKLY"}, "makes the repetitions 18603 days long in total; at most 18300 are allowed"),
        ({"rule": "DAILY"}, "'rule' must be one of BI_WEEKLY, MONTHLY, NEVER, WEEKLY"),
        ({"rule": "WEEKLY", "recurrenceEndDate": "2026-03-15"}, "'recurrenceEndDate' 2026-03-15 must not be before 'startDate'"),
        ({"rule": "WEEKLY", "recurrenceEndDate": "2099-01-01"}, "'recurrenceEndDate' 2099-01-01 must be at most 3660 days after"),
        ({"startTime": "24:00"}, "'startTime' must be a time of day"),
        ({"plannedSecondsPerDay": 0}, "'plannedSecondsPerDay' must be a whole number from 1"),
        ({"plannedSecondsPerDay": 2**31}, "'plannedSecondsPerDay' must be a whole number from 1 to 2147483647"),
        ({"plannedSecondsPerDay": None}, "'plannedSecondsPerDay' is required, or 'plannedSeconds'"),
        ({"effortPersistenceType": "TOTAL_SECONDS"}, "'plannedSeconds' is required with the 'effortPersistenceType' TOTAL_SECONDS"),
        ({"description": "x" * 40_000}, "'description' must be text of 0 to 32767 characters"),
    ],
)
def test_bad_input_is_refused_with_the_field_and_creates_nothing(alice: Person, wrong: dict[str, Any], expected: str) -> None:
    response = alice.post("/plans", plan_body(alice.id) | wrong)

    assert response.status_code == 400
    assert expected in message(response)
    assert alice.get("/plans/user/712020:alice").json()["results"] == []


def test_all_faults_are_reported_at_once(alice: Person) -> None:
    text = message(alice.post("/plans", plan_body(alice.id, startDate="1969-01-01", endDate="2200-01-01", plannedSecondsPerDay=None)))

    assert "'startDate' must be" in text
    assert "'endDate' must be" in text
    assert "'plannedSecondsPerDay' is required" in text
