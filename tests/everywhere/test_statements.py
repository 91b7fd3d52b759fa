"""The number of SQL statements of each operation: not more for many rows than for one, and not more than in the snapshot.

`UPDATE_SNAPSHOTS=1 pytest -n 0 tests/everywhere/test_statements.py` updates the snapshot.
"""

import json
import os
from pathlib import Path
from typing import Any

from andante.kit.database import Database
from andante.kit.operation import Operation
from tests.cast import Company
from tests.statements import statements

from .inputs import is_paged, operations
from .seeded import OPERATIONS, SeededServer
from .writes import writes

SNAPSHOT = Path(__file__).parent / "statements.json"


@operations(is_paged)
def test_many_rows_need_as_many_statements_as_one(seeded: SeededServer, operation: Operation[Any, Any]) -> None:
    """Both pages have a next one, because the last page may run other statements."""
    limit = seeded.read(operation, "limit=1000").json()["metadata"]["count"] - 1
    with seeded.statements() as one:
        assert seeded.read(operation, "limit=1").json()["metadata"]["count"] == 1
    with seeded.statements() as many:
        assert seeded.read(operation, f"limit={limit}").json()["metadata"]["count"] == limit >= 2

    assert len(one) == len(many)


def test_reading_runs_as_many_statements_as_in_the_snapshot(seeded: SeededServer) -> None:
    counts = {}
    for operation in OPERATIONS:
        if not operation.writes:
            seeded.read(operation)
            with seeded.statements() as ran:
                seeded.read(operation)
            counts[operation.id] = len(ran)

    _compare("reading", seeded.database, counts)


def test_writing_runs_as_many_statements_as_in_the_snapshot_with_little_and_with_much_data(company: Company, database: Database) -> None:
    counts = {}
    for person in company.people.values():
        person.get("/globalconfiguration")
    for name, little, much in writes(company, database):
        ran = []
        for write in (little, much):
            with statements(database) as collected:
                response = write()
            assert response.status_code in (200, 204), (name, response.text)
            ran.append(collected)
        assert len(ran[0]) == len(ran[1]), f"{name} runs more statements with much data than with little: {ran[1]}"
        counts[name] = len(ran[0])

    missing = {operation.id for operation in OPERATIONS if operation.writes} - counts.keys()
    assert not missing, "Add them in tests/everywhere/writes.py"
    _compare("writing", database, counts)


def _compare(what: str, database: Database, counts: dict[str, int]) -> None:
    """Each engine has its own numbers: PostgreSQL needs locks, while SQLite has only one writer."""
    engine = database.url.get_backend_name()
    snapshot = json.loads(SNAPSHOT.read_text()) if SNAPSHOT.exists() else {}
    if "UPDATE_SNAPSHOTS" in os.environ:
        snapshot.setdefault(what, {})[engine] = counts
        SNAPSHOT.write_text(json.dumps(snapshot, indent=1, sort_keys=True) + "\n")

    assert snapshot[what][engine] == counts
