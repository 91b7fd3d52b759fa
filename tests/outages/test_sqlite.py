"""Outages of a real SQLite file."""

import os
import resource
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NoReturn

import pytest

from andante.kit.call import SYSTEM
from andante.kit.database import Access, Database
from andante.kit.errors import Unavailable
from tests.cast import message
from tests.databases import Server, Template, sqlite_only

from .entry_points import Visits, assert_all_unavailable, assert_all_work

pytestmark = [sqlite_only, pytest.mark.own_database]


@pytest.fixture
def visits(server: Server, template: Template) -> Visits:
    server.database.max_wait_seconds = 0.1
    return Visits(server, template.tokens["alice"])


@pytest.fixture
def file(server: Server) -> Path:
    return Path(str(server.database.url.database))


def test_a_damaged_file(visits: Visits, server: Server, file: Path) -> None:
    assert_all_work(visits)
    server.database.close()  # writes everything into the file
    intact = file.read_bytes()
    file.write_bytes(intact[:100] + b"\xff" * (len(intact) - 100))

    assert_all_unavailable(visits)

    file.write_bytes(intact)
    assert_all_work(visits)


def test_a_file_that_is_not_a_database(visits: Visits, server: Server, file: Path) -> None:
    server.database.close()
    intact = file.read_bytes()
    file.write_bytes(b"something else" * 1000)

    assert_all_unavailable(visits)

    file.write_bytes(intact)
    assert_all_work(visits)


def test_a_deleted_folder(visits: Visits, server: Server, file: Path) -> None:
    moved = file.with_name("moved")
    server.database.close()
    os.rename(file, moved)

    assert_all_unavailable(visits)
    assert not file.exists()

    os.rename(moved, file)
    assert_all_work(visits)


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    """Another program writes."""
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def _full(file: Path) -> Iterator[None]:
    """No file can grow, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    wal = file.with_name(f"{file.name}-wal")
    resource.setrlimit(resource.RLIMIT_FSIZE, (wal.stat().st_size if wal.exists() else 0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_while_another_program_writes_only_writes_fail(visits: Visits, file: Path) -> None:
    with _locked(file):
        response = visits.log_time()
        assert response.status_code == 503
        assert response.headers["retry-after"] == "5"
        assert message(response) == "The database is busy with other changes. Try again."
        assert visits.alice.get("/4/worklogs").status_code == visits.alice.get("/readyz").status_code == 200
    assert visits.log_time().status_code == 200


def test_while_files_cannot_grow_only_writes_fail(visits: Visits, file: Path) -> None:
    assert visits.log_time().status_code == 200
    with _full(file):
        response = visits.log_time()
        assert visits.alice.get("/4/worklogs").status_code == 200
    assert response.status_code == 503, response.text
    assert visits.log_time().status_code == 200


def test_while_the_database_is_full_only_writes_fail(visits: Visits, server: Server) -> None:
    with server.database.read() as db:
        pages = db.exec_driver_sql("PRAGMA page_count").scalar_one()
        db.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    responses = [visits.log_time() for _ in range(200)]
    failed = next(response for response in responses if response.status_code != 200)
    assert failed.status_code == 503
    assert message(failed) == "The disk of the database is full. Try again later."
    assert visits.alice.get("/4/worklogs").status_code == 200
    with server.database.read() as db:
        db.exec_driver_sql("PRAGMA max_page_count = 1000000")
    assert visits.log_time().status_code == 200


def test_while_the_database_is_read_only_only_writes_fail(visits: Visits, server: Server) -> None:
    with server.database.read() as db:
        db.exec_driver_sql("PRAGMA query_only = ON")
    response = visits.log_time()
    assert response.status_code == 503
    assert message(response) == "The database is read-only. Try again later."
    assert visits.alice.get("/4/worklogs").status_code == 200


@pytest.mark.parametrize("servlet", ["getWorklog", "getWorklogReport"])
def test_an_outage_before_the_first_piece_of_an_export(visits: Visits, monkeypatch: pytest.MonkeyPatch, servlet: str) -> None:
    def fail(*_: object) -> NoReturn:
        with closing(sqlite3.connect(":memory:")) as other:
            other.execute("PRAGMA query_only = ON")
            other.execute("CREATE TABLE x (y)")
        raise AssertionError

    monkeypatch.setattr("andante.servlets.exports.actions.count", fail)
    monkeypatch.setattr("andante.servlets.exports.actions.export", fail)

    assert visits.payroll.get(servlet, dateFrom="2026-03-01").status_code == 503


def test_the_reason_is_logged_once(visits: Visits, server: Server, file: Path, caplog: pytest.LogCaptureFixture) -> None:
    server.database.close()
    shutil.copyfile(file, file.with_name("intact"))
    file.write_bytes(b"something else" * 1000)

    for _ in range(3):
        assert visits.alice.get("/4/worklogs").status_code == 503

    reason = f"Requests are refused with 503: {file} is not an SQLite database. Correct ANDANTE_DATABASE_URL."
    assert [record.getMessage() for record in caplog.records] == [reason]


def test_an_error_that_the_database_does_not_cause_is_no_outage(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.call(SYSTEM, Access.WRITE):
        raise ZeroDivisionError
    with pytest.raises(Exception, match="no such table") as caught, database.call(SYSTEM) as call:
        call.db.exec_driver_sql("SELECT * FROM nowhere")
    assert not isinstance(caught.value, Unavailable)
