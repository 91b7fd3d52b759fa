"""What conditions on worklogs cost callers who may view the worklogs of many people."""

import datetime as dt

import pytest
from sqlalchemy import true

from andante.jira.search import actions, store
from andante.jira.search.rules import LoggedOn, normalize
from andante.kit.database import Database
from andante.sql.dialects import on_sqlite
from andante.timekeeping.worklogs.store import worklogs
from tests.cast import Person
from tests.statements import statements


def dates(number: int) -> str:
    return " AND ".join(f"(worklogDate != 2026-01-{1 + n:02})" for n in range(number))


def pairs(number: int, *emails: str) -> str:
    return " OR ".join(f"(worklogAuthor = {emails[n % len(emails)]} AND worklogDate > 2026-01-{1 + n:02})" for n in range(number))


def search(person: Person, jql: str) -> int:
    return person.http.post("/rest/api/2/search", json={"jql": jql}).status_code


def test_conditions_on_the_worklogs_of_everyone_are_limited(carol: Person) -> None:
    assert search(carol, dates(10)) == 200
    refused = carol.http.post("/rest/api/2/search", json={"jql": dates(11)})
    assert refused.status_code == 400
    assert (
        "applies 11 different conditions to the worklogs of 500 people; at most 10 conditions are allowed"
        in refused.json()["errorMessages"][0]
    )


def test_more_conditions_are_allowed_if_they_name_people(carol: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MAX_CHECKS", 40)
    monkeypatch.setattr(actions, "MANY_PEOPLE", 20)

    assert search(carol, dates(3)) == 400
    assert search(carol, pairs(20, "alice@example.com", "bob@example.com")) == 200
    assert search(carol, pairs(21, "alice@example.com", "bob@example.com")) == 400


def test_only_people_whom_the_caller_may_view_count(alice: Person, bob: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MAX_CHECKS", 30)
    monkeypatch.setattr(actions, "MANY_PEOPLE", 20)

    assert search(alice, dates(30)) == 200, "she views only her own worklogs"
    assert search(bob, dates(10)) == 200, "he and the two people whom he leads"
    assert search(bob, dates(11)) == 400


def test_conditions_on_the_worklogs_of_many_people_read_only_an_index(database: Database) -> None:
    visible = [worklogs.c.author_id != "nobody", true()]
    with statements(database) as ran, database.read() as db:
        store.count(db, normalize(LoggedOn(">", dt.date(2026, 1, 1))), visible)
        if not on_sqlite(db):  # the planner of PostgreSQL scans small tables
            return
        plan = [row[-1] for row in db.exec_driver_sql(f"EXPLAIN QUERY PLAN {ran[0]}", ("",) * ran[0].count("?"))]

    assert any("USING COVERING INDEX ix_worklogs_issue_start" in line for line in plan), plan
