"""A clock that is set back: readers that ask for what changed since a time miss nothing."""

from typing import Any

import httpx
import pytest
from sqlalchemy import text

from andante.kit.call import SYSTEM
from andante.kit.database import Access, Database
from tests.cast import ACCOUNT_IDS, NORTH_1, Person, StoppedClock

BEFORE, NOW, LATER = "2026-03-18T11:50:00Z", "2026-03-18T12:00:00Z", "2026-03-18T12:00:01Z"
WORKLOG = {"authorAccountId": ACCOUNT_IDS["alice"], "issueId": NORTH_1, "startDate": "2026-03-17", "timeSpentSeconds": 60}
PLAN = {
    "assigneeId": ACCOUNT_IDS["carol"],
    "assigneeType": "USER",
    "planItemId": str(NORTH_1),
    "planItemType": "ISSUE",
    "startDate": "2026-03-17",
    "endDate": "2026-03-17",
    "plannedSecondsPerDay": 3600,
}


def _ok(response: httpx.Response) -> Any:
    assert response.status_code == 200, response.text
    return response.json()


def _changed_worklogs(person: Person) -> list[int]:
    page = _ok(person.http.get("/4/worklogs", params={"updatedFrom": NOW, "orderBy": "ID"}))
    return sorted(worklog["tempoWorklogId"] for worklog in page["results"])


def test_changes_after_the_clock_was_set_back_are_found(alice: Person, stopped_clock: StoppedClock) -> None:
    first, second = (_ok(alice.http.post("/4/worklogs", json=WORKLOG))["tempoWorklogId"] for _ in range(2))
    stopped_clock.set(BEFORE)

    third = _ok(alice.http.post("/4/worklogs", json=WORKLOG))
    changed = _ok(alice.http.put(f"/4/worklogs/{first}", json=WORKLOG))

    assert third["createdAt"] == third["updatedAt"] == changed["updatedAt"] == NOW
    assert _changed_worklogs(alice) == [first, second, third["tempoWorklogId"]]


def test_plans_and_timesheets_too(carol: Person, stopped_clock: StoppedClock) -> None:
    _ok(carol.http.post("/4/worklogs", json=WORKLOG | {"authorAccountId": ACCOUNT_IDS["carol"]}))
    stopped_clock.set(BEFORE)

    plan = _ok(carol.http.post("/4/plans", json=PLAN))
    period = {"from": "2026-03-16", "to": "2026-03-22"}
    _ok(carol.http.post(f"/4/timesheet-approvals/user/{ACCOUNT_IDS['carol']}/submit", params=period, json={}))

    found = _ok(carol.http.get("/4/plans", params={"from": "2026-03-01", "to": "2026-03-31", "updatedFrom": NOW}))["results"]
    assert [each["id"] for each in found] == [plan["id"]]
    assert len(_ok(carol.http.post("/4/timesheet-approvals/logs/search", json={"updatedFrom": NOW}))["results"]) == 1


def test_once_the_clock_has_caught_up_it_is_used_again(alice: Person, stopped_clock: StoppedClock) -> None:
    _ok(alice.http.post("/4/worklogs", json=WORKLOG))
    times = []
    for time in (BEFORE, LATER, "2026-03-18T12:30:00Z"):
        stopped_clock.set(time)
        times.append(_ok(alice.http.post("/4/worklogs", json=WORKLOG))["updatedAt"])

    assert times == [NOW, LATER, "2026-03-18T12:30:00Z"]


def test_a_process_that_starts_after_the_clock_was_set_back_notices_it(
    alice: Person, database: Database, stopped_clock: StoppedClock
) -> None:
    _ok(alice.http.post("/4/worklogs", json=WORKLOG))
    stopped_clock.set(BEFORE)
    other = Database(database.url.render_as_string(hide_password=False))

    with other.call(SYSTEM, Access.WRITE) as call:
        assert (call.now, call.write_time) == (BEFORE, NOW)
    other.close()


def test_while_the_clock_goes_forward_writes_need_no_query(
    database: Database, stopped_clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.call(SYSTEM, Access.WRITE):
        pass
    monkeypatch.setattr("andante.kit.changes.latest_time", None)
    for _ in range(3):
        stopped_clock.advance(3600)
        with database.call(SYSTEM, Access.WRITE) as call:
            assert call.write_time == call.now
            call.db.execute(text("SELECT 1"))
