"""What a call asks, as a request; and what the answer to it says."""

import inspect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar

import httpx
import msgspec

from andante.kit.operation import Operation

from .errors import Unreadable, error_of, place
from .retries import retry_after

R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)

JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True)
class Asked(Generic[R_co]):
    """An operation with its arguments. A `query`, as a link of the server's has it, stands for the query parameters."""

    operation: Operation[Any, R_co]
    arguments: Mapping[str, Any]
    query: str | None = None


def ask(operation: Operation[Any, R], args: Sequence[Any], kwargs: Mapping[str, Any]) -> Asked[R]:
    """What a call with these arguments asks. Raises TypeError where they are not those of the operation."""
    try:
        return Asked(operation, _signature(operation).bind(*args, **kwargs).arguments)
    except TypeError as error:
        raise TypeError(f"{operation.id}{_signature(operation)}: {error}") from None


@cache
def _signature(operation: Operation[Any, Any]) -> inspect.Signature:
    return inspect.signature(operation.declaration)


def request_for(http: httpx.Client | httpx.AsyncClient, asked: Asked[Any]) -> httpx.Request:
    """The request that asks it, always under the address that the client was made for."""
    operation, arguments = asked.operation, asked.arguments
    path = operation.url("", *(arguments[name] for name in operation.path_parameters))
    content = msgspec.json.encode(arguments["body"]) if "body" in arguments else None
    query = httpx.QueryParams(asked.query) if asked.query is not None else _query(asked)
    return http.build_request(operation.method, path, params=query, content=content, headers=JSON if content else None)


def _query(asked: Asked[Any]) -> dict[str, Any]:
    query: dict[str, Any] = {}
    for name in asked.operation.query_groups:
        if name in asked.arguments:
            query |= msgspec.to_builtins(asked.arguments[name])
    return query


def answer_of(operation: Operation[Any, R], response: httpx.Response) -> R:
    """What the server answered, or the error that it answered with."""
    if not response.is_success:
        raise error_of(response, retry_after(response))
    try:
        answer: R = _decoder(operation).decode(b"null" if operation.empty else response.content)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Unreadable(f"{place(response.request.url)} answered what {operation.id} does not answer: {error}") from error
    return answer


@cache
def _decoder(operation: Operation[Any, Any]) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(operation.returns)
