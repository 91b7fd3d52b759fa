"""The only place that opens the typed client, and that sends what has no method of its own."""

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import msgspec

from andante.client import Andante, Retries, Unreachable, Unreadable
from andante.client.errors import error_of
from andante.kit.operation import Operation

from .failures import Code, Failure

TIMEOUT_SECONDS = 60.0
PATIENCE = Retries(attempts=4, longest_wait=30.0)
"""Somebody waits at a terminal."""

transport: httpx.BaseTransport | None = None
"""What lies between here and the servers; the network, unless a test puts something else in its place."""

sleep: Callable[[float], None] = time.sleep

logging.getLogger("andante.client").addHandler(logging.NullHandler())  # a command says how it ended, not each attempt


@contextmanager
def connected(url: str, token: str) -> Iterator[Andante]:
    with unreachable_said(url), Andante(token, url, timeout=TIMEOUT_SECONDS, transport=transport, retries=PATIENCE, sleep=sleep) as client:
        yield client


@contextmanager
def unreachable_said(url: str) -> Iterator[None]:
    try:
        yield
    except (Unreachable, httpx.TransportError, httpx.InvalidURL) as error:
        words = str(error.__cause__ or error) or type(error).__name__
        raise Failure(Code.UNREACHABLE, f"{url} can't be reached: {words}. Is the address right, and does it answer?") from None
    except (Unreadable, msgspec.MsgspecError) as error:
        words = str(error.__cause__ or error)
        raise Failure(Code.UNREACHABLE, f"{url} answers what no Tempo API does: {words}. Is the address right?") from None


def send(
    client: Andante, operation: Operation[Any, Any], path_values: Iterable[str], query: Iterable[tuple[str, str]], body: bytes | None
) -> bytes:
    """What the server answers to an operation, as it is."""
    url = operation.url("", *path_values)
    headers = {"Content-Type": "application/json"} if body is not None else None
    response = client.http.request(operation.method, url, params=list(query), content=body, headers=headers)
    if not response.is_success:
        raise error_of(response)
    return response.content
