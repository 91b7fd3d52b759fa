"""Requests that only read run at once. The others run on the event loop and in a thread."""

import asyncio
import gc
import weakref
from collections.abc import Iterator
from typing import Any

import pytest

from andante.hosting.rsgi import REFUSAL, RsgiApplication
from andante.kit.settings import Settings

from .requests import Exchange, Fields, Request


def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    refusal = environ.get(REFUSAL)
    start_response(f"{refusal.status if refusal else 200} ", [])
    return [environ["wsgi.input"].read()]


@pytest.fixture
def without_collector() -> Iterator[None]:
    """Python frees only objects without reference cycles."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("without_collector")
@pytest.mark.parametrize(("length", "status"), [("2", 200), ("3", 400), ("1001", 413)])
def test_a_request_is_freed_as_soon_as_it_is_answered(length: str, status: int) -> None:
    async def respond() -> weakref.ref[Exchange]:
        rsgi = RsgiApplication(application, Settings(max_body_bytes=1000), threads=1)
        rsgi.__rsgi_init__(asyncio.get_running_loop())
        exchange = Exchange(b"{}")
        await rsgi.__rsgi__(Request(Fields([("content-length", length)])), exchange)
        assert exchange.status == status
        while not rsgi.idle:
            await asyncio.sleep(0.01)
        return weakref.ref(exchange)

    assert asyncio.run(respond())() is None, "Granian would keep the connection open"


BODY = Fields([("content-length", "2")])


async def watch(rsgi: RsgiApplication, request: Request, exchange: Exchange) -> None:
    """The coroutine that Granian passes to the event loop for each request."""
    await rsgi.__rsgi__(request, exchange)


@pytest.mark.parametrize(
    ("request_", "status_at_once"),
    [
        (Request(), 200),
        (Request(method="DELETE"), 0),
        (Request(BODY, method="POST", path="/4/worklogs/search"), 0),
        (Request(path="/signin/openid/back"), 0),
        (Request(BODY), 0),
    ],
    ids=["reads", "writes", "searches", "waits for a provider", "has a body"],
)
def test_a_request_that_only_reads_needs_no_event_loop_and_no_other_thread(request_: Request, status_at_once: int) -> None:
    async def until_it_is_answered() -> None:
        while exchange.status == 0 or not rsgi.idle:
            await asyncio.sleep(0.01)

    loop, exchange = asyncio.new_event_loop(), Exchange(b"{}")
    rsgi = RsgiApplication(application, Settings(), threads=1)
    rsgi.__rsgi_init__(loop)

    loop.call_soon_threadsafe(lambda _: None, watch(rsgi, request_, exchange))

    assert exchange.status == status_at_once
    loop.run_until_complete(until_it_is_answered())
    loop.close()
