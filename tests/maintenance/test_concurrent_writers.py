"""A backup under eight concurrent writers is one consistent state, and responds like the original."""

import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from io import BytesIO
from pathlib import Path

import pytest

from andante.kit.call import Caller
from andante.kit.database import Access, Database
from andante.kit.settings import Settings
from andante.maintenance.backup import back_up
from andante.maintenance.restore import restore
from andante.timekeeping.worklogs import actions as worklogs
from andante.timekeeping.worklogs.wire import WorklogInput
from tests.cast import ACCOUNT_IDS, NORTH_1
from tests.databases import Template
from tests.everywhere.seeded import SeededServer, seeded_server

from .conftest import NewDatabase
from .contents import READS, responses, rows_of

WRITERS = 8
ALICE = ACCOUNT_IDS["alice"]
BEFORE = 5
"""Transactions of each writer before the backup starts."""


@pytest.fixture
def server(template: Template) -> Iterator[SeededServer]:
    with seeded_server(template) as server:
        yield server


class Writer(threading.Thread):
    """Logs two hours in each transaction, on a connection of its own, until it is told to stop."""

    def __init__(self, url: str, stop: threading.Event) -> None:
        super().__init__()
        self._url, self._stop_event = url, stop
        self.committed: list[int] = []
        self.has_started = threading.Event()

    def run(self) -> None:
        with closing(Database(self._url)) as database:
            while not self._stop_event.is_set():
                with database.call(Caller(ALICE), Access.WRITE) as call:
                    pair = [worklogs.log(call, _worklog()).id for _ in range(2)]
                self.committed += pair
                if len(self.committed) >= 2 * BEFORE:
                    self.has_started.set()


def _worklog() -> WorklogInput:
    return WorklogInput(author_account_id=ALICE, issue_id=NORTH_1, start_date=dt.date(2026, 3, 17), time_spent_seconds=60)


@contextmanager
def writers(url: str) -> Iterator[list[Writer]]:
    stop = threading.Event()
    started = [Writer(url, stop) for _ in range(WRITERS)]
    for writer in started:
        writer.start()
    try:
        assert all(writer.has_started.wait(60) for writer in started)
        yield started
    finally:
        stop.set()
        for writer in started:
            writer.join()


def _backed_up(database: Database, folder: Path) -> BytesIO:
    target = BytesIO()
    back_up(database, Settings(), target, folder)
    return BytesIO(target.getvalue())


def _restored(source: BytesIO, url: str) -> Database:
    with closing(Database(url)) as empty:
        restore(empty, source)
    return Database(url)


def test_a_backup_under_eight_writers(server: SeededServer, new_database: NewDatabase, tmp_path: Path) -> None:
    url = server.database.url.render_as_string(hide_password=False)
    with writers(url) as running:
        acknowledged = {id for writer in running for id in list(writer.committed)}
        running_backup = _backed_up(server.database, tmp_path)
        written_meanwhile = {id for writer in running for id in list(writer.committed)} - acknowledged
    stopped_backup = _backed_up(server.database, tmp_path)
    original = rows_of(server.database)

    assert written_meanwhile, "writers were blocked by the backup"
    with closing(_restored(running_backup, new_database())) as early:
        _check_prefix(rows_of(early), original, acknowledged)
        assert responses(server, early).keys() == {operation.id for operation in READS}
    with closing(_restored(stopped_backup, new_database())) as late:
        assert rows_of(late) == original
        assert responses(server, late) == responses(server, server.database)


def _check_prefix(early: dict[str, list[str]], original: dict[str, list[str]], acknowledged: set[int]) -> None:
    """The early state has all writes that were acknowledged before the backup, and whole transactions only."""
    assert {name for name in original if early[name] != original[name]} <= {"worklogs", "changes", "issues", "sqlite_sequence"}
    assert set(early["worklogs"]) < set(original["worklogs"])
    assert set(early["changes"]) < set(original["changes"])
    found = {int(row[1:].split(",")[0]) for row in early["worklogs"]}
    assert acknowledged <= found
    logged = [row for row in early["changes"] if "'worklog'" in row]
    assert len(logged) == len(found)
    assert len(logged) % 2 == 0
