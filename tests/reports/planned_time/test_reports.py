"""GET /4-andante/reports/planned-and-logged and …/capacity."""

from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from andante.kit.database import Database
from andante.planning.plan_search import queries as plan_search
from andante.planning.plans import store as plans
from andante.reports.planned_time import actions
from tests.cast import ACCOUNT_IDS, NORTHERNERS, Company, Person, message
from tests.planning.plans.samples import HOUR, body_of, create_plan
from tests.schedules.holidays import schemes as holidays
from tests.statements import statements

WEEKS = {"from": "2026-03-16", "to": "2026-03-29"}


def get_report(person: Person, report: str, **more: Any) -> httpx.Response:
    return person.http.get(f"/4-andante/reports/{report}", params=WEEKS | more)


def rows(person: Person, report: str, **more: Any) -> list[tuple[Any, ...]]:
    """(user or team, first day, hours …) of each row."""
    found = body_of(get_report(person, report, **more))["results"]
    return [
        (
            row["user"]["accountId"].removeprefix("712020:") if "user" in row else row["team"]["name"],
            row["from"][5:],
            *(seconds / HOUR for name, seconds in row.items() if name.endswith("Seconds")),
        )
        for row in found
    ]


def test_planned_against_logged_time_by_week(alice: Person, bob: Person) -> None:
    create_plan(alice, endDate="2026-03-24")
    alice.logs(HOUR, on="2026-03-17")
    alice.logs(3 * HOUR, on="2026-03-16")
    bob.logs(HOUR, on="2026-03-23")

    assert rows(bob, "planned-and-logged") == [("alice", "03-16", 10, 4), ("alice", "03-23", 4, 0), ("bob", "03-23", 0, 1)]
    assert rows(alice, "planned-and-logged") == [("alice", "03-16", 10, 4), ("alice", "03-23", 4, 0)]
    assert body_of(get_report(alice, "planned-and-logged"))["results"][0] == {
        "from": "2026-03-16",
        "to": "2026-03-22",
        "user": {"self": "https://time.example.com/rest/api/2/user?accountId=712020:alice", "accountId": "712020:alice"},
        "plannedSeconds": 10 * HOUR,
        "loggedSeconds": 4 * HOUR,
    }


def test_the_first_and_the_last_week_are_cut_to_the_range(alice: Person) -> None:
    create_plan(alice, endDate="2026-03-24")
    cut = {"from": "2026-03-18", "to": "2026-03-23"}
    found = body_of(get_report(alice, "planned-and-logged", **cut))["results"]

    assert [(row["from"], row["to"], row["plannedSeconds"] // HOUR) for row in found] == [
        ("2026-03-18", "2026-03-22", 6),
        ("2026-03-23", "2026-03-23", 2),
    ]


def test_weeks_start_on_the_configured_day(alice: Person, company: Company, database: Database) -> None:
    company.configure(database, week_start=7)
    create_plan(alice, startDate="2026-03-22", endDate="2026-03-23", includeNonWorkingDays=True)

    assert rows(alice, "planned-and-logged") == [("alice", "03-22", 4, 0)]


def test_teams_add_up_their_members(alice: Person, carol: Person) -> None:
    create_plan(carol, alice.id)
    create_plan(carol, ACCOUNT_IDS["eve"], endDate="2026-03-16")
    create_plan(carol, ACCOUNT_IDS["dave"])
    alice.logs(HOUR)

    assert rows(carol, "planned-and-logged", groupedBy="TEAM") == [("Northerners", "03-16", 12, 1)]
    assert rows(carol, "planned-and-logged", teamId=NORTHERNERS) == [("alice", "03-16", 10, 1), ("eve", "03-16", 2, 0)]
    assert rows(carol, "planned-and-logged", teamId=99) == []


def test_only_the_days_of_the_membership_count_for_a_team_and_its_lead(alice: Person, bob: Person, carol: Person) -> None:
    carol.put("/team-memberships/1", {"from": "2026-01-01", "to": "2026-03-18"})
    create_plan(alice)
    alice.logs(HOUR, on="2026-03-17")
    alice.logs(HOUR, on="2026-03-18")

    for person in (bob, carol):
        assert rows(person, "planned-and-logged", groupedBy="TEAM") == [("Northerners", "03-16", 4, 1)]
    assert rows(bob, "planned-and-logged", accountId=alice.id) == [("alice", "03-16", 4, 1)]
    assert rows(carol, "planned-and-logged", accountId=alice.id) == [("alice", "03-16", 10, 2)]


def test_reports_do_not_show_users_whom_the_caller_may_not_view(alice: Person, dave: Person, frank: Person, carol: Person) -> None:
    create_plan(alice)
    alice.logs()

    for person in (dave, frank):  # users who may view worklogs but not plans can't compare them
        assert rows(person, "planned-and-logged", accountId=alice.id) == []
        assert rows(person, "planned-and-logged", groupedBy="TEAM") == []
        assert rows(person, "capacity", accountId=alice.id) == []
    assert rows(carol, "planned-and-logged", accountId=[alice.id, dave.id, "712020:nobody"]) == [("alice", "03-16", 10, 1)]


def test_capacity_is_the_required_time_less_plans(alice: Person, carol: Person) -> None:
    holidays.add_holiday(carol, 1, holidays.EASTER | {"date": "2026-03-24"})
    create_plan(alice)

    assert rows(alice, "capacity") == [("alice", "03-16", 40, 40, 10, 30), ("alice", "03-23", 32, 32, 0, 32)]


def test_capacity_for_a_team_is_the_committed_time_less_plans(alice: Person, bob: Person, carol: Person) -> None:
    carol.put("/team-memberships/1", {"from": "2026-03-17", "to": "2026-03-23", "commitmentPercent": 50})
    carol.delete("/team-memberships/2")
    create_plan(alice, startDate="2026-03-17", plannedSecondsPerDay=5 * HOUR)

    assert rows(bob, "capacity", groupedBy="TEAM") == [("Northerners", "03-16", 32, 16, 20, -4)]
    assert rows(bob, "capacity", teamId=NORTHERNERS) == [("alice", "03-16", 32, 16, 20, -4)]


def test_commitments_to_several_teams_add_up_to_at_most_the_schedule(alice: Person, bob: Person, carol: Person) -> None:
    carol.put("/team-memberships/1", {"from": "2026-01-01", "commitmentPercent": 50})
    carol.post("/teams", {"name": "Southerners", "leadAccountId": bob.id})
    carol.post("/team-memberships", {"teamId": 2, "accountId": alice.id, "commitmentPercent": 30})
    week = {"to": "2026-03-22", "accountId": alice.id}

    assert rows(bob, "capacity", teamId=[1, 2], **week) == [("alice", "03-16", 40, 32, 0, 32)]
    assert rows(bob, "capacity", groupedBy="TEAM", **week) == [
        ("Northerners", "03-16", 40, 20, 0, 20),
        ("Southerners", "03-16", 40, 12, 0, 12),
    ]
    carol.put("/team-memberships/3", {"commitmentPercent": 80})
    assert rows(bob, "capacity", teamId=[1, 2], **week) == [("alice", "03-16", 40, 40, 0, 40)]


def test_rejected_plans_do_not_count(alice: Person, bob: Person, company: Company, database: Database) -> None:
    company.configure(database, plan_approval_enabled=True)
    create_plan(alice, planApproval={"reviewerId": bob.id})

    assert rows(bob, "planned-and-logged") == [("alice", "03-16", 10, 0)]
    bob.put("/plan-approvals/1", {"status": "REJECTED"})
    assert rows(bob, "planned-and-logged") == []


@pytest.mark.parametrize("report", ["planned-and-logged", "capacity"])
@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"from": "2026-04-01"}, "'from' 2026-04-01 must not be later than 'to' 2026-03-29"),
        ({"to": "2040-01-01"}, "at most 3653 days (ten years)"),
        ({"to": "soon"}, "'to' must be valid on the format"),
        ({"groupedBy": "PROJECT"}, "'groupedBy' must be one of TEAM, USER"),
        ({"teamId": "north"}, "must be a whole number"),
    ],
)
def test_bad_input_is_refused_with_the_field(carol: Person, report: str, wrong: dict[str, str], expected: str) -> None:
    response = get_report(carol, report, **wrong)

    assert response.status_code == 400
    assert expected in message(response)


def test_a_token_needs_the_scope_of_reports(eve: Person) -> None:
    assert get_report(eve, "capacity").status_code == 403


@pytest.mark.parametrize("report", ["planned-and-logged", "capacity"])
@pytest.mark.parametrize("grouped_by", ["USER", "TEAM"])
def test_many_users_need_as_many_statements_as_one(carol: Person, alice: Person, database: Database, report: str, grouped_by: str) -> None:
    for name, id in ACCOUNT_IDS.items():
        create_plan(carol, id)
        carol.logs(on="2026-03-17", authorAccountId=id)
        if name not in ("alice", "eve"):
            carol.post("/team-memberships", {"teamId": NORTHERNERS, "accountId": id})
    with statements(database) as for_one:
        get_report(carol, report, groupedBy=grouped_by, accountId=alice.id)
    with statements(database) as for_all:
        get_report(carol, report, groupedBy=grouped_by, accountId=list(ACCOUNT_IDS.values()))

    assert len(for_all) == len(for_one)


def test_reports_have_their_own_openapi_document(alice: Person) -> None:
    tempo, ours = (alice.http.get(f"/{prefix}/openapi.json").json() for prefix in ("4", "4-andante"))

    assert not [path for path in tempo["paths"] if path.startswith("/4-andante")]
    assert {"/4-andante/reports/planned-and-logged", "/4-andante/reports/capacity"} <= set(ours["paths"])
    assert "Reports" in [tag["name"] for tag in ours["tags"]]
    assert "get_capacity" in alice.http.get("/4-andante/docs").text


def test_many_plans_over_ten_years_can_be_reported(alice: Person, carol: Person, database: Database) -> None:
    """They have more than 500,000 days."""
    create_plan(alice, startDate="2026-01-05", endDate="2036-01-01", includeNonWorkingDays=True)
    create_plan(alice, startDate="2026-01-05", endDate="2026-10-31", includeNonWorkingDays=True, rule="WEEKLY")
    with database.write() as db:
        long, repeated = plans.by_ids(db, [1, 2])
        plans.upsert_all(db, [replace(long, id=0)] * 149 + [replace(repeated, id=0)] * 29)

    for report in ("planned-and-logged", "capacity"):
        found = body_of(get_report(carol, report, **{"from": "2026-01-01", "to": "2035-12-31"}))["results"]
        planned = {row["from"]: row["plannedSeconds"] for row in found if row["user"]["accountId"] == alice.id}
        assert planned["2030-01-07"] == (150 * 7 + 30 * 300) * 2 * HOUR


def test_callers_who_do_not_see_everyone_can_add_up_fewer_repetitions(
    alice: Person, carol: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan_search, "MAX_OCCURRENCES_OF_SOME", 4)
    create_plan(alice, rule="WEEKLY")

    assert get_report(alice, "planned-and-logged").status_code == 200
    assert "The report has more than 4 repetitions" in message(get_report(alice, "planned-and-logged", to="2026-12-31"))
    assert get_report(carol, "planned-and-logged", to="2026-12-31").status_code == 200


@pytest.mark.parametrize("report", ["planned-and-logged", "capacity"])
def test_people_of_whom_the_caller_may_view_no_day_are_not_added_up(alice: Person, monkeypatch: pytest.MonkeyPatch, report: str) -> None:
    monkeypatch.setattr(actions, "MAX_DAYS", 31)
    create_plan(alice)
    dates = {"from": "2026-03-01", "to": "2026-03-31"}

    found = get_report(alice, report, **dates, accountId=list(ACCOUNT_IDS.values()))

    assert {row["user"]["accountId"] for row in body_of(found)["results"]} == {alice.id}


def test_too_many_repetitions_are_refused_with_a_hint(alice: Person, carol: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_search, "MAX_OCCURRENCES", 4)
    create_plan(alice, rule="WEEKLY")

    assert get_report(carol, "planned-and-logged").status_code == 200
    refused = message(get_report(carol, "planned-and-logged", to="2026-12-31"))
    assert "The report has more than 4 repetitions of plans: request a shorter range ('from', 'to')" in refused
