"""The client over real connections, to a running server and to one that is not there."""

import asyncio
import datetime as dt
from collections.abc import Iterator

import pytest

from andante.client import NEVER, Andante, AsyncAndante, Unreachable
from andante.kit.paging import Paging
from andante.timekeeping.worklogs.wire import BulkWorklogInput
from tests.cast import ACCOUNT_IDS

from .serving import Server, andante, free_port

WORK = BulkWorklogInput(author_account_id=ACCOUNT_IDS["alice"], start_date=dt.date(2026, 3, 17), time_spent_seconds=60)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with andante(tmp_path_factory.mktemp("andante")) as running:
        yield running


def test_both_halves_go_through_all_that_was_logged(server: Server) -> None:
    with Andante(server.tokens["alice"], server.url) as client:
        made = {worklog.tempo_worklog_id for worklog in client.worklogs.bulk_create_worklog("NORTH-1", [WORK] * 7)}
        assert {worklog.tempo_worklog_id for worklog in client.worklogs.iter_worklogs(paging=Paging(limit=3))} == made

    async def go() -> set[int]:
        async with AsyncAndante(server.tokens["alice"], server.url) as client:
            return {worklog.tempo_worklog_id async for worklog in client.worklogs.iter_worklogs(paging=Paging(limit=2))}

    assert asyncio.run(go()) == made


def test_many_calls_are_awaited_at_once(server: Server) -> None:
    async def go() -> list[str]:
        async with AsyncAndante(server.tokens["alice"], server.url) as client:
            found = await asyncio.gather(*(client.global_configuration.get_global_configuration() for _ in range(20)))
        return [each.approval_period for each in found]

    assert set(asyncio.run(go())) == {"WEEK"}


def test_a_server_that_is_not_there_is_told_as_such() -> None:
    url = f"http://127.0.0.1:{free_port()}"

    with pytest.raises(Unreachable, match=f"GET {url}/4/worklogs got no answer"), Andante("token", url, retries=NEVER) as client:
        client.worklogs.get_worklogs()
