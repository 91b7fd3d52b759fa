"""PUT /4/worklogs/{id}."""

from typing import Any

import pytest

from tests.cast import ACCOUNT_IDS, NORTH_1, NORTH_2, Company, Person, message
from tests.conftest import StoppedClock

CHANGED = {"authorAccountId": ACCOUNT_IDS["alice"], "startDate": "2026-03-16", "startTime": "10:30", "timeSpentSeconds": 1800}


def test_a_change_replaces_the_worklog(alice: Person, stopped_clock: StoppedClock) -> None:
    before = alice.logs(description="Old", on="2026-03-17")
    stopped_clock.advance(60)

    response = alice.put(f"/worklogs/{before['tempoWorklogId']}", CHANGED | {"description": "New"})

    assert response.status_code == 200
    changed = {
        "timeSpentSeconds": 1800,
        "billableSeconds": 1800,
        "startDate": "2026-03-16",
        "startTime": "10:30:00",
        "startDateTimeUtc": "2026-03-16T09:30:00Z",
        "description": "New",
        "updatedAt": "2026-03-18T12:01:00Z",
    }
    assert response.json() == before | changed
    assert alice.get(f"/worklogs/{before['tempoWorklogId']}").json() == response.json()


def test_omitted_fields_are_cleared(alice: Person, carol: Person) -> None:
    carol.post("/work-attributes", {"name": "Ticket", "type": "INPUT_FIELD"})
    worklog = alice.logs(description="Old", attributes=[{"key": "_Ticket_", "value": "1"}])

    changed = alice.put(f"/worklogs/{worklog['tempoWorklogId']}", CHANGED).json()

    assert changed["description"] == ""
    assert changed["attributes"]["values"] == []


def test_values_of_attributes_are_replaced(alice: Person, carol: Person) -> None:
    for name in ("Ticket", "Phase"):
        carol.post("/work-attributes", {"name": name, "type": "INPUT_FIELD"})
    worklog = alice.logs(attributes=[{"key": "_Ticket_", "value": "1"}])

    changed = alice.put(f"/worklogs/{worklog['tempoWorklogId']}", CHANGED | {"attributes": [{"key": "_Phase_", "value": "2"}]}).json()

    assert changed["attributes"]["values"] == [{"key": "_Phase_", "value": "2"}]


@pytest.mark.parametrize("issue", [{"issueId": NORTH_2}, {"issueKey": "NORTH-2"}])
def test_another_issue_moves_the_worklog(alice: Person, issue: dict[str, Any]) -> None:
    worklog = alice.logs(issueId=NORTH_1)

    assert alice.put(f"/worklogs/{worklog['tempoWorklogId']}", CHANGED | issue).json()["issue"]["key"] == "NORTH-2"


def test_the_body_may_contain_the_same_issue(alice: Person) -> None:
    worklog = alice.logs(issueId=NORTH_1)

    assert alice.put(f"/worklogs/{worklog['tempoWorklogId']}", CHANGED | {"issueId": NORTH_1}).status_code == 200


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        ({"authorAccountId": ACCOUNT_IDS["dave"]}, "'authorAccountId' can't change"),
        ({"issueId": 999}, "Issue not found"),
        ({"timeSpentSeconds": 0}, "'timeSpentSeconds' must be"),
        ({"startDate": "2028-01-01"}, "'startDate' must not be more than 365 days in the future"),
        ({"attributes": [{"key": "_X_", "value": "1"}, {"key": "_X_", "value": "2"}]}, "'attributes' contains the key '_X_' twice"),
    ],
)
def test_a_wrong_change_is_refused_and_changes_nothing(alice: Person, wrong: dict[str, Any], text: str) -> None:
    before = alice.logs()

    response = alice.put(f"/worklogs/{before['tempoWorklogId']}", CHANGED | wrong)

    assert response.status_code == 400
    assert text in message(response)
    assert alice.get(f"/worklogs/{before['tempoWorklogId']}").json() == before


def test_an_unknown_worklog_is_not_found(alice: Person) -> None:
    assert alice.put("/worklogs/999", CHANGED).status_code == 404


def test_users_who_may_not_see_it_get_not_found(company: Company) -> None:
    worklog = company.alice.logs()

    assert company.dave.put(f"/worklogs/{worklog['tempoWorklogId']}", CHANGED).status_code == 404
    assert company.frank.put(f"/worklogs/{worklog['tempoWorklogId']}", CHANGED).status_code == 200


def test_billable_seconds_of_a_worklog_may_stay_while_the_time_spent_does_not_change(company: Company) -> None:
    worklog = company.frank.post("/worklogs", CHANGED | {"issueId": NORTH_1, "billableSeconds": 600}).json()
    path = f"/worklogs/{worklog['tempoWorklogId']}"

    changed = company.alice.put(path, CHANGED | {"billableSeconds": 600, "description": "New"}).json()
    assert (changed["billableSeconds"], changed["description"]) == (600, "New")
    assert company.alice.put(path, CHANGED | {"billableSeconds": 700}).status_code == 403
    assert company.alice.put(path, CHANGED | {"billableSeconds": 600, "timeSpentSeconds": 3600}).status_code == 403
    assert company.alice.put(path, CHANGED).json()["billableSeconds"] == 1800


def test_billable_seconds_cannot_be_lowered_in_two_steps(company: Company) -> None:
    worklog = company.alice.logs(60)
    path = f"/worklogs/{worklog['tempoWorklogId']}"
    a_day = CHANGED | {"timeSpentSeconds": 8 * 3600, "billableSeconds": 60}

    refused = company.alice.put(path, a_day)

    assert refused.status_code == 403
    assert "permissions.billable.edit" in refused.text
    assert company.alice.get(path).json() == worklog
    assert company.frank.put(path, a_day).json()["billableSeconds"] == 60
