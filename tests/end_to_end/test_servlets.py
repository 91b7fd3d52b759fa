"""The servlets on a real server: long responses are chunked, and disconnected clients don't block others."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from lxml import etree

from andante.directory.issues import queries as issues
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from andante.timekeeping.worklogs import actions as worklogs
from andante.timekeeping.worklogs.queries import load_logging_rules
from andante.timekeeping.worklogs.wire import NewWorklog
from tests.cast import ACCOUNT_IDS
from tests.shell import Shell

from .serving import Server, andante

WORKLOGS = 20_000


def _fill(database: Database) -> None:
    """Adds worklogs for several megabytes of XML, which is more than any buffer in between can hold."""
    given = [
        NewWorklog(
            author_account_id=ACCOUNT_IDS["alice"],
            start_date=dt.date(2020, 1, 1) + dt.timedelta(days=number % 2000),
            time_spent_seconds=60,
            description=f"Number {number} " + "x" * 500,
        )
        for number in range(WORKLOGS)
    ]
    with database.write() as db:
        call = Call(db, SYSTEM, clock.now())
        issue = issues.find(call, "NORTH-1")
        logging_rules = load_logging_rules(call)
        drafts, _ = worklogs.check_all(call, logging_rules, [(issue, one) for one in given])
        worklogs.write_all(call, logging_rules, [draft for draft in drafts if draft])


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with andante(tmp_path) as served:
        _fill(served.database)
        yield served


@pytest.fixture
def address(server: Server) -> str:
    secret = Shell(f"sqlite:///{server.database_path}")("servlet", "token", "create").strip()
    return f"{server.url}/plugins/servlet/tempo-getWorklog/?dateFrom=2020-01-01&tempoApiToken={secret}"


def test_a_long_response_is_complete_and_chunked(address: str) -> None:
    response = httpx.get(address, timeout=60)

    assert response.headers["transfer-encoding"] == "chunked"
    assert len(response.content) > 10_000_000
    root = etree.fromstring(response.content)
    assert root.get("number_of_worklogs") == str(len(root)) == str(WORKLOGS)


def test_a_client_that_disconnects_early_does_not_block_others(server: Server, address: str) -> None:
    for _ in range(5):
        with httpx.stream("GET", address, timeout=60) as response:
            next(response.iter_raw())

    assert httpx.get(f"{server.url}/readyz", timeout=60).status_code == 200
    assert httpx.get(f"{address}&headerOnly=true", timeout=60).status_code == 200
    with server.database.read() as db:
        busy, *_ = db.exec_driver_sql("PRAGMA wal_checkpoint(RESTART)").one()
    assert not busy, "a connection is still reading"


def test_the_token_is_not_in_the_log(server: Server, address: str) -> None:
    httpx.get(f"{address}&headerOnly=true", timeout=60)

    log = server.log_path.read_text()
    assert "/plugins/servlet/tempo-getWorklog" in log
    assert "andante_servlet_" not in log
