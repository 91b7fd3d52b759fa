"""Compares two databases, by their rows and by the responses of the API."""

from typing import Any

import httpx
from sqlalchemy import text

from andante.app import application
from andante.kit.database import Database
from andante.kit.settings import Settings
from andante.sql.integrity import table_names
from tests.cast import BASE_URL
from tests.everywhere.seed import BODIES
from tests.everywhere.seeded import OPERATIONS, SeededServer
from tests.wsgi import WsgiTransport

RANDOM = {"webhook_state"}
"""Tables with a random value that a migration creates."""

READS = [operation for operation in OPERATIONS if not operation.writes]


def rows_of(database: Database) -> dict[str, list[str]]:
    """All rows by table, in a fixed order, of a database with any schema."""
    with database.snapshot() as db:
        return {name: sorted(map(repr, db.execute(text(f'SELECT * FROM "{name}"')))) for name in table_names(db) if name not in RANDOM}


def responses(server: SeededServer, database: Database) -> dict[str, Any]:
    """The response of each reading operation to the administrator of `server`, by operation, with the data of `database`."""
    app = application(Settings(access_log=False), database)
    headers = {"Authorization": f"Bearer {server.administrator.token}"}
    with httpx.Client(transport=WsgiTransport(app), base_url=BASE_URL, headers=headers) as client:
        found = {}
        for operation in READS:
            body = BODIES.get(operation.id, {}) if operation.body else None
            response = client.request(operation.method, server.url(operation), json=body)
            assert response.status_code == 200, response.text
            found[operation.id] = response.json()
        return found
