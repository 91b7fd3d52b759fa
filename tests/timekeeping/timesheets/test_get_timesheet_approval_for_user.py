"""GET /timesheet-approvals/user/{accountId}."""

import pytest

from andante.kit.database import Database
from tests.cast import BASE_URL, Company, Person, message

from .sheets import FIRST, LAST, WEEK, path, request_step, sheet, status, take_step


def test_a_timesheet_exists_before_it_is_submitted(alice: Person) -> None:
    alice.logs(3600, on=FIRST)
    alice.logs(1800, on=LAST)
    alice.logs(9999, on="2026-03-16")

    url = f"{BASE_URL}/4/timesheet-approvals/user/712020:alice"
    user = {"self": f"{BASE_URL}/rest/api/2/user?accountId={alice.id}", "accountId": alice.id}
    assert alice.get(path(), from_=FIRST, to=LAST).json() == {
        "self": f"{url}?from={FIRST}&to={LAST}",
        "period": {"from": FIRST, "to": LAST},
        "requiredSeconds": 5 * 8 * 3600,
        "timeSpentSeconds": 5400,
        "status": {"key": "OPEN"},
        "user": user,
        "actions": {"submit": {"self": f"{url}/submit?from={FIRST}&to={LAST}"}},
        "worklogs": {"self": f"{BASE_URL}/4/worklogs/user/712020:alice?from={FIRST}&to={LAST}"},
    }


def test_its_links_refer_to_itself_and_its_worklogs(alice: Person) -> None:
    alice.logs(on=FIRST)
    found = sheet(alice)

    assert alice.http.get(found["self"]).json() == found
    assert alice.http.get(found["worklogs"]["self"]).json()["metadata"]["count"] == 1
    assert alice.http.post(found["actions"]["submit"]["self"]).json()["status"]["key"] == "IN_REVIEW"


@pytest.mark.parametrize("day", [FIRST, "2026-03-12", LAST])
def test_without_to_the_period_contains_from(alice: Person, day: str) -> None:
    assert alice.get(path(), from_=day).json()["period"] == {"from": FIRST, "to": LAST}


@pytest.mark.parametrize(
    ("period", "text"),
    [
        ({}, "'from' is required"),
        ({"to": LAST}, "'from' is required"),
        ({"from": "12.3.2026"}, "'from' must be valid on the format: 'yyyy-MM-dd', not '12.3.2026'"),
        ({"from": LAST, "to": FIRST}, "'from' 2026-03-15 must not be later than 'to' 2026-03-09"),
        ({"from": FIRST, "to": "2026-03-14"}, "did you mean 2026-03-09 to 2026-03-15?"),
        ({"from": "2026-03-01", "to": "2026-03-31"}, "did you mean 2026-02-23 to 2026-03-01 or 2026-03-30 to 2026-04-05?"),
    ],
)
def test_a_range_that_is_not_a_period_is_refused_with_suggestions(alice: Person, period: dict[str, str], text: str) -> None:
    assert text in message(alice.get(path(), **period))
    assert text in message(alice.post(path(verb="submit"), **period))


def test_periods_follow_the_configuration(alice: Person, company: Company, database: Database) -> None:
    company.configure(database, approval_period="MONTH")

    found = sheet(alice, from_="2026-02-10")
    assert found["period"] == {"from": "2026-02-01", "to": "2026-02-28"}
    assert found["requiredSeconds"] == 20 * 8 * 3600
    assert request_step(alice, "submit", **WEEK).status_code == 400


def test_the_timesheet_of_a_week_can_be_reopened_after_a_change_to_months(
    alice: Person, bob: Person, company: Company, database: Database
) -> None:
    take_step(alice, "submit")
    company.configure(database, approval_period="MONTH")

    assert status(alice, from_=FIRST) == "OPEN"
    assert status(alice) == "IN_REVIEW"
    assert take_step(bob, "reject")["status"]["key"] == "OPEN"


@pytest.mark.parametrize(("user", "code"), [("alice", 200), ("bob", 200), ("carol", 200), ("frank", 200), ("dave", 404)])
def test_users_who_may_view_worklogs_of_a_user_see_the_timesheet(company: Company, user: str, code: int) -> None:
    assert company.people[user].get(path(), **WEEK).status_code == code


def test_a_hidden_timesheet_gets_the_same_response_as_a_missing_user(dave: Person) -> None:
    hidden = message(dave.get(path(), **WEEK))
    missing = message(dave.get("/timesheet-approvals/user/712020:nobody", **WEEK))

    assert hidden.replace("alice", "nobody") == missing == "User '712020:nobody' not found"


@pytest.mark.parametrize(
    ("from_", "to", "codes"),
    [
        ("2026-03-08", "2026-03-10", [404, 404, 404]),
        ("2026-03-02", "2026-03-15", [200, 404, 404]),
        ("2026-03-02", "2026-03-16", [200, 200, 404]),
        ("2026-03-03", "2026-03-16", [404, 200, 404]),
    ],
)
def test_a_lead_sees_timesheets_of_periods_within_the_membership(carol: Person, bob: Person, from_: str, to: str, codes: list[int]) -> None:
    carol.put("/team-memberships/1", {"from": from_, "to": to})

    assert [bob.get(path(), from_=day).status_code for day in ("2026-03-02", "2026-03-09", "2026-03-16")] == codes


def test_current_seconds_are_returned_together_with_those_at_submission(alice: Person, bob: Person, carol: Person) -> None:
    alice.logs(3600, on=FIRST)
    take_step(alice, "submit")
    take_step(bob, "reject")
    alice.logs(1800, on=LAST)
    carol.post("/holiday-schemes/1/holidays", {"name": "Off", "type": "FLOATING", "date": FIRST, "durationSeconds": 8 * 3600})

    found = sheet(alice)

    assert (found["timeSpentSeconds"], found["requiredSeconds"]) == (5400, 4 * 8 * 3600)
    assert (found["status"]["timeSpentSecondsAtSubmit"], found["status"]["requiredSecondsAtSubmit"]) == (3600, 5 * 8 * 3600)
