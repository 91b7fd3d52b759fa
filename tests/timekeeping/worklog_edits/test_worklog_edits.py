"""PATCH /4-andante/worklogs/{id} and POST /4-andante/worklogs/delete."""

from typing import Any

import httpx
import pytest
from sqlalchemy import select

from andante.kit.changes import changes
from andante.kit.database import Database
from tests.cast import Company, Person, message
from tests.planning.weeks.weeks import submit

HOUR = 3600


def patch(person: Person, id: int, **fields: Any) -> httpx.Response:
    return person.http.patch(f"/4-andante/worklogs/{id}", json=fields)


@pytest.fixture
def worklog(alice: Person, carol: Person) -> dict[str, Any]:
    carol.post("/work-attributes", {"key": "_Note_", "name": "Note", "type": "INPUT_FIELD"})
    return alice.logs(HOUR, description="Review", attributes=[{"key": "_Note_", "value": "x"}])


@pytest.mark.parametrize(
    ("field", "value"),
    [("startDate", "2026-03-16"), ("startTime", "13:30:00"), ("timeSpentSeconds", 60), ("description", ""), ("issueKey", "SOUTH-1")],
)
def test_one_field_changes_and_the_others_stay(alice: Person, worklog: dict[str, Any], field: str, value: object) -> None:
    changed = patch(alice, worklog["tempoWorklogId"], **{field: value})

    assert changed.status_code == 200, changed.text
    expected = worklog | {field: value} if field != "issueKey" else worklog | {"issue": changed.json()["issue"]}
    expected |= {"startDateTimeUtc": changed.json()["startDateTimeUtc"]}
    if field == "timeSpentSeconds":
        expected["billableSeconds"] = value
    assert changed.json() == expected


def test_attributes_are_replaced(alice: Person, worklog: dict[str, Any]) -> None:
    assert patch(alice, worklog["tempoWorklogId"], attributes=[]).json()["attributes"]["values"] == []


def test_partly_billable_time_stays_billable_up_to_the_time_spent(alice: Person, carol: Person) -> None:
    worklog = carol.post(
        "/worklogs",
        {
            "authorAccountId": alice.id,
            "issueKey": "NORTH-1",
            "startDate": "2026-03-17",
            "timeSpentSeconds": 2 * HOUR,
            "billableSeconds": HOUR,
        },
    ).json()

    assert patch(carol, worklog["tempoWorklogId"], timeSpentSeconds=3 * HOUR).json()["billableSeconds"] == HOUR
    assert patch(carol, worklog["tempoWorklogId"], timeSpentSeconds=60).json()["billableSeconds"] == 60


def test_nothing_changes_if_someone_else_changed_it(alice: Person, worklog: dict[str, Any]) -> None:
    id = worklog["tempoWorklogId"]

    refused = patch(alice, id, startTime="13:30:00", was={"startTime": "10:00:00", "timeSpentSeconds": HOUR})

    assert refused.status_code == 409
    assert message(refused) == "Someone else changed this worklog: its start time is 09:00:00 now, not 10:00:00."
    assert alice.get(f"/worklogs/{id}").json() == worklog
    seen = {"startDate": "2026-03-17", "startTime": "09:00", "timeSpentSeconds": HOUR, "issueKey": "NORTH-1", "description": "Review"}
    assert patch(alice, id, startTime="13:30:00", was=seen).status_code == 200


def test_the_rules_of_worklogs_apply(alice: Person, dave: Person, worklog: dict[str, Any]) -> None:
    assert patch(alice, worklog["tempoWorklogId"], startDate="2035-01-01").status_code == 400
    assert patch(dave, worklog["tempoWorklogId"], timeSpentSeconds=60).status_code == 404


def test_administrators_override_a_lock(
    alice: Person, carol: Person, company: Company, worklog: dict[str, Any], database: Database
) -> None:
    id, bypass = worklog["tempoWorklogId"], {"bypassPeriodClosuresAndApprovals": True}
    submit(alice)
    assert patch(carol, id, description="Import", **bypass).status_code == 403
    company.configure(database, override_mode=True)

    assert patch(carol, id, description="Import").status_code == 400
    assert patch(carol, id, description="Import", **bypass).json()["description"] == "Import"
    assert patch(alice, id, description="Mine", **bypass).status_code == 403
    assert carol.http.post("/4-andante/worklogs/delete", json={"ids": [id]}).status_code == 400
    assert carol.http.post("/4-andante/worklogs/delete", json={"ids": [id], **bypass}).status_code == 204
    with database.read() as db:
        assert len(db.execute(select(changes.c.id).where(changes.c.entity == "periodbypass")).all()) == 2


def test_several_worklogs_are_deleted_all_or_none(alice: Person, dave: Person) -> None:
    own, others = [alice.logs()["tempoWorklogId"] for _ in range(2)], dave.logs()["tempoWorklogId"]

    assert alice.http.post("/4-andante/worklogs/delete", json={"ids": [*own, others]}).status_code == 404
    assert len(alice.get("/worklogs").json()["results"]) == 2
    assert alice.http.post("/4-andante/worklogs/delete", json={"ids": own}).status_code == 204
    assert alice.get("/worklogs").json()["results"] == []
