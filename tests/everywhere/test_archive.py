"""An archive of a database with data in every table, imported into an empty database of each engine, gives the same responses."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from andante.app import application
from andante.kit.database import Database
from andante.kit.settings import Settings
from andante.schema import TABLES
from tests.cast import BASE_URL, Person, stopped_clock
from tests.sync.archive.archives import exported, import_archive, manifest, members, rows
from tests.wsgi import WsgiTransport

from .seed import BODIES
from .seeded import OPERATIONS, SeededServer

POSITION = re.compile('"position":"[^"]*"')
CALLERS = ("alice", "bob", "carol", "frank")

JIRA = (
    "/rest/api/2/myself",
    "/rest/api/2/serverInfo",
    "/rest/api/2/mypermissions?permissions=BROWSE_PROJECTS",
    "/rest/api/2/field",
    "/rest/api/2/project",
    "/rest/api/2/project/WEST",
    "/rest/api/2/user/search?query=a",
    "/rest/api/2/search?jql=order+by+key&maxResults=100&fields=*all",
    "/rest/api/2/search?jql=text+~+shore",
    "/rest/api/2/issue/WEST-1",
    "/rest/api/2/issue/NORTH-1/worklog",
    "/rest/api/2/worklog/updated?since=0",
    "/rest/api/2/worklog/deleted?since=0",
)


def test_the_test_data_has_rows_in_every_table(seeded: SeededServer) -> None:
    with seeded.database.read() as db:
        empty = [table.name for table in TABLES if not db.scalar(select(func.count()).select_from(table))]

    assert empty == [], "Create rows in tests/everywhere/seed.py, or in seed_rows.py if no operation creates them"


@dataclass
class Original:
    """An archive of the test data, and what their server responds to several users."""

    archive: bytes
    requests: list[tuple[str, str, Any]]
    responses: dict[str, dict[str, tuple[int, str]]]


@pytest.fixture(scope="session")
def original(seeded: SeededServer, archive: bytes) -> Original:
    """Responses are compared with those of two copies, so they are collected once."""
    requests = [*_requests(seeded)]
    with stopped_clock():
        responses = {name: _responses(seeded.company.people[name], seeded.app, requests) for name in CALLERS}
    return Original(archive, requests, responses)


def test_an_imported_archive_gives_the_same_responses_and_the_same_archive(
    seeded: SeededServer, original: Original, target: Database
) -> None:
    import_archive(target, original.archive)

    assert _contents(exported(target)) == _contents(original.archive)
    copy = application(Settings(access_log=False), target)
    for name, responses in original.responses.items():
        assert _responses(seeded.company.people[name], copy, original.requests) == responses, name
        assert len([status for status, _ in responses.values() if status == 200]) > (100 if name == "carol" else 40)


def _contents(archive: bytes) -> dict[str, Any]:
    """What must be the same on both engines. The order of changes is stored in a different way."""
    tables = manifest(archive)["tables"]
    same = members(archive) | {"manifest.json": [(table["table"], table["rows"], table["last_id"]) for table in tables]}
    ordered = [row | {"transaction_id": 0} for row in rows(archive, "changes")]
    return same | {"tables/changes.jsonl": ordered}


def _requests(seeded: SeededServer) -> Iterator[tuple[str, str, Any]]:
    for operation in OPERATIONS:
        if not operation.writes:
            yield operation.method, seeded.url(operation), BODIES.get(operation.id, {}) if operation.body else None
    for path in JIRA:
        yield "GET", path, None


def _responses(person: Person, app: Any, requests: list[tuple[str, str, Any]]) -> dict[str, tuple[int, str]]:
    """Status and body by path, as this user. Positions in the change feed are left out: they belong to one database."""
    headers = {"Authorization": f"Bearer {person.token}"}
    with httpx.Client(transport=WsgiTransport(app), base_url=BASE_URL, headers=headers) as http:
        responses = {f"{method} {path}": http.request(method, path, json=body) for method, path, body in requests}
    return {path: (response.status_code, POSITION.sub("", response.text)) for path, response in responses.items()}
