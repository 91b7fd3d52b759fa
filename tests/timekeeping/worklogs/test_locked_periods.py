"""Worklogs of a timesheet in review or approved can't be changed."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from andante.app import application
from andante.kit.changes import changes
from andante.kit.database import Database
from andante.kit.settings import Settings
from tests.cast import NORTH_1, Company, Person, ids, message
from tests.conftest import Template
from tests.statements import statements

SHEET = "/timesheet-approvals/user/712020:alice"
LOCKED, OPEN = "2026-03-10", "2026-03-17"
BYPASS = {"bypassPeriodClosuresAndApprovals": True}

Write = Callable[[Person], httpx.Response]


def work(day: str, **more: Any) -> dict[str, Any]:
    return {"authorAccountId": "712020:alice", "issueId": NORTH_1, "startDate": day, "timeSpentSeconds": 60} | more


def bulk(*days: str) -> list[dict[str, Any]]:
    return [{name: value for name, value in work(day).items() if name != "issueId"} for day in days]


@pytest.fixture
def locked(alice: Person, carol: Person) -> None:
    """Worklog 1 in a week that alice submits, worklog 2 in the week after."""
    carol.post("/work-attributes", {"key": "_Note_", "name": "Note", "type": "INPUT_FIELD"})
    alice.logs(on=LOCKED)
    alice.logs(on=OPEN)
    assert alice.post(f"{SHEET}/submit", **{"from": LOCKED}).status_code == 200


WRITES: dict[str, Write] = {
    "create": lambda person: person.post("/worklogs", work(LOCKED)),
    "bulk": lambda person: person.post(f"/worklogs/issue/{NORTH_1}/bulk", bulk(OPEN, LOCKED)),
    "change": lambda person: person.put("/worklogs/1", work(LOCKED, description="x")),
    "move out": lambda person: person.put("/worklogs/1", work(OPEN)),
    "move in": lambda person: person.put("/worklogs/2", work(LOCKED)),
    "move to another issue": lambda person: person.put("/worklogs/1", work(LOCKED, issueId=NORTH_1 + 1)),
    "delete": lambda person: person.delete("/worklogs/1"),
    "attribute value": lambda person: person.post(
        "/worklogs/work-attribute-values", [{"tempoWorklogId": id, "attributeValues": [{"key": "_Note_", "value": "x"}]} for id in (2, 1)]
    ),
}


@pytest.mark.usefixtures("locked")
@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES.keys())
@pytest.mark.parametrize("caller", ["alice", "bob", "carol", "frank"])
def test_no_one_can_change_worklogs_of_a_timesheet_in_review(company: Company, write: Write, caller: str) -> None:
    before = company.carol.get("/worklogs").json()

    refused = write(company.people[caller])

    assert refused.status_code == 400
    assert "The timesheet of the user '712020:alice' for 2026-03-09 to 2026-03-15 is in review" in message(refused)
    assert company.carol.get("/worklogs").json() == before


@pytest.mark.usefixtures("locked")
@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES.keys())
def test_no_one_can_change_worklogs_of_an_approved_timesheet(company: Company, write: Write) -> None:
    company.bob.post(f"{SHEET}/approve", **{"from": LOCKED})

    refused = write(company.alice)

    assert refused.status_code == 400
    assert "is approved" in message(refused)


@pytest.mark.usefixtures("locked")
@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES.keys())
@pytest.mark.parametrize("verbs", [("reject",), ("approve", "reopen")])
def test_worklogs_can_be_changed_when_the_timesheet_is_open_again(company: Company, write: Write, verbs: tuple[str, ...]) -> None:
    for verb in verbs:
        assert company.bob.post(f"{SHEET}/{verb}", **{"from": LOCKED}).status_code == 200

    assert write(company.alice).status_code in (200, 204)


@pytest.mark.usefixtures("locked")
def test_other_users_and_other_periods_are_not_locked(alice: Person, dave: Person) -> None:
    assert alice.post("/worklogs", work("2026-03-08")).status_code == 200
    assert alice.post("/worklogs", work("2026-03-16")).status_code == 200
    assert dave.post("/worklogs", work(LOCKED, authorAccountId=dave.id)).status_code == 200
    assert alice.put("/worklogs/2", work("2026-03-18")).status_code == 200
    assert alice.get("/worklogs/1").status_code == 200


@pytest.mark.usefixtures("locked")
def test_a_bulk_creation_reports_the_index_of_a_locked_worklog(alice: Person) -> None:
    refused = message(alice.post(f"/worklogs/issue/{NORTH_1}/bulk", bulk(OPEN, LOCKED)))

    assert refused.startswith("[1] The timesheet of")
    assert ids(alice.get("/worklogs")) == [1, 2]


@pytest.mark.usefixtures("locked")
def test_an_administrator_can_bypass_a_lock_while_the_override_mode_is_on(carol: Person, company: Company, database: Database) -> None:
    assert carol.post("/worklogs", work(LOCKED) | BYPASS).status_code == 403
    company.configure(database, override_mode=True)

    assert carol.post("/worklogs", work(LOCKED)).status_code == 400
    assert carol.post("/worklogs", work(LOCKED) | BYPASS).status_code == 200
    assert carol.delete("/worklogs/1").status_code == 400
    assert carol.delete("/worklogs/1", **BYPASS).status_code == 204
    assert company.alice.post("/worklogs", work(LOCKED) | BYPASS).status_code == 403
    assert company.bob.delete("/worklogs/3", **BYPASS).status_code == 403


@pytest.mark.usefixtures("locked")
def test_a_bypass_is_recorded_in_the_change_log(carol: Person, company: Company, database: Database) -> None:
    company.configure(database, override_mode=True)
    carol.post("/worklogs", work(OPEN) | BYPASS)
    carol.post("/worklogs", work(LOCKED) | BYPASS)

    with database.read() as db:
        rows = db.execute(select(changes).where(changes.c.entity == "periodbypass")).all()
    assert [(row.entity_id, row.actor) for row in rows] == [("712020:alice:2026-03-09", carol.id)]
    assert '"state":"IN_REVIEW"' in rows[0].after


@pytest.mark.usefixtures("locked")
def test_many_worklogs_need_no_more_queries_than_two(alice: Person, database: Database) -> None:
    path = f"/worklogs/issue/{NORTH_1}/bulk"
    alice.post(path, bulk(OPEN))
    with statements(database) as for_two:
        alice.post(path, bulk(OPEN, "2026-03-18"))
    with statements(database) as for_many:
        alice.post(path, bulk(*(f"2026-02-{day:02}" for day in range(1, 28))))

    assert _query_count(for_many) == _query_count(for_two)


def _query_count(executed: list[str]) -> int:
    return sum(statement.startswith("SELECT") for statement in executed)


days = st.integers(1, 31).map(lambda day: f"2026-03-{day:02}")
attempts = st.one_of(
    st.tuples(st.just("PUT"), st.integers(1, 6), days),
    st.tuples(st.just("DELETE"), st.integers(1, 6), days),
    st.tuples(st.just("POST"), st.just(0), days),
    st.tuples(st.just("bulk"), st.just(0), days),
)


def _attempt(alice: Person, method: str, id: int, day: str) -> None:
    match method:
        case "PUT":
            alice.put(f"/worklogs/{id}", work(day))
        case "DELETE":
            alice.delete(f"/worklogs/{id}")
        case "POST":
            alice.post("/worklogs", work(day))
        case "bulk":
            alice.post(f"/worklogs/issue/{NORTH_1}/bulk", bulk(day, OPEN))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(logged=st.lists(days, min_size=1, max_size=5), submitted=days, tried=st.lists(attempts, max_size=8))
def test_no_sequence_of_requests_changes_the_seconds_of_a_submitted_timesheet(
    sqlite_template: Template, logged: list[str], submitted: str, tried: list[tuple[str, int, str]]
) -> None:
    url = sqlite_template.copy()
    database = Database(url)
    alice = Person("alice", sqlite_template.tokens["alice"], application(Settings(access_log=False), database))
    for day in logged:
        alice.logs(on=day)
    sheet = alice.post(f"{SHEET}/submit", **{"from": submitted}).json()

    for method, id, day in tried:
        _attempt(alice, method, id, day)

    now = alice.http.get(sheet["self"]).json()
    assert now["timeSpentSeconds"] == sheet["timeSpentSeconds"] == now["status"]["timeSpentSecondsAtSubmit"]
    database.close()
    sqlite_template.drop(url)
