"""The two halves of the client: one blocks, one is awaited."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import ParamSpec, Self, TypeVar

import httpx

from andante.kit.operation import Operation

from .asking import Asked, ask
from .exchange import at_once, exchange
from .pages import Listed, first_page, page_after
from .retries import Retries

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")


class Sync:
    """Calls that block until they are answered."""

    def __init__(self, http: httpx.Client, retries: Retries, sleep: Callable[[float], None] = time.sleep) -> None:
        self.http = http
        self._retries = retries
        self._way = _Blocking(http, sleep)

    def call(self, operation: Operation[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """The answer to an operation with these arguments."""
        return self._answer(ask(operation, args, kwargs))

    def each(self, operation: Operation[P, Listed[T]], *args: P.args, **kwargs: P.kwargs) -> Iterator[T]:
        """Every entry of a list, which is fetched page by page as it is gone through."""
        wanted: Asked[Listed[T]] | None = first_page(ask(operation, args, kwargs))
        while wanted:
            page = self._answer(wanted)
            yield from page.results
            wanted = page_after(wanted, page)

    def _answer(self, wanted: Asked[R]) -> R:
        return at_once(exchange(self._way, self._retries, wanted))

    def close(self) -> None:
        """Closes the connections."""
        self.http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Async:
    """The same, to be awaited."""

    def __init__(self, http: httpx.AsyncClient, retries: Retries, sleep: Callable[[float], Awaitable[None]] | None = None) -> None:
        self.http = http
        self._retries = retries
        self._way = _Awaited(http, sleep or _sleep)

    async def call(self, operation: Operation[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """The answer to an operation with these arguments."""
        return await self._answer(ask(operation, args, kwargs))

    async def each(self, operation: Operation[P, Listed[T]], *args: P.args, **kwargs: P.kwargs) -> AsyncIterator[T]:
        """Every entry of a list, which is fetched page by page as it is gone through."""
        wanted: Asked[Listed[T]] | None = first_page(ask(operation, args, kwargs))
        while wanted:
            page = await self._answer(wanted)
            for entry in page.results:
                yield entry
            wanted = page_after(wanted, page)

    async def _answer(self, wanted: Asked[R]) -> R:
        return await exchange(self._way, self._retries, wanted)

    async def close(self) -> None:
        """Closes the connections."""
        await self.http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


class _Blocking:
    """A way on which nothing is waited for: it has happened by the time it is awaited."""

    def __init__(self, http: httpx.Client, sleep: Callable[[float], None]) -> None:
        self.http = http
        self.sleep = sleep

    async def send(self, request: httpx.Request) -> httpx.Response:
        return self.http.send(request)

    async def pause(self, seconds: float) -> None:
        self.sleep(seconds)


class _Awaited:
    def __init__(self, http: httpx.AsyncClient, sleep: Callable[[float], Awaitable[None]]) -> None:
        self.http = http
        self.sleep = sleep

    async def send(self, request: httpx.Request) -> httpx.Response:
        return await self.http.send(request)

    async def pause(self, seconds: float) -> None:
        await self.sleep(seconds)


async def _sleep(seconds: float) -> None:
    import anyio  # whoever only blocks need not load it

    await anyio.sleep(seconds)
