"""POST /4/worklogs."""

from typing import Any

import pytest

from tests.cast import ACCOUNT_IDS, BASE_URL, NORTH_1, Person, message
from tests.databases import sqlite_only

MINIMAL = {"authorAccountId": ACCOUNT_IDS["alice"], "issueId": NORTH_1, "startDate": "2026-03-17", "timeSpentSeconds": 5400}


def test_a_created_worklog_is_returned_as_documented(alice: Person) -> None:
    response = alice.post("/worklogs", MINIMAL | {"startTime": "09:15:00", "description": "Trace import bug", "billableSeconds": 5400})

    assert response.status_code == 200
    assert response.json() == {
        "self": f"{BASE_URL}/4/worklogs/1",
        "tempoWorklogId": 1,
        "issue": {"self": f"{BASE_URL}/rest/api/2/issue/{NORTH_1}", "id": NORTH_1, "key": "NORTH-1"},
        "timeSpentSeconds": 5400,
        "billableSeconds": 5400,
        "startDate": "2026-03-17",
        "startTime": "09:15:00",
        "startDateTimeUtc": "2026-03-17T08:15:00Z",
        "description": "Trace import bug",
        "createdAt": "2026-03-18T12:00:00Z",
        "updatedAt": "2026-03-18T12:00:00Z",
        "author": {"self": f"{BASE_URL}/rest/api/2/user?accountId=712020:alice", "accountId": "712020:alice"},
        "attributes": {"self": f"{BASE_URL}/4/worklogs/1/work-attribute-values", "values": []},
    }


def test_omitted_fields_get_their_defaults(alice: Person) -> None:
    worklog = alice.post("/worklogs", MINIMAL).json()

    assert worklog["billableSeconds"] == 5400
    assert worklog["startTime"] == "00:00:00"
    assert worklog["description"] == ""


def test_the_issue_can_be_specified_by_its_key(alice: Person) -> None:
    body = {name: value for name, value in MINIMAL.items() if name != "issueId"}

    assert alice.post("/worklogs", body | {"issueKey": "SOUTH-1"}).json()["issue"]["key"] == "SOUTH-1"


def test_numbers_may_be_sent_as_strings(alice: Person) -> None:
    assert alice.post("/worklogs", MINIMAL | {"issueId": "10000", "timeSpentSeconds": "60"}).json()["timeSpentSeconds"] == 60


def test_fractions_are_cut_and_numbers_count_as_text(alice: Person, carol: Person) -> None:
    """Published clients send these."""
    for name, kind in (("Remote", "CHECKBOX"), ("Distance", "INPUT_NUMERIC"), ("Ticket", "INPUT_FIELD")):
        assert carol.post("/work-attributes", {"name": name, "type": kind}).status_code == 200
    attributes = [{"key": "_Remote_", "value": True}, {"key": "_Distance_", "value": 12.5}, {"key": "_Ticket_", "value": 4711}]
    worklog = alice.post("/worklogs", MINIMAL | {"timeSpentSeconds": 1201.4, "description": 7, "attributes": attributes}).json()

    assert worklog["timeSpentSeconds"] == 1201
    assert worklog["description"] == "7"
    values = {attribute["key"]: attribute["value"] for attribute in worklog["attributes"]["values"]}
    assert values == {"_Remote_": "true", "_Distance_": "12.5", "_Ticket_": "4711"}


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"issueId": 999}, "Issue not found"),
        ({"issueId": None}, "Issue id cannot be null"),
        ({"issueId": 0}, "'issueId' must be a whole number from 1"),
        ({"issueId": 2**63}, "'issueId' must be a whole number from 1"),
        ({"issueId": NORTH_1, "issueKey": "NORTH-2"}, "Issue not found"),
        ({"authorAccountId": "712020:nobody"}, "'authorAccountId' names the user '712020:nobody', who does not exist"),
        ({"authorAccountId": ""}, "'authorAccountId' must be text of 1 to 255 characters"),
        ({"startDate": "2026-02-30"}, "'startDate' must be valid on the format: 'yyyy-MM-dd', not '2026-02-30'"),
        ({"startDate": "1969-12-31"}, "'startDate' must not be before 1970-01-01"),
        ({"startDate": "9999-12-31"}, "'startDate' must not be more than 365 days in the future"),
        ({"startTime": "25:00:00"}, "'startTime' must be a time of day like 09:30:00, not '25:00:00'"),
        ({"timeSpentSeconds": 0}, "'timeSpentSeconds' must be a whole number from 1"),
        ({"timeSpentSeconds": -60}, "'timeSpentSeconds' must be a whole number from 1"),
        ({"timeSpentSeconds": 10**30}, "'timeSpentSeconds' must be a whole number from 1"),
        ({"timeSpentSeconds": "1h"}, "'timeSpentSeconds' must be a whole number from 1"),
        ({"billableSeconds": -1}, "'billableSeconds' must be a whole number from 0"),
        ({"remainingEstimateSeconds": -1}, "'remainingEstimateSeconds' must be a whole number from 0"),
        ({"description": "x" * 10_000_000}, "'description' must be text of 0 to 32767 characters"),
        ({"description": "a\0b"}, "'description' must be text of 0 to 32767 characters without the character NUL"),
        ({"attributes": [{"key": "_Nix_", "value": "1"}]}, "Work attribute '_Nix_' does not exist"),
        ({"attributes": {"_Nix_": "1"}}, "'attributes' must be a JSON array"),
    ],
)
def test_invalid_input_is_refused_with_the_field_and_changes_nothing(alice: Person, wrong: dict[str, Any], expected: str) -> None:
    response = alice.post("/worklogs", MINIMAL | wrong)

    assert response.status_code == 400
    assert expected in message(response)
    assert alice.get("/worklogs").json()["results"] == []


@sqlite_only
@pytest.mark.parametrize("body", [b"{", b"[1]", b"nix", b'{"a":"\xff"}', b"[" * 100_000, rb'{"description":"\ud800"}', b"null", b""])
def test_a_body_that_is_not_a_json_object_is_refused(alice: Person, body: bytes) -> None:
    response = alice.http.post("/4/worklogs", content=body)

    assert response.status_code == 400
    assert message(response)


def test_all_faults_of_a_body_are_reported_at_once(alice: Person) -> None:
    text = message(alice.post("/worklogs", {"timeSpentSeconds": 0, "startTime": "9"}))

    assert "'authorAccountId' is required; 'startDate' is required; 'startTime' must be" in text
    assert "'timeSpentSeconds' must be" in text


def test_logging_for_another_user_needs_the_permission(alice: Person, frank: Person, carol: Person) -> None:
    for_dave = MINIMAL | {"authorAccountId": ACCOUNT_IDS["dave"]}

    refused = alice.post("/worklogs", for_dave)
    assert refused.status_code == 403
    assert refused.headers["content-type"].startswith("text/html")
    assert frank.post("/worklogs", for_dave).json()["author"]["accountId"] == ACCOUNT_IDS["dave"]
    assert carol.post("/worklogs", for_dave).status_code == 200


def test_a_token_that_can_only_read_cannot_log(eve: Person) -> None:
    assert eve.post("/worklogs", MINIMAL).status_code == 403


def test_billable_seconds_that_differ_from_the_time_spent_need_the_permission(alice: Person, frank: Person) -> None:
    assert alice.post("/worklogs", MINIMAL | {"billableSeconds": 60}).status_code == 403
    assert frank.post("/worklogs", MINIMAL | {"billableSeconds": 60}).json()["billableSeconds"] == 60


def test_the_bypass_is_refused_for_users_who_are_not_administrators(alice: Person, carol: Person) -> None:
    bypass = MINIMAL | {"bypassPeriodClosuresAndApprovals": True}

    assert alice.post("/worklogs", bypass).status_code == 403
    assert carol.post("/worklogs", bypass).status_code == 403
