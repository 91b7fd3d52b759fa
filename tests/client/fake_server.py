"""A fake server that sends scripted responses to the sync or the async client."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx

from andante.client import Andante, AsyncAndante, Retries

BASE_URL = "https://time.example.com"

Response = httpx.Response | Exception


@dataclass
class FakeServer:
    """`name` is `sync` or `async`. Records the requests and the pauses of the client."""

    name: str
    responses: list[Response] = field(default_factory=list)
    requests: list[httpx.Request] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)

    def client(self, token: str | httpx.Auth = "secret-token", base_url: str = BASE_URL, **options: Any) -> Any:
        if self.name == "sync":
            return Andante(token, base_url, transport=self.transport, sleep=self.pauses.append, **options)
        return AsyncAndante(token, base_url, transport=self.transport, sleep=self._pause, **options)

    @property
    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self._respond)

    def _respond(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        response = self.responses.pop(0)
        if isinstance(response, Exception):
            raise response
        return response

    async def _pause(self, seconds: float) -> None:
        self.pauses.append(seconds)


def result_of(result: Any) -> Any:
    """The result of a sync or async call. If the call iterates, the list of entries."""
    if isinstance(result, Coroutine):
        return asyncio.run(result)
    if isinstance(result, AsyncIterator):
        return asyncio.run(_collected(result))
    return list(result) if isinstance(result, Iterator) else result


async def _collected(entries: AsyncIterator[Any]) -> list[Any]:
    return [entry async for entry in entries]


FOUR_ATTEMPTS = Retries(attempts=4, first_pause=1, longest_pause=2, longest_wait=60)
