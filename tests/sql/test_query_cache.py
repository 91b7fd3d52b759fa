"""A cached result is what the query would return now."""

import pytest
from sqlalchemy import Column, Connection, Integer, MetaData, String, Table, insert, select, update

from andante.kit.database import Database
from andante.sql.query_cache import MAX_RESULTS, CachedQuery

things = Table("things", MetaData(), Column("id", Integer, primary_key=True), Column("name", String(50)))


class CountedQuery:
    """Reads the name of a thing by its id, and counts how often it queries the database."""

    def __init__(self) -> None:
        self.runs = 0
        self.name = CachedQuery(self._name)

    def _name(self, db: Connection, id: int) -> str | None:
        self.runs += 1
        return db.scalar(select(things.c.name).where(things.c.id == id))


def rename(db: Connection, name: str) -> None:
    db.execute(update(things).where(things.c.id == 1).values(name=name))


@pytest.fixture
def query() -> CountedQuery:
    return CountedQuery()


@pytest.fixture(autouse=True)
def _things(database: Database) -> None:
    with database.write() as db:
        things.create(db)
        db.execute(insert(things), [{"id": id, "name": f"thing {id}"} for id in range(1, MAX_RESULTS + 2)])


def read_name(database: Database, query: CountedQuery, id: int = 1) -> str | None:
    with database.read() as db:
        return query.name(db, id)


def test_the_query_runs_once_until_a_write_on_sqlite_and_each_time_on_postgresql(database: Database, query: CountedQuery) -> None:
    assert {read_name(database, query) for _ in range(3)} == {"thing 1"}
    assert query.runs == (1 if database.sqlite else 3)
    assert read_name(database, query, 2) == "thing 2"


def test_a_write_by_another_connection_is_seen_immediately(database: Database, query: CountedQuery) -> None:
    read_name(database, query)
    other = Database(database.url.render_as_string(hide_password=False))
    with other.write() as db:
        rename(db, "renamed")
    other.close()

    assert read_name(database, query) == "renamed"


def test_a_write_by_the_same_connection_is_seen_immediately(database: Database, query: CountedQuery) -> None:
    read_name(database, query)
    with database.write() as db:
        rename(db, "renamed")
        assert query.name(db, 1) == "renamed"

    assert read_name(database, query) == "renamed"


def test_a_result_before_a_rollback_is_not_cached(database: Database, query: CountedQuery) -> None:
    def rename_and_fail() -> None:
        with database.write() as db:
            rename(db, "never")
            assert query.name(db, 1) == "never"
            raise InterruptedError

    read_name(database, query)
    with pytest.raises(InterruptedError):
        rename_and_fail()

    assert read_name(database, query) == "thing 1"


def test_a_write_during_a_transaction_is_seen_by_the_next(database: Database, query: CountedQuery) -> None:
    other = Database(database.url.render_as_string(hide_password=False))
    with database.snapshot() as db:
        assert query.name(db, 1) == "thing 1"
        with other.write() as concurrent:
            rename(concurrent, "renamed")
        assert query.name(db, 1) == "thing 1"
    other.close()

    assert read_name(database, query) == "renamed"


def test_none_is_not_cached(database: Database, query: CountedQuery) -> None:
    assert [read_name(database, query, -1) for _ in range(2)] == [None, None]
    assert query.runs == 2


def test_the_cache_is_emptied_when_it_is_full(database: Database, query: CountedQuery) -> None:
    for id in [*range(1, MAX_RESULTS + 2), 1]:
        assert read_name(database, query, id) == f"thing {id}"
    assert query.runs == MAX_RESULTS + 2


def test_results_of_different_queries_are_kept_apart(database: Database, query: CountedQuery) -> None:
    upper: CachedQuery[int, str] = CachedQuery(lambda db, id: (query._name(db, id) or "").upper())

    with database.read() as db:
        assert (query.name(db, 1), upper(db, 1)) == ("thing 1", "THING 1")
        assert (query.name(db, 1), upper(db, 1)) == ("thing 1", "THING 1")
