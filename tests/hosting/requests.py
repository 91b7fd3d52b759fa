"""Requests as Granian describes them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from andante.hosting.rsgi import Headers, RequestHeaders


@dataclass
class Fields:
    """The headers of a request. Like Granian, it reports the names of all headers, but only values that are ASCII."""

    all: Headers

    def keys(self) -> list[str]:
        return list(dict(self.all))

    def items(self) -> Headers:
        return [(name, value) for name, value in self.all if value.isascii()]


@dataclass
class Request:
    """A request without its body."""

    headers: RequestHeaders = field(default_factory=lambda: Fields([]))
    http_version: str = "1.1"
    server: str = "127.0.0.1:8080"
    client: str = "192.0.2.7:51234"
    scheme: str = "http"
    method: str = "GET"
    path: str = "/4/worklogs"
    query_string: str = ""


class Exchange:
    """Returns a body and accepts the response."""

    def __init__(self, *chunks: bytes) -> None:
        self.chunks = [*chunks, b""]
        self.status = 0

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        if not self.chunks:
            raise StopAsyncIteration
        return self.chunks.pop(0)

    def response_bytes(self, status: int, headers: Headers, body: bytes, /) -> None:
        self.status = status

    def response_file(self, status: int, headers: Headers, file: str, /) -> None:
        self.status = status
