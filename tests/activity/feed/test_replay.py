"""Whoever replays the feed has exactly the objects that they may see, after any history."""

from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from sqlalchemy import select

from andante.kit.changes import ENTITIES
from andante.kit.database import Database
from andante.planning.plans import store as plans
from andante.schema import metadata
from andante.timekeeping.timesheets import store as timesheets
from andante.timekeeping.worklogs import store as worklogs
from tests.cast import Company, Person
from tests.change_log import ROWS

from . import histories
from .histories import Step
from .reader import Reader

CREATED_BY_MIGRATIONS = {"holidayscheme", "issuetype", "permissiongroup", "priority", "status", "teamrole", "workload"}
"""Entities whose first objects have no row in the change log."""

any_history = given(history=histories.steps)
few_examples = settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate])
"""Each example continues the history of the one before, so a failing one can't be made smaller."""


def stored(database: Database) -> dict[tuple[str, str], Any]:
    """The records in the tables of worklogs, plans and timesheets."""
    with database.read() as db:
        records: dict[str, list[Any]] = {
            "worklog": worklogs.load(db, worklogs.select_worklogs),
            "allocation": plans.load(db, plans.all_plans),
            "timesheetapproval": [timesheets._from_row(row) for row in db.execute(timesheets._sheets)],
        }
    return {
        (entity, str(record.id)): msgspec.json.decode(msgspec.json.encode(record)) for entity, found in records.items() for record in found
    }


def keys_of_rows(database: Database) -> set[tuple[str, str]]:
    """The entities and ids of the rows of all tables."""
    with database.read() as db:
        return {key(row) for name, key in ROWS.items() for row in db.execute(select(metadata.tables[name]))}


@few_examples
@any_history
def test_an_administrator_gets_the_tables(history: list[Step], company: Company, database: Database) -> None:
    histories.run(company, history)
    reader = Reader(company.carol, limit=50)
    reader.follow()

    personal = {key: record for key, record in reader.objects.items() if key[0] in ("worklog", "allocation", "timesheetapproval")}
    assert personal == stored(database)
    logged = {key for key in keys_of_rows(database) if key[0] not in CREATED_BY_MIGRATIONS and not ENTITIES[key[0]].is_private}
    assert logged <= reader.objects.keys()


def visible_ids(person: Person) -> dict[str, set[str]]:
    """The ids of the objects that the person sees through other operations."""
    found = person.get("/plans", from_="2025-12-01", to="2026-12-31", limit=1000).json()["results"]
    return {
        "worklog": {str(worklog.tempo_worklog_id) for worklog in person.client.worklogs.iter_worklogs()},
        "allocation": {str(plan["id"]) for plan in found},
    }


@few_examples
@any_history
def test_others_get_what_they_may_see(history: list[Step], company: Company) -> None:
    readers = {name: Reader(company.people[name], limit=50) for name in ("alice", "bob", "frank")}
    for half in (history[::2], history[1::2]):
        histories.run(company, half)
        for name, reader in readers.items():
            reader.follow()
            seen = visible_ids(company.people[name])
            assert {entity: reader.ids(entity) for entity in seen} == seen, name
            assert _timesheets(reader) == _steps(company.people[name]), name


def _timesheets(reader: Reader) -> set[tuple[str, str]]:
    return {(sheet["account_id"], sheet["from_date"]) for (entity, _), sheet in reader.objects.items() if entity == "timesheetapproval"}


def _steps(person: Person) -> set[tuple[str, str]]:
    """The timesheets whose steps the person sees."""
    response = person.post("/timesheet-approvals/logs/search", {}, limit=1000)
    assert response.status_code == 200, response.text
    return {(step["user"]["accountId"], step["period"]["from"]) for step in response.json()["results"]}


@pytest.mark.parametrize("limit", [1, 3])
def test_pages_divide_the_feed_without_repeating_a_change(alice: Person, limit: int) -> None:
    ids = [str(alice.logs()["tempoWorklogId"]) for _ in range(4)]

    read = Reader(alice, "worklog", limit=limit).follow()

    assert [change["entityId"] for change in read] == ids
    assert [change["sequence"] for change in read] == sorted({change["sequence"] for change in read})
