"""A database of every earlier revision, with data in every table, is upgraded by the command. It keeps its data, and responds like one
that was upgraded one revision at a time."""

from contextlib import closing
from typing import Any, NamedTuple

import httpx
import pytest
from sqlalchemy import insert, select

from andante import schema
from andante.app import application
from andante.kit.database import Database
from andante.kit.operation import Operation
from andante.kit.settings import Settings
from tests.cast import BASE_URL, stopped_clock
from tests.everywhere.seed import BODIES, QUERIES
from tests.everywhere.seeded import OPERATIONS
from tests.shell import Shell
from tests.wsgi import WsgiTransport

from .contents import RANDOM
from .generated_rows import TOKEN, USERS
from .history import REVISIONS, History

Rows = dict[str, list[tuple[Any, ...]]]
EARLIER, NEWEST = REVISIONS[:-1], REVISIONS[-1]
TABLES = [table for table in schema.metadata.sorted_tables if table.name not in RANDOM]
PATH_VALUES: dict[str, int | str] = {
    "account_id": USERS[0],
    "account_key": "K1",
    "assignee_id": USERS[0],
    "assignee_type": "USER",
    "day": "2026-03-10",
    "key": "K1",
}
"""By name of the parameter. All others are ids."""


class Contents(NamedTuple):
    """The rows of a database by table, and the responses by operation."""

    rows: Rows
    responses: dict[str, Any]


@pytest.fixture(scope="session")
def expected(history: History) -> Contents:
    """The contents of the database that was upgraded one revision at a time."""
    with stopped_clock(), closing(Database(history.copy(NEWEST))) as database:
        return Contents(rows_of(database), responses(database))


def rows_of(database: Database) -> Rows:
    with database.snapshot() as db:
        return {table.name: sorted(map(tuple, db.execute(select(table))), key=repr) for table in TABLES}


def test_every_table_has_rows(expected: Contents) -> None:
    assert [name for name, rows in expected.rows.items() if not rows] == []


@pytest.mark.parametrize("revision", EARLIER)
def test_an_upgraded_database_responds_like_one_that_was_upgraded_step_by_step(history: History, expected: Contents, revision: str) -> None:
    shell = Shell(history.copy(revision))

    assert shell("admin", "migrate").endswith(f"The database is at revision {NEWEST}.\n")

    with closing(Database(shell.url)) as upgraded:
        missing = _missing(expected.rows, rows_of(upgraded))
        assert missing.keys().isdisjoint(history.tables[revision]), "rows of tables that existed before are lost or changed"
        _add(upgraded, missing)
        assert rows_of(upgraded) == expected.rows
        assert responses(upgraded) == expected.responses


def _missing(expected: Rows, found: Rows) -> Rows:
    different = {name: [row for row in rows if row not in found[name]] for name, rows in expected.items()}
    return {name: rows for name, rows in different.items() if rows}


def _add(database: Database, missing: Rows) -> None:
    """Adds the rows of tables that are newer than the database was."""
    with database.write() as db:
        for table in TABLES:
            if rows := missing.get(table.name):
                db.execute(insert(table), [dict(zip(table.c.keys(), row, strict=True)) for row in rows])


def responses(database: Database) -> dict[str, Any]:
    """The response of each reading operation to an administrator."""
    app = application(Settings(access_log=False), database)
    headers = {"Authorization": f"Bearer {TOKEN}"}
    with httpx.Client(transport=WsgiTransport(app), base_url=BASE_URL, headers=headers) as client:
        return {operation.id: _response(client, operation) for operation in OPERATIONS if not operation.writes}


def _response(client: httpx.Client, operation: Operation[Any, Any]) -> Any:
    path = operation.url("", *(_path_value(operation, name) for name in operation.path_parameters))
    query = QUERIES.get(operation.id, "")
    body = BODIES.get(operation.id, {}) if operation.body else None
    response = client.request(operation.method, f"{path}?{query}", json=body)
    assert response.status_code == 200, (operation.id, path, response.text)
    return response.json()


def _path_value(operation: Operation[Any, Any], name: str) -> int | str:
    """A value of the first generated row."""
    if name == "key" and "work-attribute" in operation.path:
        return "_K1_"
    return PATH_VALUES.get(name, 1)
