"""Prepared statements accept and return the same values as SQLAlchemy's own execution."""

import datetime as dt

import pytest
from sqlalchemy import Boolean, Column, Date, Integer, MetaData, String, Table, Time, bindparam, delete, insert, select, update

from andante.kit.database import Database
from andante.kit.db import in_values
from andante.kit.errors import Invalid
from andante.sql.prepared import Prepared

things = Table(
    "things",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("name", String(50)),
    Column("day", Date),
    Column("time", Time),
    Column("done", Boolean),
)
ROW = {"name": "a", "day": dt.date(2026, 3, 18), "time": dt.time(9, 30), "done": True}


@pytest.fixture(autouse=True)
def _things(database: Database) -> None:
    with database.write() as db:
        things.create(db)


def test_rows_equal_those_of_sqlalchemy(database: Database) -> None:
    with database.write() as db:
        Prepared(insert(things)).run_all(db, [ROW, ROW | {"name": None, "day": None, "time": None, "done": False}])
        expected = [tuple(row) for row in db.execute(select(things))]
        assert Prepared(select(things)).all(db) == expected
        assert Prepared(select(things)).one_or_none(db) == expected[0]
        assert expected[0][1:] == ("a", dt.date(2026, 3, 18), dt.time(9, 30), True)


def test_a_statement_runs_again_with_other_parameters(database: Database) -> None:
    add, by_name = Prepared(insert(things).returning(things.c.id)), Prepared(select(things.c.id).where(things.c.name == bindparam("name")))
    with database.write() as db:
        [(first,)], [(second,)] = add.all(db, **ROW), add.all(db, **ROW | {"name": "b"})
        assert (by_name.all(db, name="a"), by_name.all(db, name="b")) == ([(first,)], [(second,)])
        assert by_name.one_or_none(db, name="nobody") is None


def test_values_in_the_statement_are_kept(database: Database) -> None:
    named = Prepared(select(things.c.name).where(things.c.day == dt.date(2026, 3, 18), in_values(things.c.name, "names")))
    with database.write() as db:
        Prepared(insert(things)).run_all(db, [ROW, ROW | {"name": "b"}, ROW | {"name": "c", "day": dt.date(2026, 3, 19)}])
        assert sorted(named.all(db, names=["b", "c", "d"])) == [("b",)]
        assert sorted(named.all(db, names=["a", "b"])) == [("a",), ("b",)]


def test_an_update_and_a_delete_use_their_parameters(database: Database) -> None:
    rename = Prepared(update(things).where(things.c.name == bindparam("old")).values(name=bindparam("new")))
    with database.write() as db:
        Prepared(insert(things)).run_all(db, [ROW, ROW | {"name": "b"}])
        rename.run_all(db, [{"old": "a", "new": "x"}])
        Prepared(delete(things).where(things.c.name == bindparam("gone"))).run_all(db, [{"gone": "b"}])
        assert db.scalars(select(things.c.name)).all() == ["x"]


def test_no_rows_means_no_execution(database: Database) -> None:
    with database.write() as db:
        Prepared(insert(things)).run_all(db, [])
        assert Prepared(select(things)).all(db) == []


MANY = 300
"""More rows than PostgreSQL inserts one by one."""

TEXTS = ("a", "", "tab\t, line\n and \\ backslash", "\\N", "quote ' and \"", "Zoë 😀", None)


def test_many_rows_are_stored_like_a_few(database: Database) -> None:
    rows = [
        {"name": TEXTS[n % len(TEXTS)], "day": dt.date(2026, 3, 1 + n % 28) if n % 3 else None, "time": dt.time(n % 24), "done": n % 2 == 0}
        for n in range(MANY)
    ]
    with database.write() as db:
        Prepared(insert(things)).run_all(db, rows)
        found = db.execute(select(things.c.name, things.c.day, things.c.time, things.c.done).order_by(things.c.id)).all()
        assert [tuple(row) for row in found] == [tuple(row.values()) for row in rows]


def test_many_rows_follow_what_was_sent_before_them(database: Database) -> None:
    add = Prepared(insert(things))
    with database.write() as db:
        add.run_all(db, [ROW])
        add.run_all(db, [ROW | {"name": "many"}] * MANY)
        add.run_all(db, [ROW | {"name": "last"}])
        names = db.scalars(select(things.c.name).order_by(things.c.id)).all()
        assert names == ["a", *["many"] * MANY, "last"]


def test_one_refused_row_of_many_stores_none(database: Database) -> None:
    rows = [ROW | {"id": n % (MANY - 1)} for n in range(MANY)]
    with pytest.raises(Invalid, match="already exists"), database.write() as db:
        Prepared(insert(things)).run_all(db, rows)

    with database.read() as db:
        assert Prepared(select(things)).all(db) == []
