"""The only place that knows the typed client: opens it, walks over its pages, and sends what has no method of its own."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import httpx
import msgspec

from ..client import Andante
from ..client.errors import error_of
from ..kit.operation import Operation
from ..kit.paging import PagedBody, Paging
from ..kit.wire import Page, UnlinkedPage
from .failures import Code, Failure

T = TypeVar("T")
Asked = TypeVar("Asked", bound=PagedBody)

PAGE = 1000
TIMEOUT_SECONDS = 60.0

transport: httpx.BaseTransport | None = None
"""What lies between here and the servers; the network, unless a test puts something else in its place."""


@contextmanager
def connected(url: str, token: str) -> Iterator[Andante]:
    with unreachable_said(url), Andante(token, url, timeout=TIMEOUT_SECONDS, transport=transport) as client:
        yield client


@contextmanager
def unreachable_said(url: str) -> Iterator[None]:
    try:
        yield
    except (httpx.TransportError, httpx.InvalidURL) as error:
        words = str(error) or type(error).__name__
        raise Failure(Code.UNREACHABLE, f"{url} can't be reached: {words}. Is the address right, and does it answer?") from None
    except msgspec.MsgspecError as error:
        raise Failure(Code.UNREACHABLE, f"{url} answers what no Tempo API does: {error}. Is the address right?") from None


def every(page: Callable[[Paging], Page[T]]) -> Iterator[T]:
    """Everything that a list has, page by page."""
    offset = 0
    while True:
        answer = page(Paging(offset=offset, limit=PAGE))
        yield from answer.results
        if answer.metadata.next is None:
            return
        offset += answer.metadata.limit


def every_by_body(search: Callable[[Asked], UnlinkedPage[T]], asked: Asked) -> Iterator[T]:
    """The same of a search that is paged by its body: the last page is not full."""
    offset = 0
    while True:
        answer = search(msgspec.structs.replace(asked, offset=offset, limit=PAGE))
        yield from answer.results
        if answer.metadata.count < answer.metadata.limit:
            return
        offset += answer.metadata.limit


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
