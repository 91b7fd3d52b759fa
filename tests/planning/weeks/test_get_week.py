"""GET /4-andante/weeks/{day}."""

import pytest

from andante.kit.database import Database
from andante.scopes import Permission
from tests.cast import NORTH_1, SOUTH_1, Company, Person, message
from tests.organization.permissions.roles import create_role_for
from tests.planning.plans.samples import create_plan
from tests.statements import statements

from .weeks import HOUR, create_phase, grid, submit, week_of

AUTHENTICATION = 1
"""The statement that checks the token."""


def test_worklogs_are_summed_by_issue_and_day(alice: Person) -> None:
    alice.logs(HOUR, on="2026-03-16")
    alice.logs(2 * HOUR, on="2026-03-16")
    alice.logs(HOUR, on="2026-03-18", issueId=SOUTH_1)
    alice.logs(HOUR, on="2026-03-23")

    week = week_of(alice)

    assert (week["from"], week["to"]) == ("2026-03-16", "2026-03-22")
    assert grid(week) == {"NORTH-1": [3, 0, 0, 0, 0, 0, 0], "SOUTH-1": [0, 0, 1, 0, 0, 0, 0]}
    assert [day["loggedSeconds"] / HOUR for day in week["days"]] == [3, 0, 1, 0, 0, 0, 0]
    assert [day["requiredSeconds"] / HOUR for day in week["days"]] == [8, 8, 8, 8, 8, 0, 0]
    assert len(week["rows"][0]["cells"][0]["worklogIds"]) == 2


def test_worklogs_with_different_accounts_or_list_values_are_in_different_rows(alice: Person, carol: Person) -> None:
    (build,), (run,) = create_phase(carol, "build", "run")
    carol.post("/work-attributes", {"key": "_Note_", "name": "Note", "type": "INPUT_FIELD"})
    for phase, note in ((build, "a"), (run, "b"), (run, "c")):
        alice.logs(HOUR, on="2026-03-16", attributes=[phase, {"key": "_Note_", "value": note}])

    rows = week_of(alice)["rows"]

    hours = {row["attributes"][0]["value"]: row["cells"][0]["timeSpentSeconds"] // HOUR for row in rows}
    assert hours == {build["value"]: 1, run["value"]: 2}


def test_planned_time_is_shown_in_the_row_of_its_issue(alice: Person) -> None:
    create_plan(alice)
    alice.logs(HOUR, on="2026-03-16", issueId=SOUTH_1)

    week = week_of(alice)

    planned = {row["issue"]["key"]: [cell["plannedSeconds"] / HOUR for cell in row["cells"]] for row in week["rows"]}
    assert planned == {"NORTH-1": [2, 2, 2, 2, 2, 0, 0], "SOUTH-1": [0] * 7}
    assert [day["plannedSeconds"] / HOUR for day in week["days"]] == [2, 2, 2, 2, 2, 0, 0]


def test_plans_for_projects_count_for_the_day_only(alice: Person) -> None:
    create_plan(alice, planItemId="10000", planItemType="PROJECT")

    week = week_of(alice)

    assert week["rows"] == []
    assert week["days"][0]["plannedSeconds"] == 2 * HOUR


def test_favorites_have_a_row(alice: Person) -> None:
    assert alice.http.put("/4-andante/favorites/SOUTH-1").status_code == 204

    assert [(row["issue"]["key"], row["favorite"]) for row in week_of(alice)["rows"]] == [("SOUTH-1", True)]


def test_a_holiday_has_its_name(alice: Person, carol: Person) -> None:
    scheme = carol.get("/holiday-schemes").json()["results"][0]["id"]
    holiday = {"name": "Spring day", "type": "FLOATING", "date": "2026-03-17", "durationSeconds": 8 * HOUR}
    assert carol.post(f"/holiday-schemes/{scheme}/holidays", holiday).status_code == 200

    day = week_of(alice)["days"][1]

    assert (day["holiday"], day["type"], day["requiredSeconds"]) == ("Spring day", "HOLIDAY", 0)


def test_days_of_a_submitted_timesheet_are_locked(alice: Person, bob: Person) -> None:
    submit(alice)

    week = week_of(alice)

    assert {(day["locked"], day["editable"]) for day in week["days"]} == {("IN_REVIEW", False)}
    assert [(sheet["from"], sheet["status"]) for sheet in week["timesheets"]][-2:] == [("2026-03-09", "OPEN"), ("2026-03-16", "IN_REVIEW")]
    assert week["timesheets"][-1]["reviewer"]["accountId"] == bob.id


def test_the_week_starts_as_configured(alice: Person, company: Company, database: Database) -> None:
    company.configure(database, week_start=7)

    assert week_of(alice)["from"] == "2026-03-15"


def test_a_lead_sees_the_week_of_a_member_and_may_edit_it(alice: Person, bob: Person) -> None:
    alice.logs(HOUR, on="2026-03-16")

    week = week_of(bob, accountId=alice.id)

    assert grid(week) == {"NORTH-1": [1, 0, 0, 0, 0, 0, 0]}
    assert {day["editable"] for day in week["days"]} == {True}


@pytest.mark.parametrize("name", ["dave", "alice"])
def test_nobody_else_sees_it(company: Company, name: str) -> None:
    other = {"dave": "alice", "alice": "dave"}[name]

    refused = company.people[name].http.get("/4-andante/weeks/2026-03-18", params={"accountId": company.people[other].id})

    assert refused.status_code == 404
    assert "not found" in message(refused)


def test_a_viewer_sees_it_but_may_not_edit_it(company: Company) -> None:
    create_role_for(company.carol, company.dave, Permission.WORKLOG_VIEW)

    week = week_of(company.dave, accountId=company.alice.id)

    assert {day["editable"] for day in week["days"]} == {False}


def test_a_week_needs_six_statements_besides_authentication(alice: Person, database: Database) -> None:
    create_plan(alice)
    for n in range(40):
        alice.logs(60 + n, on=f"2026-03-{16 + n % 5}", issueId=NORTH_1 if n % 2 else SOUTH_1)

    with statements(database) as executed:
        week_of(alice)

    assert len(executed) - AUTHENTICATION <= 6, executed
