"""The change log: entities, and readers that follow it without missing or repeating a row."""

import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from msgspec import Struct
from sqlalchemy import Connection, func, select, update

from andante import schema
from andante.kit import changes, clock
from andante.kit.changes import ENTITIES, START, Action, Change, Entity, Origin, Position, read_after
from andante.kit.database import Database
from tests.cast import Person
from tests.conftest import Template


class Note(Struct):
    text: str


@pytest.fixture
def note(monkeypatch: pytest.MonkeyPatch) -> Entity[Note]:
    """An entity that is registered for one test."""
    monkeypatch.setattr(changes, "ENTITIES", {})
    return Entity("note", "Note", Note)


@pytest.fixture
def remark(note: Entity[Note]) -> Entity[Note]:
    return Entity("remark", "Remark", note.record, version=3)


@pytest.fixture
def on_postgresql(postgresql_template: Template) -> Iterator[Database]:
    url = postgresql_template.copy()
    opened = Database(url)
    yield opened
    opened.close()
    postgresql_template.drop(url)


def record(db: Connection, entity: Entity[Note], *ids: int) -> None:
    changes.insert_all(db, entity, Action.CREATED, Origin("me", clock.now(), "request"), ((id, None, Note(str(id))) for id in ids))


class Follower:
    """Reads new changes and collects them."""

    def __init__(self, database: Database, *entities: Entity[Note]) -> None:
        self.database, self.entities = database, list(entities)
        self.position = START
        self.read: list[Change] = []

    def follow(self, limit: int = 1000) -> list[str]:
        """The entity ids of the new changes. If there are fewer than `limit`, there are no more."""
        with self.database.read() as db:
            found, self.position = read_after(db, self.position, limit, self.entities)
        self.read += found
        return [change.entity_id for change in found]

    def follow_until(self, count: int) -> list[int]:
        """The entity ids of all changes that it has read, when there are this many. Jobs of PostgreSQL may delay it."""
        deadline = time.monotonic() + 30
        while len(self.read) < count and time.monotonic() < deadline:
            self.follow(limit=2)
        self.follow()
        return [int(change.entity_id) for change in self.read]


def test_an_entity_is_declared_once(note: Entity[Note]) -> None:
    with pytest.raises(ValueError, match="'note' is declared twice"):
        Entity(note.name, "Another note", Note)


def test_a_reader_gets_each_row_once_with_its_version_and_request(database: Database, remark: Entity[Note]) -> None:
    follower = Follower(database, remark)
    with database.write() as db:
        record(db, remark, 1, 2, 3)

    assert follower.follow_until(3) == [1, 2, 3]
    assert {(row.version, row.request_id, row.action, row.before) for row in follower.read} == {(3, "request", "Created", None)}
    assert [row.after for row in follower.read] == ['{"text":"1"}', '{"text":"2"}', '{"text":"3"}']
    assert follower.follow() == []


def test_a_reader_of_some_entities_skips_the_rows_of_others(database: Database, note: Entity[Note], remark: Entity[Note]) -> None:
    follower = Follower(database, remark)
    with database.write() as db:
        record(db, note, *range(50))
        record(db, remark, 7)

    assert follower.follow_until(1) == [7]
    with database.read() as db:
        rest, position = read_after(db, follower.position, 10)
    assert rest == []
    assert position >= follower.position > START


def test_without_entities_everything_is_read(database: Database) -> None:
    with database.read() as db:
        found, _ = read_after(db, START, 10_000)
        assert len(found) == db.scalar(select(func.count()).select_from(changes.changes))
    assert {change.entity for change in found} >= {"user", "team", "issue"}


def test_a_later_id_that_commits_first_waits_for_the_earlier_one(on_postgresql: Database, note: Entity[Note]) -> None:
    follower = Follower(on_postgresql, note)
    with on_postgresql.engine.connect() as slow, on_postgresql.engine.connect() as fast:
        slow.begin()
        fast.begin()
        record(slow, note, 1)
        record(fast, note, 2)
        fast.commit()
        with on_postgresql.read() as db:
            assert list(db.scalars(select(changes.changes.c.entity_id).where(changes.changes.c.entity == "note"))) == ["2"]
        assert follower.follow() == []
        record(slow, note, 3)
        slow.commit()

    assert follower.follow_until(3) == [1, 3, 2]


def test_a_transaction_that_is_rolled_back_leaves_no_rows_and_blocks_no_reader(on_postgresql: Database, note: Entity[Note]) -> None:
    follower = Follower(on_postgresql, note)
    with on_postgresql.engine.connect() as undone, on_postgresql.engine.connect() as done:
        undone.begin()
        done.begin()
        record(undone, note, 1)
        record(done, note, 2)
        done.commit()
        undone.rollback()

    assert follower.follow_until(1) == [2]


STEPS = st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["write", "write", "commit", "roll back", "read"])), max_size=40)


@given(steps=STEPS, limit=st.integers(1, 5))
@settings(
    max_examples=100, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_each_row_is_read_once_in_any_order_of_transactions(
    on_postgresql: Database, note: Entity[Note], steps: list[tuple[int, str]], limit: int
) -> None:
    follower = Follower(on_postgresql, note)
    with on_postgresql.write() as db:
        db.execute(changes.changes.delete())
    committed: list[int] = []
    with ExitStack() as opened:
        writers = [opened.enter_context(on_postgresql.engine.connect()) for _ in range(4)]
        pending: list[list[int]] = [[] for _ in writers]
        for number, (writer, step) in enumerate(steps):
            match step:
                case "write":
                    if not writers[writer].in_transaction():
                        writers[writer].begin()
                    record(writers[writer], note, number)
                    pending[writer].append(number)
                case "commit":
                    writers[writer].commit()
                    committed += pending[writer]
                    pending[writer] = []
                case "roll back":
                    writers[writer].rollback()
                    pending[writer] = []
                case _:
                    follower.follow(limit)
                    assert {int(change.entity_id) for change in follower.read} <= set(committed)

    assert sorted(follower.follow_until(len(committed))) == sorted(committed)


def test_after_a_restore_into_a_newer_installation_new_rows_come_last(on_postgresql: Database, note: Entity[Note]) -> None:
    """A dump contains the transaction numbers of its installation."""
    old_number = 10**12
    with on_postgresql.write() as db:
        record(db, note, 1)
        db.execute(update(changes.changes).where(changes.changes.c.entity == "note").values(transaction_id=old_number))
    follower = Follower(on_postgresql, note)
    assert follower.follow() == []

    schema.continue_after_restore(on_postgresql)
    schema.continue_after_restore(on_postgresql)
    assert follower.follow_until(1) == [1]
    assert follower.position > Position(old_number, 0)
    with on_postgresql.write() as db:
        record(db, note, 2)
    assert follower.follow_until(2) == [1, 2]


def test_a_change_has_the_request_id_of_the_access_log(alice: Person, database: Database) -> None:
    worklog = alice.logs()
    named = alice.http.delete(f"/4/worklogs/{worklog['tempoWorklogId']}", headers={"X-Request-Id": "nightly-1"})

    assert named.headers["x-request-id"] == "nightly-1"
    with database.read() as db:
        found, _ = read_after(db, START, 10_000, [ENTITIES["worklog"]])
    first, last = (change.request_id for change in found)
    assert first is not None
    assert (len(first), last) == (32, "nightly-1")


def test_a_change_outside_of_a_request_has_no_request_id(database: Database) -> None:
    with database.read() as db:
        found, _ = read_after(db, START, 10_000, [ENTITIES["team"]])

    assert {change.request_id for change in found} == {None}
