"""The client over real connections: to a running server, and to a port without a server."""

import asyncio
import datetime as dt
from collections.abc import Iterator

import pytest

from andante.client import NO_RETRIES, Andante, AsyncAndante, Unreachable
from andante.kit.paging import Paging
from andante.timekeeping.worklogs.wire import BulkWorklogInput
from tests.cast import ACCOUNT_IDS

from .serving import Server, andante, free_port

WORK = BulkWorklogInput(author_account_id=ACCOUNT_IDS["alice"], start_date=dt.date(2026, 3, 17), time_spent_seconds=60)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with andante(tmp_path_factory.mktemp("andante")) as running:
        yield running


def test_the_sync_and_the_async_client_iterate_over_all_worklogs(server: Server) -> None:
    with Andante(server.tokens["alice"], server.url) as client:
        created = {worklog.tempo_worklog_id for worklog in client.worklogs.bulk_create_worklog("NORTH-1", [WORK] * 7)}
        assert {worklog.tempo_worklog_id for worklog in client.worklogs.iter_worklogs(paging=Paging(limit=3))} == created

    async def go() -> set[int]:
        async with AsyncAndante(server.tokens["alice"], server.url) as client:
            return {worklog.tempo_worklog_id async for worklog in client.worklogs.iter_worklogs(paging=Paging(limit=2))}

    assert asyncio.run(go()) == created


def test_many_calls_run_concurrently(server: Server) -> None:
    async def go() -> list[str]:
        async with AsyncAndante(server.tokens["alice"], server.url) as client:
            found = await asyncio.gather(*(client.global_configuration.get_global_configuration() for _ in range(20)))
        return [each.approval_period for each in found]

    assert set(asyncio.run(go())) == {"WEEK"}


def test_a_missing_server_is_reported_as_unreachable() -> None:
    url = f"http://127.0.0.1:{free_port()}"

    with pytest.raises(Unreachable, match=f"GET {url}/4/worklogs got no response"), Andante("token", url, retries=NO_RETRIES) as client:
        client.worklogs.get_worklogs()
