"""Isolation and rollback of transactions."""

import time

import pytest
from sqlalchemy import select, text

from andante.directory.people.store import users
from andante.kit.database import Database
from andante.sql import engines
from andante.sql.prepared import Prepared

NAMES = select(users.c.display_name).order_by(users.c.display_name)
RENAME = text("UPDATE users SET display_name = 'Zoe' WHERE display_name = 'Alice'")


def test_the_next_read_sees_a_write(database: Database) -> None:
    with database.write() as db:
        db.execute(RENAME)
    with database.read() as db:
        assert "Zoe" in db.scalars(NAMES).all()


def test_a_failed_write_is_rolled_back(database: Database) -> None:
    def rename_and_fail() -> None:
        with database.write() as db:
            db.execute(RENAME)
            assert Prepared(NAMES).all(db)[-1] == ("Zoe",)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        rename_and_fail()
    with database.read() as db:
        assert "Zoe" not in db.scalars(NAMES).all()


def test_a_read_during_a_write_of_the_same_thread_sees_the_old_data(database: Database) -> None:
    with database.write() as outer:
        outer.execute(RENAME)
        with database.read() as inner:
            assert "Zoe" not in inner.scalars(NAMES).all()
            assert Prepared(NAMES).all(inner)[0] == ("Alice",)
        assert "Zoe" in outer.scalars(NAMES).all()


@pytest.mark.own_database  # a shared pool may have several connections: the closed one would fail in a later test
@pytest.mark.parametrize("template", ["postgresql"], indirect=True)
def test_a_connection_that_was_closed_while_idle_is_replaced(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with database.read() as db:
        backend = db.scalar(text("SELECT pg_backend_pid()"))
    other = Database(database.url.render_as_string(hide_password=False))
    with other.read() as db:
        db.execute(text("SELECT pg_terminate_backend(:pid, 1000)"), {"pid": backend})
    other.close()
    monkeypatch.setattr(engines, "IDLE_SECONDS", 0)
    time.sleep(0.01)
    with database.read() as db:
        assert db.scalar(text("SELECT pg_backend_pid()")) != backend
