"""A team lead may see and change the worklogs of members on the days of their membership."""

from typing import Any

import pytest
from sqlalchemy import event

from andante.kit.database import Database
from tests.cast import ACCOUNT_IDS, NORTH_1, NORTHERNERS, Company, Person, ids, message
from tests.statements import statements

BEFORE, FIRST, LAST, AFTER = "2025-12-31", "2026-01-01", "2026-02-28", "2026-03-01"


@pytest.fixture
def membership_ended(carol: Person) -> None:
    """Alice leaves the team at the end of February."""
    assert carol.put("/team-memberships/1", {"from": FIRST, "to": AFTER}).status_code == 200


def _work(person: Person, on: str, **more: Any) -> dict[str, Any]:
    return {"authorAccountId": person.id, "issueId": NORTH_1, "startDate": on, "timeSpentSeconds": 3600} | more


def test_a_lead_without_a_role_may_see_and_change_the_worklogs_of_a_member(alice: Person, bob: Person) -> None:
    worklog = alice.logs()

    assert ids(bob.get("/worklogs")) == [worklog["tempoWorklogId"]]
    assert bob.get("/worklogs/1").json() == worklog
    assert bob.put("/worklogs/1", _work(alice, "2026-03-17", description="Seen")).json()["description"] == "Seen"
    assert bob.post("/worklogs", _work(alice, "2026-03-16")).status_code == 200
    assert bob.delete("/worklogs/1").status_code == 204


@pytest.mark.usefixtures("membership_ended")
def test_a_lead_sees_only_worklogs_on_days_of_the_membership(alice: Person, bob: Person) -> None:
    outside = {alice.logs(on=day)["tempoWorklogId"] for day in (BEFORE, AFTER)}
    inside = [alice.logs(on=day)["tempoWorklogId"] for day in (FIRST, LAST)]

    assert ids(bob.get("/worklogs")) == inside
    assert ids(bob.get("/worklogs/user/712020:alice")) == inside
    assert ids(bob.post("/worklogs/search", {"authorIds": [alice.id]})) == inside
    assert {bob.get(f"/worklogs/{id}").status_code for id in outside} == {404}
    assert {bob.delete(f"/worklogs/{id}").status_code for id in outside} == {404}
    assert [bob.get(f"/worklogs/{id}").status_code for id in inside] == [200, 200]


@pytest.mark.parametrize(("day", "code"), [(BEFORE, 403), (FIRST, 200), (LAST, 200), (AFTER, 403)])
@pytest.mark.usefixtures("membership_ended")
def test_a_lead_may_log_for_members_on_days_of_their_membership(alice: Person, bob: Person, day: str, code: int) -> None:
    assert bob.post("/worklogs", _work(alice, day)).status_code == code
    assert len(ids(alice.get("/worklogs"))) == (code == 200)


@pytest.mark.usefixtures("membership_ended")
def test_a_lead_may_not_move_a_worklog_to_a_day_after_the_membership(alice: Person, bob: Person) -> None:
    alice.logs(on=LAST)

    refused = bob.put("/worklogs/1", _work(alice, AFTER))

    assert refused.status_code == 403
    assert "712020:alice on 2026-03-01" in refused.text
    assert alice.get("/worklogs/1").json()["startDate"] == LAST


@pytest.mark.usefixtures("membership_ended")
def test_one_day_outside_the_membership_refuses_the_whole_bulk(alice: Person, bob: Person) -> None:
    entries = [{name: value for name, value in _work(alice, day).items() if name != "issueId"} for day in (LAST, AFTER)]

    assert bob.post(f"/worklogs/issue/{NORTH_1}/bulk", entries).status_code == 403
    assert bob.post(f"/worklogs/issue/{NORTH_1}/bulk", entries[:1]).status_code == 200
    assert len(ids(alice.get("/worklogs"))) == 1


def test_a_lead_may_not_see_or_log_time_of_members_of_other_teams(bob: Person, dave: Person, carol: Person) -> None:
    carol.post("/teams", {"name": "Southerners", "leadAccountId": ACCOUNT_IDS["carol"]})
    carol.post("/team-memberships", {"teamId": 2, "accountId": dave.id})
    dave.logs()

    assert ids(bob.get("/worklogs")) == []
    assert bob.get("/worklogs/1").status_code == 404
    assert bob.put("/worklogs/1", _work(dave, "2026-03-17")).status_code == 404
    assert bob.post("/worklogs", _work(dave, "2026-03-17")).status_code == 403


def test_members_do_not_see_each_other(alice: Person, company: Company, carol: Person) -> None:
    carol.post("/team-memberships", {"teamId": NORTHERNERS, "accountId": ACCOUNT_IDS["dave"]})
    alice.logs()

    assert ids(company.dave.get("/worklogs")) == []
    assert company.dave.get("/worklogs/1").status_code == 404


def test_a_former_lead_no_longer_sees_worklogs_of_the_team(alice: Person, bob: Person, carol: Person) -> None:
    alice.logs()
    carol.put(f"/teams/{NORTHERNERS}", {"name": "Northerners", "leadAccountId": ACCOUNT_IDS["dave"]})

    assert ids(bob.get("/worklogs")) == []
    assert bob.delete("/worklogs/1").status_code == 404


def test_a_lead_of_two_teams_of_a_user_sees_each_worklog_once(alice: Person, bob: Person, carol: Person) -> None:
    carol.post("/teams", {"name": "Southerners", "leadAccountId": bob.id})
    carol.post("/team-memberships", {"teamId": 2, "accountId": alice.id})
    mine, hers = bob.logs(on="2026-03-16"), alice.logs()

    assert ids(bob.get("/worklogs")) == [mine["tempoWorklogId"], hers["tempoWorklogId"]]


def test_a_lead_may_not_set_billable_seconds(alice: Person, bob: Person) -> None:
    refused = bob.post("/worklogs", _work(alice, "2026-03-17", billableSeconds=60))

    assert refused.status_code == 403
    assert "permissions.billable.edit" in refused.text


@pytest.mark.usefixtures("membership_ended")
def test_a_lead_may_add_attribute_values_to_worklogs_of_members(alice: Person, bob: Person, carol: Person) -> None:
    carol.post("/work-attributes", {"key": "_Kind_", "name": "Kind", "type": "INPUT_FIELD"})
    inside, outside = alice.logs(on=LAST)["tempoWorklogId"], alice.logs(on=AFTER)["tempoWorklogId"]
    values = [{"key": "_Kind_", "value": "x"}]

    assert bob.post("/worklogs/work-attribute-values", [{"tempoWorklogId": inside, "attributeValues": values}]).status_code == 204
    assert bob.post("/worklogs/work-attribute-values", [{"tempoWorklogId": outside, "attributeValues": values}]).status_code == 404


def test_a_lead_can_follow_the_next_links_of_all_pages(alice: Person, bob: Person) -> None:
    for day in range(1, 8):
        (alice if day % 2 else bob).logs(on=f"2026-03-0{day}")

    collected: list[str] = []
    url: str | None = "/4/worklogs?limit=2"
    while url:
        result = bob.http.get(url).json()
        collected += [worklog["startDate"] for worklog in result["results"]]
        url = result["metadata"].get("next")

    assert collected == [f"2026-03-0{day}" for day in range(1, 8)]


def test_a_bulk_of_many_days_needs_no_more_queries_than_a_bulk_of_two(alice: Person, bob: Person, database: Database) -> None:
    entries = [{name: value for name, value in _work(alice, f"2026-03-{day:02}").items() if name != "issueId"} for day in range(1, 17)]
    path = f"/worklogs/issue/{NORTH_1}/bulk"
    bob.post(path, entries[:1])

    with statements(database) as for_two:
        bob.post(path, entries[:2])
    with statements(database) as for_many:
        bob.post(path, entries)

    assert _query_count(for_many) == _query_count(for_two)


def test_a_hidden_worklog_gets_the_same_response_as_a_missing_one(dave: Person, alice: Person) -> None:
    alice.logs()

    assert "Worklog 1 not found" in message(dave.get("/worklogs/1"))


@pytest.mark.parametrize("template", ["sqlite"], indirect=True)
@pytest.mark.parametrize("user", ["alice", "bob"])
def test_a_page_is_read_from_the_index_on_authors(company: Company, database: Database, user: str) -> None:
    plans: list[str] = []

    def explain(_c: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if "FROM worklogs" in statement:
            plans.extend(row[-1] for row in cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters))

    event.listen(database.engine, "before_cursor_execute", explain)
    company.people[user].get("/worklogs")

    assert any("COVERING INDEX ix_worklogs_author_start (author_id=?)" in step for step in plans)
    assert not any(step.startswith("SCAN worklogs") for step in plans)


def _query_count(statements: list[str]) -> int:
    """Only queries are counted: SQLite inserts rows one by one to return their ids in order."""
    return sum(statement.startswith("SELECT") for statement in statements)
