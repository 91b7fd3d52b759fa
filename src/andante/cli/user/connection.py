"""Opens the typed client, and sends requests that have no client method."""

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, BinaryIO

import httpx
import msgspec

from andante.cli.failures import ExitCode, Failure
from andante.client import Andante, InvalidResponse, Retries, Unreachable
from andante.client.errors import error_from
from andante.kit.operation import Operation

TIMEOUT_SECONDS = 60.0
RETRIES = Retries(attempts=4, longest_wait=30.0)
"""Fewer and shorter retries than the client's default, because a user is waiting at a terminal."""

transport: httpx.BaseTransport | None = None
"""None uses the network. Tests set a transport."""

sleep: Callable[[float], None] = time.sleep

logging.getLogger("andante.client").addHandler(logging.NullHandler())  # a command reports its result, not each attempt


@contextmanager
def connected(url: str, token: str) -> Iterator[Andante]:
    with report_unreachable(url), Andante(token, url, timeout=TIMEOUT_SECONDS, transport=transport, retries=RETRIES, sleep=sleep) as client:
        yield client


@contextmanager
def report_unreachable(url: str) -> Iterator[None]:
    """Turns connection errors and invalid responses into failures that name the URL."""
    try:
        yield
    except (Unreachable, httpx.TransportError, httpx.InvalidURL) as error:
        cause = str(error.__cause__ or error) or type(error).__name__
        if "SSL" in cause or "TLS" in cause:
            advice = f"If it doesn't use HTTPS, try http://{url.partition('://')[2]}"
        else:
            advice = "Check the address, and whether the server runs."
        raise Failure(ExitCode.UNREACHABLE, f"{url} can't be reached: {cause}. {advice}") from None
    except (InvalidResponse, msgspec.MsgspecError):
        raise Failure(ExitCode.UNREACHABLE, f"{url} doesn't respond like a Tempo API. Check the address.") from None


def send(
    client: Andante, operation: Operation[Any, Any], path_values: Iterable[str], query: Iterable[tuple[str, str]], body: bytes | None
) -> bytes:
    """Returns the raw response of an operation."""
    url = operation.url("", *path_values)
    headers = {"Content-Type": "application/json"} if body is not None else None
    response = client.http.request(operation.method, url, params=list(query), content=body, headers=headers)
    if not response.is_success:
        raise error_from(response)
    return response.content


def download(client: Andante, path: str, query: Mapping[str, Any], target: BinaryIO) -> None:
    """Writes the file at a path of the server to the target, piece by piece."""
    with client.http.stream("GET", path, params=query) as response:
        if not response.is_success:
            response.read()
            raise error_from(response)
        for piece in response.iter_bytes():
            target.write(piece)
