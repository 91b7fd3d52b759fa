"""Migration of databases from before issue types, statuses and priorities had tables."""

from collections.abc import Iterator

import pytest
from alembic import command
from sqlalchemy import text

from andante import schema
from andante.directory.issues import queries as issues
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database

BEFORE = "0001"
"""A revision with the old tables."""

ROWS = (
    "INSERT INTO users (account_id, display_name, time_zone, active) VALUES ('712020:a', 'A', 'UTC', true)",
    "INSERT INTO projects (id, key, name) VALUES (1, 'P', 'P')",
    "INSERT INTO issues (id, key, summary, project_id, type) VALUES (1, 'P-1', 'Old', 1, 'Bug'), (2, 'P-2', 'Older', 1, 'Incident')",
    "INSERT INTO changes (entity, entity_id, action, actor, at) VALUES ('issue', '1', 'Created', 'x', '2025-01-02T03:04:05Z')",
    "INSERT INTO worklogs (issue_id, author_id, start_date, start_time, start_utc, time_spent_seconds, billable_seconds, description,"
    " created_at, updated_at) VALUES (1, '712020:a', '2025-01-02', '09:00:00.000000', '2025-01-02T09:00:00Z', 60, 60, '',"
    " '2025-01-02T09:00:00Z', '2025-01-02T09:00:00Z')",
)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """An empty database on each engine."""
    if request.param == "sqlite":
        opened = Database(f"sqlite:///{tmp_path_factory.mktemp('older') / 'older.db'}")
        yield opened
        opened.close()
        return
    server = Database(request.getfixturevalue("postgresql"))
    with server.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as admin:
        admin.execute(text("DROP DATABASE IF EXISTS older"))
        admin.execute(text("CREATE DATABASE older"))
    opened = Database(str(request.getfixturevalue("postgresql")).replace("/postgres?", "/older?"))
    yield opened
    opened.close()
    server.close()


def test_issues_keep_types_and_worklogs_and_get_their_timestamps_from_the_change_log(empty: Database) -> None:
    with empty.write() as db:
        command.upgrade(schema._config(db), BEFORE)
        for row in ROWS:
            db.execute(text(row))

    schema.migrate(empty)

    with empty.read() as db:
        call = Call(db, SYSTEM, clock.now())
        catalog = issues.catalog(call)
        first, second = issues.list_all(call)
        assert (catalog.types[first.type_id].name, catalog.types[second.type_id].name) == ("Bug", "Incident")
        assert {catalog.statuses[issue.status_id].name for issue in (first, second)} == {"To Do"}
        assert (first.created_at, first.updated_at) == ("2025-01-02T03:04:05Z", "2025-01-02T03:04:05Z")
        assert second.created_at == clock.now()
        assert db.scalar(text("SELECT count(*) FROM worklogs")) == 1


def test_references_are_enforced_after_the_migration(empty: Database) -> None:
    schema.migrate(empty)

    with pytest.raises(Exception, match="a new object refers to the deleted one"), empty.write() as db:
        db.execute(text("INSERT INTO versions (id, project_id, name, sequence, released) VALUES (1, 999, 'x', 1, false)"))


def test_a_migration_that_leaves_dangling_references_fails(tmp_path_factory: pytest.TempPathFactory) -> None:
    opened = Database(f"sqlite:///{tmp_path_factory.mktemp('older') / 'dangling.db'}")
    schema.migrate(opened)

    with pytest.raises(AssertionError, match="rows refer to missing rows"), schema.schema_transaction(opened) as db:
        db.execute(text("INSERT INTO versions (id, project_id, name, sequence, released) VALUES (1, 999, 'x', 1, false)"))

    with opened.read() as db:
        assert db.scalar(text("SELECT count(*) FROM versions")) == 0
    opened.close()
