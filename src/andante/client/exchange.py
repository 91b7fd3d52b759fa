"""A call from the first attempt to its answer, written once for both halves.

It is a coroutine. The async half awaits it; the blocking half runs it at once, for what it awaits there has blocked
instead of waiting.
"""

import logging
import time
from collections.abc import Coroutine
from typing import Any, Protocol, TypeVar

import httpx

from .asking import Asked, answer_of, request_for
from .errors import unreachable
from .retries import Outcome, Retries

R = TypeVar("R")

_log = logging.getLogger("andante.client")


class Way(Protocol):
    """How requests get to the server."""

    @property
    def http(self) -> httpx.Client | httpx.AsyncClient: ...
    async def send(self, request: httpx.Request) -> httpx.Response: ...
    async def pause(self, seconds: float) -> None: ...


async def exchange(way: Way, retries: Retries, asked: Asked[R]) -> R:
    """The answer to what is asked, after as many attempts as it takes and as are allowed."""
    attempt, waited = 1, 0.0
    while True:
        request = request_for(way.http, asked)
        outcome = await _attempt(way, request, attempt)
        pause = retries.pause_after(outcome, writes=asked.operation.writes, attempt=attempt, waited=waited)
        if pause is None:
            return _concluded(asked, request, outcome)
        _log.warning("%s %s is tried again in %.1f s", request.method, request.url.path, pause)
        await way.pause(pause)
        attempt, waited = attempt + 1, waited + pause


async def _attempt(way: Way, request: httpx.Request, attempt: int) -> Outcome:
    """One attempt, and a line in the log, which tells no secret: neither a header nor a query string nor a body."""
    started = time.perf_counter()
    outcome: Outcome
    try:
        outcome = await way.send(request)
        said: object = outcome.status_code
    except httpx.RequestError as error:
        outcome, said = error, type(error).__name__
    milliseconds = (time.perf_counter() - started) * 1000
    _log.info("%s %s: %s in %.0f ms, attempt %d", request.method, request.url.path, said, milliseconds, attempt)
    return outcome


def _concluded(asked: Asked[R], request: httpx.Request, outcome: Outcome) -> R:
    if isinstance(outcome, httpx.Response):
        return answer_of(asked.operation, outcome)
    raise unreachable(request, outcome)


def at_once(coroutine: Coroutine[Any, Any, R]) -> R:
    """The result of a coroutine that never waits."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        result: R = done.value
        return result
    coroutine.close()
    raise RuntimeError(f"{coroutine} waits for something; only what blocks can run at once")
