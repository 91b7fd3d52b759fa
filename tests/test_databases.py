"""Tests that share a database don't affect each other."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import select, text

from andante.kit.database import Database
from andante.schema import metadata

from .cast import Company, Person
from .databases import Server, Template

COUNTERS = {
    "sqlite": "SELECT name, seq FROM sqlite_sequence ORDER BY name",
    "postgresql": "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' ORDER BY sequencename",
}


@pytest.fixture
def shared(template: Template) -> Iterator[Template]:
    """A template with a shared server that no other test has used."""
    template.shared.close()
    yield template
    template.shared.close()


def contents(database: Database) -> dict[str, Any]:
    with database.read() as db:
        rows = {table.name: sorted(map(repr, db.execute(select(table)))) for table in metadata.sorted_tables}
        return rows | {"counters": db.execute(text(COUNTERS[database.url.get_backend_name()])).all()}


def people(template: Template, server: Server) -> Company:
    return Company({name: Person(name, token, server.app) for name, token in template.tokens.items()})


def test_rows_and_counters_are_restored(shared: Template) -> None:
    with shared.shared.borrowed() as server:
        database, before = server.database, contents(server.database)
        company = people(shared, server)
        first = company.alice.logs()["tempoWorklogId"]
        assert company.carol.post("/teams", {"name": "New"}).status_code == 200
        assert company.carol.delete("/teams/1").status_code == 204
        assert contents(database) != before

    with shared.shared.borrowed() as server:
        assert server.database is database
        assert contents(database) == before
        assert people(shared, server).alice.logs()["tempoWorklogId"] == first


def test_counters_are_restored_if_no_rows_are_left(shared: Template) -> None:
    def create_and_delete(server: Server) -> int:
        with server.database.write() as db:
            db.execute(text("INSERT INTO programs (name) VALUES ('Earth')"))
            id: int = db.execute(text("SELECT max(id) FROM programs")).scalar_one()
            db.execute(text("DELETE FROM programs"))
        return id

    with shared.shared.borrowed() as server:
        first = create_and_delete(server)
    with shared.shared.borrowed() as server:
        assert create_and_delete(server) == first


def test_cached_queries_do_not_survive_a_restore(shared: Template) -> None:
    with shared.shared.borrowed() as server:
        with server.database.write() as db:
            db.execute(text("DELETE FROM tokens"))
        assert people(shared, server).alice.get("/worklogs").status_code == 401
    with shared.shared.borrowed() as server:
        assert people(shared, server).alice.get("/worklogs").status_code == 200


def changes_the_schema(database: Database) -> None:
    with database.write() as db:
        db.execute(text("CREATE TABLE more (id INTEGER)"))


def adds_an_index(database: Database) -> None:
    with database.write() as db:
        db.execute(text("CREATE INDEX more ON worklogs (time_spent_seconds)"))


def adds_a_column(database: Database) -> None:
    with database.write() as db:
        db.execute(text("ALTER TABLE teams ADD COLUMN more INTEGER"))


@pytest.mark.parametrize("change", [changes_the_schema, adds_an_index, adds_a_column])
def test_a_database_with_another_schema_is_replaced(shared: Template, change: Callable[[Database], None]) -> None:
    with shared.shared.borrowed() as server:
        used = server.database
        change(used)
    with shared.shared.borrowed() as server:
        assert server.database is not used


def test_a_database_with_an_open_transaction_is_replaced(shared: Template) -> None:
    with shared.shared.borrowed() as server:
        used = server.database
        transaction = used.write()
        transaction.__enter__().execute(text("UPDATE tokens SET name = 'changed'"))
    with shared.shared.borrowed() as server:
        assert server.database is not used
    with suppress(Exception):  # its database is gone
        transaction.__exit__(None, None, None)


@pytest.mark.own_database
def test_a_marked_test_has_its_own_database(template: Template, database: Database) -> None:
    with template.shared.borrowed() as server:
        assert server.database is not database
