"""Sends a call, retries it if necessary, and returns the result. Shared by the sync and the async client.

`send_with_retries` is a coroutine. The async client awaits it. The sync client runs it to completion in one step: its transport
blocks, so the coroutine never has to wait.
"""

import logging
import time
from collections.abc import Coroutine
from typing import Any, Protocol, TypeVar

import httpx

from .bound_call import BoundCall, decode_response, idempotency_key, request_for
from .errors import unreachable_error
from .retries import Outcome, Retries

R = TypeVar("R")

_log = logging.getLogger("andante.client")


class Transport(Protocol):
    """Sends requests to the server and pauses between attempts."""

    @property
    def http(self) -> httpx.Client | httpx.AsyncClient: ...
    async def send(self, request: httpx.Request) -> httpx.Response: ...
    async def pause(self, seconds: float) -> None: ...


async def send_with_retries(transport: Transport, retries: Retries, call: BoundCall[R]) -> R:
    """Sends a call, retries it if `retries` allows, and returns its result."""
    attempt, waited = 1, 0.0
    key = idempotency_key(transport.http, call)
    repeatable = key is not None or not call.operation.writes
    while True:
        request = request_for(transport.http, call, key)
        outcome = await _attempt(transport, request, attempt)
        pause = retries.pause_after(outcome, repeatable=repeatable, attempt=attempt, waited=waited)
        if pause is None:
            return _result(call, request, outcome)
        _log.warning("Retrying %s %s in %.1f s", request.method, request.url.path, pause)
        await transport.pause(pause)
        attempt, waited = attempt + 1, waited + pause


async def _attempt(transport: Transport, request: httpx.Request, attempt: int) -> Outcome:
    """Makes one attempt and logs it without secrets: no headers, no query string, no body."""
    started = time.perf_counter()
    outcome: Outcome
    try:
        outcome = await transport.send(request)
        label: object = outcome.status_code
    except httpx.RequestError as error:
        outcome, label = error, type(error).__name__
    milliseconds = (time.perf_counter() - started) * 1000
    _log.info("%s %s: %s in %.0f ms, attempt %d", request.method, request.url.path, label, milliseconds, attempt)
    return outcome


def _result(call: BoundCall[R], request: httpx.Request, outcome: Outcome) -> R:
    if isinstance(outcome, httpx.Response):
        return decode_response(call.operation, outcome)
    raise unreachable_error(request, outcome)


def run_to_completion(coroutine: Coroutine[Any, Any, R]) -> R:
    """Returns the result of a coroutine that never waits. Raises RuntimeError if it waits."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        result: R = done.value
        return result
    coroutine.close()
    raise RuntimeError(f"{coroutine} waits for something; the sync client can only run coroutines that never wait")
