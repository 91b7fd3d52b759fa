"""Migration of databases in which API tokens had their own table."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from alembic import command
from sqlalchemy import text

from andante import schema
from andante.identity.tokens import actions as tokens
from andante.identity.tokens.actions import TokenAuthenticator
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from andante.kit.secrets import digest


@pytest.fixture
def empty_postgresql(postgresql: str) -> Iterator[str]:
    with psycopg.connect(postgresql.replace("+psycopg", ""), autocommit=True) as admin:
        admin.execute("CREATE DATABASE old_tokens")
        yield postgresql.replace("/postgres?", "/old_tokens?")
        admin.execute("DROP DATABASE old_tokens WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database with the schema from before the migration."""
    on_sqlite = request.param == "sqlite"
    database = Database(f"sqlite:///{tmp_path / 'old.db'}" if on_sqlite else request.getfixturevalue("empty_postgresql"))
    with database.write() as db:
        command.upgrade(schema._config(db), "0001")
    yield database
    database.close()


def test_old_tokens_stay_valid_and_new_ones_get_new_ids(old: Database) -> None:
    with old.write() as db:
        db.execute(text("INSERT INTO users VALUES ('712020:ada', 'Ada', NULL, 'UTC', true)"))
        for name in ("one", "two"):
            values = {"name": name, "digest": digest(name)}
            row = "'712020:ada', :name, :digest, 'worklogs:view', '2026-03-01T00:00:00Z', '2027-03-01T00:00:00Z'"
            db.execute(text(f"INSERT INTO api_tokens (account_id, name, digest, scopes, created_at, expires_at) VALUES ({row})"), values)
    schema.migrate(old)

    with old.write() as db:
        assert TokenAuthenticator().authenticate(db, clock.now(), "two").scopes == frozenset({"worklogs:view"})
        call = Call(db, SYSTEM, clock.now())
        assert tokens.create_token(call, "712020:ada", "three")[0].id == 3
        assert [token.name for token in tokens.tokens_of(call, "712020:ada")] == ["one", "two", "three"]
