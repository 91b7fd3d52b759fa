"""The servlets on a real server: what is long comes in pieces, and who goes away in the middle holds up nobody."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from lxml import etree

from andante.directory.issues import actions as issues
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from andante.timekeeping.worklogs import actions as worklogs
from andante.timekeeping.worklogs.wire import NewWorklog
from tests.cast import ACCOUNT_IDS
from tests.shell import Shell

from .serving import Server, andante

WORKLOGS = 20_000


def _fill(database: Database) -> None:
    """Some megabytes of XML: more than any buffer on the way holds."""
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
        drafts, _ = worklogs.check_all(call, worklogs.house_of(call), [(issue, one) for one in given])
        worklogs.write_all(call, worklogs.house_of(call), [draft for draft in drafts if draft])


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with andante(tmp_path) as served:
        _fill(served.database)
        yield served


@pytest.fixture
def address(server: Server) -> str:
    secret = Shell(f"sqlite:///{server.database_path}")("servlet", "token", "create").strip()
    return f"{server.url}/plugins/servlet/tempo-getWorklog/?dateFrom=2020-01-01&tempoApiToken={secret}"


def test_a_long_answer_comes_whole_and_without_a_length(address: str) -> None:
    response = httpx.get(address, timeout=60)

    assert response.headers["transfer-encoding"] == "chunked"
    assert len(response.content) > 10_000_000
    root = etree.fromstring(response.content)
    assert root.get("number_of_worklogs") == str(len(root)) == str(WORKLOGS)


def test_who_goes_away_in_the_middle_holds_up_nobody(server: Server, address: str) -> None:
    for _ in range(5):
        with httpx.stream("GET", address, timeout=60) as response:
            next(response.iter_raw())

    assert httpx.get(f"{server.url}/readyz", timeout=60).status_code == 200
    assert httpx.get(f"{address}&headerOnly=true", timeout=60).status_code == 200
    with server.database.read() as db:
        busy, *_ = db.exec_driver_sql("PRAGMA wal_checkpoint(RESTART)").one()
    assert not busy, "somebody still reads"


def test_the_token_is_not_in_the_log(server: Server, address: str) -> None:
    httpx.get(f"{address}&headerOnly=true", timeout=60)

    log = server.log_path.read_text()
    assert "/plugins/servlet/tempo-getWorklog" in log
    assert "andante_servlet_" not in log
