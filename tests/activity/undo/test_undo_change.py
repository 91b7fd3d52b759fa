"""Undoing changes of worklogs, plans and timesheets."""

from typing import Any

import httpx
import pytest

from andante.client import UndoInput
from andante.kit.database import Database
from tests.activity.feed.reader import PATH, Reader
from tests.cast import NORTH_1, Company, Person, message
from tests.planning.plans.samples import plan_body

WEEK = "from=2026-03-16"


def latest(person: Person, entity: str) -> int:
    """The sequence number of the newest change of an entity that the person sees."""
    return int(Reader(person, entity).follow()[-1]["sequence"])


def undo(person: Person, sequence: int, *, batch: bool = False) -> httpx.Response:
    return person.http.post(f"{PATH}/{sequence}/undo", json={"batch": batch})


def undo_latest(person: Person, entity: str = "worklog") -> httpx.Response:
    return undo(person, latest(person, entity))


def worklog_input(person: Person, **more: Any) -> dict[str, Any]:
    return {"authorAccountId": person.id, "issueId": NORTH_1, "startDate": "2026-03-17", "timeSpentSeconds": 60, **more}


def without_update(worklog: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in worklog.items() if name != "updatedAt"}


def test_a_deleted_worklog_gets_its_id_and_content_back(alice: Person) -> None:
    worklog = alice.logs(billableSeconds=3600, description="Restored")
    path = f"/worklogs/{worklog['tempoWorklogId']}"
    assert alice.delete(path).status_code == 204

    response = undo_latest(alice)

    assert response.status_code == 200, response.text
    assert without_update(alice.get(path).json()) == without_update(worklog)
    (undone,), (sequence,) = response.json()["undone"], response.json()["sequences"]
    created, deleted, restored = Reader(alice, "worklog").follow()
    assert (undone, sequence) == (deleted["sequence"], restored["sequence"])
    assert (restored["action"], restored["actor"]) == ("Created", alice.id)
    assert created["after"] == restored["after"]


def test_the_typed_client_undoes_a_change(alice: Person) -> None:
    id = alice.logs()["tempoWorklogId"]

    result = alice.client.changes.undo_change(latest(alice, "worklog"), UndoInput())

    assert result.sequences == [latest(alice, "worklog")]
    assert alice.get(f"/worklogs/{id}").status_code == 404


def test_a_changed_worklog_gets_its_old_content(alice: Person) -> None:
    worklog = alice.logs(3600, description="Before")
    path = f"/worklogs/{worklog['tempoWorklogId']}"
    assert alice.put(path, worklog_input(alice, description="After")).is_success

    assert undo_latest(alice).status_code == 200
    assert without_update(alice.get(path).json()) == without_update(worklog)


def test_the_remaining_estimate_follows(alice: Person) -> None:
    def remaining() -> int:
        return int(alice.http.get(f"/rest/api/3/issue/{NORTH_1}").json()["fields"]["timeestimate"])

    start = remaining()
    worklog = alice.logs(3600)
    assert alice.delete(f"/worklogs/{worklog['tempoWorklogId']}").status_code == 204
    assert remaining() == start
    assert undo_latest(alice).is_success
    assert remaining() == start - 3600


def test_an_object_that_changed_since_is_not_touched(alice: Person) -> None:
    id = alice.logs()["tempoWorklogId"]
    creation = latest(alice, "worklog")
    assert alice.put(f"/worklogs/{id}", worklog_input(alice)).is_success

    response = undo(alice, creation)

    assert response.status_code == 409
    assert message(response) == f"Worklog {id} has changed since, so this change can't be undone."


def test_a_change_can_be_undone_once(alice: Person) -> None:
    alice.logs()
    creation = latest(alice, "worklog")

    assert undo(alice, creation).status_code == 200
    assert undo(alice, creation).status_code == 409


def test_locked_days_stay_as_they_are(alice: Person) -> None:
    alice.logs()
    creation = latest(alice, "worklog")
    assert alice.http.post(f"/4/timesheet-approvals/user/{alice.id}/submit?{WEEK}").is_success

    response = undo(alice, creation)

    assert response.status_code == 400
    assert "is in review" in message(response)


def test_a_change_that_the_caller_may_not_see_does_not_exist(alice: Person, bob: Person, dave: Person) -> None:
    alice.logs()
    sequence = latest(alice, "worklog")

    assert undo(dave, sequence).status_code == 404
    assert undo(dave, 10**9).status_code == 404
    assert undo(bob, sequence).status_code == 200


def test_changes_of_other_entities_are_not_found(carol: Person) -> None:
    assert undo(carol, latest(carol, "user")).status_code == 404


def test_a_whole_request_is_undone(alice: Person) -> None:
    ids = [alice.logs(description=str(number))["tempoWorklogId"] for number in range(3)]
    assert alice.http.post("/4-andante/worklogs/delete", json={"ids": ids}).is_success

    response = undo(alice, latest(alice, "worklog"), batch=True)

    assert len(response.json()["undone"]) == 3
    assert [alice.get(f"/worklogs/{id}").json()["description"] for id in ids] == ["0", "1", "2"]


def test_a_request_is_undone_completely_or_not_at_all(alice: Person) -> None:
    ids = [alice.logs()["tempoWorklogId"] for _ in range(2)]
    assert alice.http.post("/4-andante/worklogs/delete", json={"ids": ids}).is_success
    last = latest(alice, "worklog")
    assert undo(alice, last - 1).is_success

    assert undo(alice, last, batch=True).status_code == 409
    assert [alice.get(f"/worklogs/{id}").status_code for id in ids] == [200, 404]


def test_plans_are_restored_and_changed_back(alice: Person) -> None:
    plan = alice.post("/plans", plan_body(alice.id, description="Before")).json()
    path = f"/plans/{plan['id']}"
    assert alice.put(path, plan_body(alice.id, description="After")).is_success
    assert undo_latest(alice, "allocation").status_code == 200
    assert without_update(alice.get(path).json()) == without_update(plan)
    assert alice.delete(path).status_code == 204

    assert undo_latest(alice, "allocation").status_code == 200

    assert without_update(alice.get(path).json()) == without_update(plan)


def test_a_decision_about_a_plan_is_not_undone(alice: Person, bob: Person, company: Company, database: Database) -> None:
    company.configure(database, plan_approval_enabled=True)
    plan = alice.post("/plans", plan_body(alice.id, planApproval={"reviewerId": bob.id})).json()
    assert bob.put(f"/plan-approvals/{plan['id']}", {"status": "APPROVED"}).is_success

    response = undo_latest(bob, "allocation")

    assert message(response) == "The approval of the plan changed, which can't be undone"


def test_submitting_and_recalling_are_undone(alice: Person) -> None:
    def status() -> str:
        return str(alice.get(f"/timesheet-approvals/user/{alice.id}", from_="2026-03-16").json()["status"]["key"])

    alice.logs()
    assert alice.http.post(f"/4/timesheet-approvals/user/{alice.id}/submit?{WEEK}").is_success

    assert undo_latest(alice, "timesheetapproval").status_code == 200
    assert status() == "OPEN"
    assert undo_latest(alice, "timesheetapproval").status_code == 200
    assert status() == "IN_REVIEW"


@pytest.mark.parametrize("verb", ["approve", "reject"])
def test_decisions_about_timesheets_are_not_undone(alice: Person, bob: Person, verb: str) -> None:
    alice.logs()
    for person, step in ((alice, "submit"), (bob, verb)):
        assert person.http.post(f"/4/timesheet-approvals/user/{alice.id}/{step}?{WEEK}").is_success

    response = undo_latest(bob, "timesheetapproval")

    assert message(response) == "Decisions about timesheets can't be undone: take the opposite step"
