"""Statements in a pipeline have the same effects as outside of one. SQLite has no pipelines."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Column, Connection, Integer, MetaData, String, Table, bindparam, insert, select, update

from andante.kit.database import Database
from andante.kit.errors import Invalid
from andante.sql.prepared import Prepared

things = Table("things", MetaData(), Column("id", Integer, primary_key=True), Column("name", String(5), nullable=False))
ADD = Prepared(insert(things))
RENAME = Prepared(update(things).where(things.c.id == bindparam("which")).values(name=bindparam("called")))
ALL = Prepared(select(things.c.id, things.c.name).order_by(things.c.id))
ONE, TWO = {"id": 1, "name": "one"}, {"id": 2, "name": "two"}


@pytest.fixture(autouse=True)
def _things(database: Database) -> None:
    with database.write() as db:
        things.create(db)


def stored(database: Database) -> list[Any]:
    """The data that another connection reads."""
    other = Database(database.url.render_as_string(hide_password=False))
    with other.read() as db:
        rows = ALL.all(db)
    other.close()
    return rows


def test_the_commit_stores_the_effects_of_a_pipeline(database: Database) -> None:
    with database.write() as db:
        ALL.all(db)
        ADD.run_all(db, [ONE, TWO])
        RENAME.run_all(db, [{"which": 2, "called": "three"}])

    assert stored(database) == [(1, "one"), (2, "three")]


def test_statements_for_a_pipeline_may_be_the_first_of_a_transaction(database: Database) -> None:
    with database.write() as db:
        ADD.run_all(db, [ONE])
        RENAME.run_all(db, [{"which": 1, "called": "uno"}])

    assert stored(database) == [(1, "uno")]


def test_later_queries_see_the_effects_of_a_pipeline(database: Database) -> None:
    with database.write() as db:
        ALL.all(db)
        ADD.run_all(db, [ONE])
        assert ALL.all(db) == [(1, "one")]
        ADD.run_all(db, [TWO])
        assert db.execute(select(things.c.id, things.c.name).order_by(things.c.id)).all() == [(1, "one"), (2, "two")]
        RENAME.run_all(db, [{"which": 1, "called": "uno"}, {"which": 2, "called": "due"}])
        assert db.execute(update(things).where(things.c.id == 2).values(name="dos")).rowcount == 1
        with db.begin_nested():
            RENAME.run_all(db, [{"which": 1, "called": "eins"}])

    assert stored(database) == [(1, "eins"), (2, "dos")]


def nothing(_: Connection) -> None:
    pass


def wait(_: Connection) -> None:
    """Waits until the results have arrived."""
    time.sleep(0.05)


def rename(db: Connection) -> None:
    RENAME.run_all(db, [{"which": 1, "called": "eins"}])


def query(db: Connection) -> None:
    ALL.all(db)


def query_with_sqlalchemy(db: Connection) -> None:
    db.execute(select(things.c.id)).all()


def query_with_sqlalchemy_while_handling_another_error(db: Connection) -> None:
    try:
        raise InterruptedError
    except InterruptedError:
        rename(db)
        wait(db)
        query_with_sqlalchemy(db)


@pytest.mark.parametrize(
    "steps",
    [
        (nothing,),
        (wait,),
        (rename,),
        (rename, wait),
        (wait, rename),
        (query,),
        (rename, query),
        (wait, query),
        (query_with_sqlalchemy,),
        (query_with_sqlalchemy_while_handling_another_error,),
        (rename, wait, query_with_sqlalchemy),
    ],
)
def test_an_error_in_a_pipeline_is_raised_and_rolls_back(database: Database, steps: tuple[Callable[[Connection], None], ...]) -> None:
    def add_twice() -> None:
        with database.write() as db:
            ALL.all(db)
            ADD.run_all(db, [ONE])
            ADD.run_all(db, [ONE | {"name": "uno"}])
            for step in steps:
                step(db)

    with pytest.raises(Invalid, match="things"):
        add_twice()

    assert stored(database) == []
    with database.write() as db:
        ADD.run_all(db, [TWO])
    assert stored(database) == [(2, "two")]


def test_an_exception_rolls_a_pipeline_back(database: Database) -> None:
    def fail() -> None:
        with database.write() as db:
            ALL.all(db)
            ADD.run_all(db, [ONE])
            raise InterruptedError

    for _ in range(3):  # the connection is the same each time and must stay usable
        with pytest.raises(InterruptedError):
            fail()

    assert stored(database) == []
    with database.write() as db:
        ADD.run_all(db, [ONE])
    assert stored(database) == [(1, "one")]
