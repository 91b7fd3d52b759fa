"""Calls operations synchronously and asynchronously."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import ParamSpec, Self, TypeVar

import httpx

from andante.kit.operation import Operation

from .attempts import run_to_completion, send_with_retries
from .bound_call import BoundCall, bind
from .pages import ListPage, first_page, next_page
from .retries import Retries

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")


class SyncCaller:
    """Calls operations. Each call blocks until the server responds."""

    def __init__(self, http: httpx.Client, retries: Retries, sleep: Callable[[float], None] = time.sleep) -> None:
        self.http = http
        self._retries = retries
        self._transport = _SyncTransport(http, sleep)

    def call(self, operation: Operation[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Returns the result of an operation with these arguments."""
        return self._send(bind(operation, args, kwargs))

    def iterate(self, operation: Operation[P, ListPage[T]], *args: P.args, **kwargs: P.kwargs) -> Iterator[T]:
        """Yields every entry of a list. Fetches the next page when the iteration reaches it."""
        call: BoundCall[ListPage[T]] | None = first_page(bind(operation, args, kwargs))
        while call:
            page = self._send(call)
            yield from page.results
            call = next_page(call, page)

    def _send(self, call: BoundCall[R]) -> R:
        return run_to_completion(send_with_retries(self._transport, self._retries, call))

    def close(self) -> None:
        """Closes the connections."""
        self.http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncCaller:
    """Calls operations. Each call is awaited."""

    def __init__(self, http: httpx.AsyncClient, retries: Retries, sleep: Callable[[float], Awaitable[None]] | None = None) -> None:
        self.http = http
        self._retries = retries
        self._transport = _AsyncTransport(http, sleep or _sleep)

    async def call(self, operation: Operation[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Returns the result of an operation with these arguments."""
        return await self._send(bind(operation, args, kwargs))

    async def iterate(self, operation: Operation[P, ListPage[T]], *args: P.args, **kwargs: P.kwargs) -> AsyncIterator[T]:
        """Yields every entry of a list. Fetches the next page when the iteration reaches it."""
        call: BoundCall[ListPage[T]] | None = first_page(bind(operation, args, kwargs))
        while call:
            page = await self._send(call)
            for entry in page.results:
                yield entry
            call = next_page(call, page)

    async def _send(self, call: BoundCall[R]) -> R:
        return await send_with_retries(self._transport, self._retries, call)

    async def close(self) -> None:
        """Closes the connections."""
        await self.http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


class _SyncTransport:
    """A transport for the sync client. Its coroutines block and never suspend, so `run_to_completion` can run them."""

    def __init__(self, http: httpx.Client, sleep: Callable[[float], None]) -> None:
        self.http = http
        self.sleep = sleep

    async def send(self, request: httpx.Request) -> httpx.Response:
        return self.http.send(request)

    async def pause(self, seconds: float) -> None:
        self.sleep(seconds)


class _AsyncTransport:
    """A transport for the async client."""

    def __init__(self, http: httpx.AsyncClient, sleep: Callable[[float], Awaitable[None]]) -> None:
        self.http = http
        self.sleep = sleep

    async def send(self, request: httpx.Request) -> httpx.Response:
        return await self.http.send(request)

    async def pause(self, seconds: float) -> None:
        await self.sleep(seconds)


async def _sleep(seconds: float) -> None:
    import anyio  # the sync client doesn't need it

    await anyio.sleep(seconds)
