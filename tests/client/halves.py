"""Both halves of the client, handled alike, on a server that says what a test wants it to say."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx

from andante.client import Andante, AsyncAndante, Retries

BASE_URL = "https://time.example.com"

Answer = httpx.Response | Exception


@dataclass
class Half:
    """One half, named `sync` or `async`, and what it asked and waited for."""

    name: str
    answers: list[Answer] = field(default_factory=list)
    requests: list[httpx.Request] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)

    def client(self, token: str | httpx.Auth = "secret-token", base_url: str = BASE_URL, **options: Any) -> Any:
        if self.name == "sync":
            return Andante(token, base_url, transport=self.transport, sleep=self.pauses.append, **options)
        return AsyncAndante(token, base_url, transport=self.transport, sleep=self._pause, **options)

    @property
    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self._answer)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def _pause(self, seconds: float) -> None:
        self.pauses.append(seconds)


def settled(result: Any) -> Any:
    """What a call comes to in either half: its answer, or the list of what it goes through."""
    if isinstance(result, Coroutine):
        return asyncio.run(result)
    if isinstance(result, AsyncIterator):
        return asyncio.run(_gathered(result))
    return list(result) if isinstance(result, Iterator) else result


async def _gathered(entries: AsyncIterator[Any]) -> list[Any]:
    return [entry async for entry in entries]


PATIENT = Retries(attempts=4, first_pause=1, longest_pause=2, longest_wait=60)
