"""POST /4/worklogs/issue/{issueId}/bulk."""

from typing import Any

import pytest

from andante.kit.database import Database
from andante.kit.db import try_lock
from tests.cast import ACCOUNT_IDS, NORTH_1, Company, Person, faults, ids, message

ONE = {"authorAccountId": ACCOUNT_IDS["alice"], "startDate": "2026-03-17", "timeSpentSeconds": 900}


def test_several_worklogs_are_created_in_order(alice: Person) -> None:
    response = alice.post(f"/worklogs/issue/{NORTH_1}/bulk", [ONE | {"description": str(number)} for number in range(50)])

    assert response.status_code == 200
    assert [worklog["description"] for worklog in response.json()] == [str(number) for number in range(50)]
    assert [worklog["tempoWorklogId"] for worklog in response.json()] == list(range(1, 51))
    assert {worklog["issue"]["key"] for worklog in response.json()} == {"NORTH-1"}


def test_one_fault_refuses_all_worklogs_and_is_reported_with_its_index(alice: Person) -> None:
    response = alice.post(
        "/worklogs/issue/NORTH-1/bulk", [ONE, ONE | {"startDate": "1960-01-01"}, ONE | {"attributes": [{"key": "_Nix_", "value": ""}]}]
    )

    assert response.status_code == 400
    text = message(response)
    assert "'[1].startDate' must not be before 1970-01-01" in text
    assert "[2] Work attribute '_Nix_' does not exist" in text
    assert "[0]" not in text
    assert faults(response) == [("[1].startDate", "out_of_range"), ("[2].attributes[_Nix_]", "not_found")]
    assert ids(alice.get("/worklogs")) == []


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ([], "the body must have 1 to 50 entries, not 0"),
        ([ONE] * 51, "the body must have 1 to 50 entries, not 51"),
        ({}, "the body must be a JSON array"),
        ([{}], "'[0].authorAccountId' is required"),
    ],
)
def test_a_wrong_body_is_refused(alice: Person, body: Any, text: str) -> None:
    response = alice.post(f"/worklogs/issue/{NORTH_1}/bulk", body)

    assert response.status_code == 400
    assert text in message(response)


def test_an_unknown_issue_is_not_found(alice: Person) -> None:
    assert alice.post("/worklogs/issue/999/bulk", [ONE]).status_code == 404


def test_logging_for_other_users_needs_the_permission(company: Company) -> None:
    body = [ONE, ONE | {"authorAccountId": ACCOUNT_IDS["dave"]}]

    assert company.alice.post(f"/worklogs/issue/{NORTH_1}/bulk", body).status_code == 403
    assert company.frank.post(f"/worklogs/issue/{NORTH_1}/bulk", body).status_code == 200


def test_a_second_bulk_creation_for_the_same_issue_conflicts(alice: Person, database: Database) -> None:
    if database.sqlite:
        pytest.skip("SQLite has only one writer at a time")
    with database.write() as db:
        assert try_lock(db, "bulk", NORTH_1)
        response = alice.post(f"/worklogs/issue/{NORTH_1}/bulk", [ONE])

    assert response.status_code == 409
    assert "Another bulk creation of worklogs for the issue NORTH-1 is running" in message(response)
