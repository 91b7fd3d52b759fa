"""Outages of a real SQLite file."""

import os
import resource
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NoReturn

import httpx
import pytest

from andante.kit.call import SYSTEM
from andante.kit.database import Access, Database
from andante.kit.errors import Unavailable
from tests.cast import BASE_URL, message
from tests.databases import Server, Template, sqlite_only
from tests.wsgi import WsgiTransport

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
def _full(file: Path | None = None) -> Iterator[None]:
    """No file can be larger than this one, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (file.stat().st_size if file else 0, hard))
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
    with _full(file.with_name(f"{file.name}-wal")):
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


def test_the_readiness_reports_a_full_disk(visits: Visits, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("andante.sql.health.VALID_SECONDS", 0)
    assert visits.alice.get("/readyz").status_code == 200
    with _full():
        response = visits.alice.get("/readyz")
    assert response.status_code == 503
    assert message(response) == "The disk of the database is full. Try again later."
    assert visits.alice.get("/readyz").status_code == 200


def test_the_readiness_reports_damage_that_open_connections_do_not_notice(
    visits: Visits, file: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("andante.sql.health.VALID_SECONDS", 0)
    assert visits.alice.get("/readyz").status_code == 200
    _overwrite(server, file, "worklogs")

    response = visits.alice.get("/readyz")
    assert response.status_code == 503
    assert message(response) == "The database is damaged."


def test_the_readiness_reports_damage_that_a_request_found(visits: Visits, file: Path, server: Server) -> None:
    intact = _overwrite(server, file, "ix_worklogs_updated")
    server.database.close()
    assert visits.alice.get("/readyz").status_code == 200  # it reads only the ends of the tables

    assert visits.log_time().status_code == 503
    assert visits.alice.get("/readyz").status_code == 503

    server.database.close()
    file.write_bytes(intact)
    assert visits.alice.get("/readyz").status_code == 200


def _overwrite(server: Server, file: Path, name: str) -> bytes:
    """Damages the first page of a table or index. Returns the intact content of the file."""
    with server.database.read() as db:
        page = db.exec_driver_sql("SELECT rootpage FROM sqlite_schema WHERE name = ?", (name,)).scalar_one()
        size = db.exec_driver_sql("PRAGMA page_size").scalar_one()
    with server.database.engine.connect() as db:
        db.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    intact = file.read_bytes()
    with file.open("r+b") as opened:
        opened.seek((page - 1) * size)
        opened.write(b"\xff" * size)
    return intact


def test_a_good_result_is_valid_for_some_seconds(visits: Visits) -> None:
    assert visits.alice.get("/readyz").status_code == 200
    with _full():
        assert visits.alice.get("/readyz").status_code == 200


def test_a_process_that_starts_after_the_file_was_deleted_creates_no_new_one(
    server: Server, template: Template, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("_ANDANTE_DATABASE_FILE", "")  # restores it after the test
    server.database.announce_file()
    worker = Server(Database(server.database.url.render_as_string()))
    file.unlink()

    headers = {"Authorization": f"Bearer {template.tokens['alice']}"}
    with httpx.Client(transport=WsgiTransport(worker.app), base_url=BASE_URL, headers=headers) as alice:
        assert [alice.get(path).status_code for path in ("/4/worklogs", "/readyz")] == [503, 503]
    assert not file.exists()


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
