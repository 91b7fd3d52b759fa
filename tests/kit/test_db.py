"""Transactions, and the differences between the engines."""

import threading

import pytest
from sqlalchemy import select
from sqlalchemy.sql.elements import ColumnElement

from andante import schema
from andante.directory.people.store import users
from andante.directory.projects.store import projects
from andante.kit.call import Call
from andante.kit.database import Database
from andante.kit.db import in_values, lock, metadata, next_id, on_sqlite, refuse_if_used, try_lock, without_index
from andante.kit.errors import Invalid, Unavailable
from andante.sql.references import used_by
from tests.cast import ACCOUNT_IDS, NORTH


def test_a_failed_transaction_is_rolled_back(database: Database) -> None:
    def fail() -> None:
        with database.write() as db:
            db.execute(projects.insert().values(id=1, key="X", name="X"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    with database.read() as db:
        assert db.scalar(select(projects.c.id).where(projects.c.id == 1)) is None


def test_a_nested_transaction_gets_its_own_connection(database: Database) -> None:
    with database.read() as outer, database.read() as inner:
        assert outer is not inner
        assert inner.scalar(select(projects.c.id).where(projects.c.key == "NORTH")) == NORTH


def test_a_snapshot_does_not_change_while_its_rows_are_read(database: Database) -> None:
    def add() -> None:
        with database.write() as db:
            db.execute(projects.insert().values(id=1, key="X", name="X"))

    keys = select(projects.c.key).order_by(projects.c.key)
    with database.snapshot() as db:
        before = db.scalars(keys).all()
        other = threading.Thread(target=add)
        other.start()
        other.join()

        assert list(db.scalars(keys, execution_options={"yield_per": 1})) == before

    with database.read() as db:
        assert len(db.scalars(keys).all()) == len(before) + 1


def test_in_values_accepts_no_values_and_very_many(call: Call) -> None:
    ids = select(projects.c.id).order_by(projects.c.id)

    assert call.db.scalars(ids.where(in_values(projects.c.id, []))).all() == []
    assert call.db.scalars(ids.where(in_values(projects.c.id, range(100_000)))).all() == [10000, 10001]
    assert call.db.scalars(ids.where(in_values(projects.c.key, "keys")), {"keys": ["SOUTH", "'"]}).all() == [10001]


def test_in_values_uses_an_index_and_can_be_negated_and_combined(call: Call) -> None:
    """SQLAlchemy appends `= 1` to most custom conditions for SQLite, which then doesn't use an index."""
    north = in_values(projects.c.key, ["NORTH"])
    ids = select(projects.c.id).order_by(projects.c.id)

    assert call.db.scalars(ids.where(~north)).all() == [10001]
    assert call.db.scalars(ids.where(north | (projects.c.id == 10001))).all() == [10000, 10001]
    assert call.db.scalars(ids.where(north & (projects.c.id == 10001))).all() == []
    if on_sqlite(call.db):
        assert _plan(call, north).startswith("SEARCH projects USING")


def test_without_index_returns_the_same_without_an_index(call: Call) -> None:
    north = without_index(in_values(projects.c.key, ["NORTH"]))
    ids = select(projects.c.id).order_by(projects.c.id)

    assert call.db.scalars(ids.where(north)).all() == [10000]
    assert call.db.scalars(ids.where(~north)).all() == [10001]
    if on_sqlite(call.db):
        assert _plan(call, north).startswith("SCAN projects")


def _plan(call: Call, condition: ColumnElement[bool]) -> str:
    """The first step of the query plan for projects."""
    query = select(projects.c.name).where(condition).compile(call.db)
    rows = call.db.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", ("[]",))
    return next(str(row.detail) for row in rows if " projects" in row.detail)


def test_the_next_id_follows_the_highest(call: Call) -> None:
    assert next_id(call.db, projects, 10_000) == 10_002
    call.db.execute(projects.insert().values(id=99_999, key="FAR", name="Far"))
    assert next_id(call.db, projects, 10_000) == 100_000


def test_an_object_in_use_is_refused_with_the_tables_that_use_it(call: Call) -> None:
    assert used_by(call.db, metadata, projects.c.id, NORTH) == ["issues"]
    assert used_by(call.db, metadata, projects.c.key, "NORTH") == []
    with pytest.raises(Invalid, match="Project NORTH can't be deleted: it is used by issues"):
        refuse_if_used(call.db, projects.c.id, NORTH, "Project NORTH")


def test_an_unused_object_is_not_refused(call: Call) -> None:
    call.db.execute(users.insert().values(account_id="x", display_name="X", time_zone="UTC", active=True))

    refuse_if_used(call.db, users.c.account_id, "x", "User X")
    assert "tokens" in used_by(call.db, metadata, users.c.account_id, ACCOUNT_IDS["alice"])


def test_try_lock_fails_on_postgresql_while_another_transaction_holds_the_lock(database: Database) -> None:
    with database.write() as db:
        assert try_lock(db, "bulk", 1)
        lock(db, "other", 1)
        if not database.sqlite:
            with database.write() as other:
                assert not try_lock(other, "bulk", 1)
                assert try_lock(other, "bulk", 2)


def test_a_writer_on_sqlite_that_times_out_is_unavailable(database: Database) -> None:
    if not database.sqlite:
        pytest.skip("PostgreSQL has no single writer")
    second = Database(database.url.render_as_string())

    with database.write(), pytest.raises(Unavailable, match="The database is busy with other changes"), second.write(timeout=0):
        pass
    second.close()


def test_concurrent_writers_lose_no_rows(database: Database) -> None:
    def add(number: int) -> None:
        own = Database(database.url.render_as_string(hide_password=False))
        for _ in range(5):
            with own.write() as db:
                id = next_id(db, projects, 10_000)
                db.execute(projects.insert().values(id=id, key=f"P{id}", name=f"By {number}"))
        own.close()

    threads = [threading.Thread(target=add, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with database.read() as db:
        assert db.scalars(select(projects.c.id).order_by(projects.c.id)).all() == list(range(10_000, 10_022))


def test_migrating_again_changes_nothing(database: Database) -> None:
    schema.migrate(database)

    assert schema.current_revision(database) == schema.head_revision()
