"""What a connection remembers is what it would be told again."""

import pytest
from sqlalchemy import Column, Connection, Integer, MetaData, String, Table, insert, select, update

from andante.kit.database import Database
from andante.sql.memory import MOST_ANSWERS, Remembered

things = Table("things", MetaData(), Column("id", Integer, primary_key=True), Column("name", String(50)))


class Question:
    """The name of a thing, and how often the database was asked for one."""

    def __init__(self) -> None:
        self.asked = 0
        self.name = Remembered(self._name)

    def _name(self, db: Connection, id: int) -> str | None:
        self.asked += 1
        return db.scalar(select(things.c.name).where(things.c.id == id))


def rename(db: Connection, name: str) -> None:
    db.execute(update(things).where(things.c.id == 1).values(name=name))


@pytest.fixture
def question() -> Question:
    return Question()


@pytest.fixture(autouse=True)
def _things(database: Database) -> None:
    with database.write() as db:
        things.create(db)
        db.execute(insert(things), [{"id": id, "name": f"thing {id}"} for id in range(1, MOST_ANSWERS + 2)])


def ask(database: Database, question: Question, id: int = 1) -> str | None:
    with database.read() as db:
        return question.name(db, id)


def test_sqlite_is_asked_once_while_nobody_writes_and_postgresql_each_time(database: Database, question: Question) -> None:
    assert {ask(database, question) for _ in range(3)} == {"thing 1"}
    assert question.asked == (1 if database.sqlite else 3)
    assert ask(database, question, 2) == "thing 2"


def test_what_somebody_else_writes_is_seen_at_once(database: Database, question: Question) -> None:
    ask(database, question)
    other = Database(database.url.render_as_string(hide_password=False))
    with other.write() as db:
        rename(db, "renamed")
    other.close()

    assert ask(database, question) == "renamed"


def test_what_the_same_connection_writes_is_seen_at_once(database: Database, question: Question) -> None:
    ask(database, question)
    with database.write() as db:
        rename(db, "renamed")
        assert question.name(db, 1) == "renamed"

    assert ask(database, question) == "renamed"


def test_what_was_seen_before_a_rollback_is_forgotten(database: Database, question: Question) -> None:
    def change_one_s_mind() -> None:
        with database.write() as db:
            rename(db, "never")
            assert question.name(db, 1) == "never"
            raise InterruptedError

    ask(database, question)
    with pytest.raises(InterruptedError):
        change_one_s_mind()

    assert ask(database, question) == "thing 1"


def test_what_is_written_during_a_transaction_is_seen_by_the_next(database: Database, question: Question) -> None:
    other = Database(database.url.render_as_string(hide_password=False))
    with database.snapshot() as db:
        assert question.name(db, 1) == "thing 1"
        with other.write() as elsewhere:
            rename(elsewhere, "renamed")
        assert question.name(db, 1) == "thing 1"
    other.close()

    assert ask(database, question) == "renamed"


def test_that_there_is_nothing_is_not_remembered(database: Database, question: Question) -> None:
    assert [ask(database, question, -1) for _ in range(2)] == [None, None]
    assert question.asked == 2


def test_no_more_is_remembered_than_there_is_room_for(database: Database, question: Question) -> None:
    for id in [*range(1, MOST_ANSWERS + 2), 1]:
        assert ask(database, question, id) == f"thing {id}"
    assert question.asked == MOST_ANSWERS + 2


def test_questions_are_not_mixed_up(database: Database, question: Question) -> None:
    upper: Remembered[int, str] = Remembered(lambda db, id: (question._name(db, id) or "").upper())

    with database.read() as db:
        assert (question.name(db, 1), upper(db, 1)) == ("thing 1", "THING 1")
        assert (question.name(db, 1), upper(db, 1)) == ("thing 1", "THING 1")
