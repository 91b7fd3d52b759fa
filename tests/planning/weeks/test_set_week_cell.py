"""PUT /4-andante/weeks/cells."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select

from andante.kit.changes import changes
from andante.kit.database import Database
from tests.cast import Company, Person, faults, message

from .weeks import HOUR, create_phase, set_cell, submit, worklogs_on


def test_an_empty_cell_gets_a_worklog(alice: Person) -> None:
    response = set_cell(alice, 1.5)

    assert response.status_code == 200, response.text
    (id,) = response.json().pop("worklogIds")
    assert response.json() | {"worklogIds": []} == {
        "issueKey": "NORTH-1",
        "date": "2026-03-17",
        "timeSpentSeconds": 5400,
        "worklogIds": [],
        "loggedSeconds": 5400,
    }
    assert alice.get(f"/worklogs/{id}").json()["startTime"] == "09:00:00"


def test_the_time_changes_up_and_down_and_to_nothing(alice: Person) -> None:
    for was, hours in ((0, 2), (2, 3), (3, 0.5), (0.5, 0)):
        assert set_cell(alice, hours, was).status_code == 200
    assert worklogs_on(alice) == []


def test_several_worklogs_are_shortened_from_the_last_on(alice: Person) -> None:
    alice.logs(HOUR, startTime="09:00:00")
    alice.logs(HOUR, startTime="11:00:00")

    set_cell(alice, 0.5, was=2)

    assert worklogs_on(alice) == [("09:00", 0.5)]


def test_a_start_time_and_a_description_are_stored(alice: Person) -> None:
    (id,) = set_cell(alice, 1, startTime="13:15:00", description="Review").json()["worklogIds"]

    worklog = alice.get(f"/worklogs/{id}").json()
    assert (worklog["startTime"], worklog["description"]) == ("13:15:00", "Review")


def test_fields_of_a_changed_worklog_are_kept(alice: Person, carol: Person) -> None:
    carol.post("/work-attributes", {"key": "_Note_", "name": "Note", "type": "INPUT_FIELD"})
    alice.logs(HOUR, description="Review", attributes=[{"key": "_Note_", "value": "x"}])

    (id,) = set_cell(alice, 2, was=1).json()["worklogIds"]

    worklog = alice.get(f"/worklogs/{id}").json()
    assert (worklog["description"], worklog["attributes"]["values"]) == ("Review", [{"key": "_Note_", "value": "x"}])
    assert worklog["billableSeconds"] == 2 * HOUR


def test_only_worklogs_of_the_same_row_change(alice: Person, carol: Person) -> None:
    build, run = create_phase(carol, "build", "run")
    alice.logs(HOUR, attributes=build)
    alice.logs(HOUR, startTime="10:00:00", attributes=run)

    response = set_cell(alice, 3, was=1, attributes=build)

    assert response.json()["loggedSeconds"] == 4 * HOUR
    assert worklogs_on(alice) == [("09:00", 3), ("10:00", 1)]


def test_a_cell_that_someone_else_changed_stays_as_it_is(alice: Person) -> None:
    alice.logs(2 * HOUR)

    refused = set_cell(alice, 1, was=0)

    assert refused.status_code == 409
    assert message(refused) == "Someone else changed this cell: it has 2:00 now, not 0:00."
    assert worklogs_on(alice) == [("09:00", 2)]


def test_the_same_cell_at_the_same_time_changes_once(alice: Person) -> None:
    with ThreadPoolExecutor(4) as threads:
        responses = list(threads.map(lambda _: set_cell(alice, 2), range(4)))

    assert sorted(response.status_code for response in responses) == [200, 409, 409, 409]
    assert worklogs_on(alice) == [("09:00", 2)]


def test_a_required_description_is_refused_with_its_field(alice: Person, company: Company, database: Database) -> None:
    company.configure(database, worklog_description_optional=False)

    assert faults(set_cell(alice, 1)) == [("description", "required")]


def test_a_locked_day_is_refused(alice: Person) -> None:
    submit(alice)

    assert faults(set_cell(alice, 1)) == [("startDate", "locked")]


def test_administrators_override_a_lock_and_it_is_recorded(alice: Person, carol: Person, company: Company, database: Database) -> None:
    submit(alice)
    override: dict[str, Any] = {"accountId": alice.id, "bypassPeriodClosuresAndApprovals": True}
    assert set_cell(carol, 1, **override).status_code == 403
    company.configure(database, override_mode=True)

    for was, hours in ((0, 2), (2, 3), (3, 1.5), (1.5, 0)):
        assert set_cell(carol, hours, was, **override).status_code == 200

    assert faults(set_cell(carol, 1, accountId=alice.id)) == [("startDate", "locked")]
    assert set_cell(alice, 1, **override).status_code == 403
    with database.read() as db:
        rows = db.execute(select(changes.c.entity_id, changes.c.actor).where(changes.c.entity == "periodbypass")).all()
    assert [tuple(row) for row in rows] == [("712020:alice:2026-03-16", carol.id)] * 4


@pytest.mark.parametrize(
    ("hours", "more"), [(25, {}), (-1, {}), (1, {"startTime": "25:00"}), (1, {"date": "17.3."}), (1, {"issueKey": "X-1"})]
)
def test_invalid_input_is_refused(alice: Person, hours: float, more: dict[str, Any]) -> None:
    assert set_cell(alice, hours, **more).status_code == 400
    assert worklogs_on(alice) == []


def test_a_lead_changes_the_cell_of_a_member(alice: Person, bob: Person) -> None:
    assert set_cell(bob, 1, accountId=alice.id).status_code == 200
    assert worklogs_on(alice) == [("09:00", 1)]


def test_nobody_else_does(alice: Person, dave: Person) -> None:
    assert set_cell(dave, 1, accountId=alice.id).status_code == 403
    assert worklogs_on(alice) == []


def test_the_only_worklog_of_a_cell_moves_to_the_start(alice: Person) -> None:
    alice.logs(HOUR, startTime="14:00:00", description="Review")

    (id,) = set_cell(alice, 1.5, was=1, startTime="09:30:00").json()["worklogIds"]

    assert worklogs_on(alice) == [("09:30", 1.5)]
    assert alice.get(f"/worklogs/{id}").json()["description"] == "Review"
    assert set_cell(alice, 1, was=1.5, startTime="23:30:00").status_code == 200


def test_with_several_worklogs_the_missing_time_starts_there(alice: Person) -> None:
    alice.logs(HOUR)
    alice.logs(HOUR, startTime="14:00:00")

    set_cell(alice, 2.5, was=2, startTime="16:00:00")

    assert worklogs_on(alice) == [("09:00", 1), ("14:00", 1), ("16:00", 0.5)]
