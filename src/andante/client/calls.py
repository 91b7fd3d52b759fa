"""How a declared operation becomes a method: `get_worklogs = calls(wire.get_worklogs)` serves both halves."""

from collections.abc import Awaitable, Callable
from functools import cache
from typing import Any, Generic, ParamSpec, TypeVar, overload

import httpx
import msgspec

from ..kit.operation import Operation
from .errors import error_of

P = ParamSpec("P")
R = TypeVar("R")

JSON = {"Content-Type": "application/json"}


class Sync:
    """A group of operations on a blocking connection."""

    def __init__(self, http: httpx.Client) -> None:
        self.http = http

    def send(self, operation: Operation[Any, R], arguments: dict[str, Any]) -> R:
        return answer_of(operation, self.http.send(request_for(self.http, operation, arguments)))


class Async:
    """The same operations, to be awaited."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http

    async def send(self, operation: Operation[Any, R], arguments: dict[str, Any]) -> R:
        return answer_of(operation, await self.http.send(request_for(self.http, operation, arguments)))


class calls(Generic[P, R]):
    """A method with the signature of the operation it calls."""

    def __init__(self, operation: Operation[P, R]) -> None:
        self.operation = operation
        self.__doc__ = operation.declaration.__doc__

    @overload
    def __get__(self, group: Sync, owner: Any = None) -> Callable[P, R]: ...
    @overload
    def __get__(self, group: Async, owner: Any = None) -> Callable[P, Awaitable[R]]: ...
    @overload
    def __get__(self, group: None, owner: Any = None) -> "calls[P, R]": ...
    def __get__(self, group: Any, owner: Any = None) -> Any:
        if group is None:
            return self
        return lambda *args, **kwargs: group.send(self.operation, dict(zip(self.operation.parameters, args, strict=False)) | kwargs)


def request_for(http: httpx.Client | httpx.AsyncClient, operation: Operation[Any, Any], arguments: dict[str, Any]) -> httpx.Request:
    """The request that the arguments of an operation make."""
    path = operation.url("", *(arguments[name] for name in operation.path_parameters))
    query: dict[str, Any] = {}
    for name in operation.query_groups:
        if name in arguments:
            query |= msgspec.to_builtins(arguments[name])
    content = msgspec.json.encode(arguments["body"]) if "body" in arguments else None
    return http.build_request(operation.method, path, params=query, content=content, headers=JSON if content else None)


def answer_of(operation: Operation[Any, R], response: httpx.Response) -> R:
    """What the server answered, or the error that it answered with."""
    if not response.is_success:
        raise error_of(response)
    answer: R = None if operation.empty else _decoder(operation).decode(response.content)  # type: ignore[assignment]
    return answer


@cache
def _decoder(operation: Operation[Any, Any]) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(operation.returns)
