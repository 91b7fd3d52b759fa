"""Binds arguments to an operation, builds the HTTP request and decodes the response."""

import inspect
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar

import httpx
import msgspec

from andante.kit.operation import Operation

from .errors import InvalidResponse, error_from, loggable_url
from .hosts import is_tempo_cloud
from .retries import retry_after

R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)

JSON_HEADERS = {"Content-Type": "application/json"}


@dataclass(frozen=True)
class BoundCall(Generic[R_co]):
    """An operation with its arguments. `query` is the query string of a server's link, and replaces the query parameters."""

    operation: Operation[Any, R_co]
    arguments: Mapping[str, Any]
    query: str | None = None


def bind(operation: Operation[Any, R], args: Sequence[Any], kwargs: Mapping[str, Any]) -> BoundCall[R]:
    """Raises TypeError if the arguments don't match the operation's signature."""
    try:
        return BoundCall(operation, _signature(operation).bind(*args, **kwargs).arguments)
    except TypeError as error:
        raise TypeError(f"{operation.id}{_signature(operation)}: {error}") from None


@cache
def _signature(operation: Operation[Any, Any]) -> inspect.Signature:
    return inspect.signature(operation.declaration)


def idempotency_key(http: httpx.Client | httpx.AsyncClient, call: BoundCall[Any]) -> str | None:
    """The key with which all attempts of a POST are sent, so that the server applies only one of them. None for other methods, and for
    Tempo Cloud, which ignores keys."""
    return f'"{uuid.uuid4()}"' if call.operation.keyed and not is_tempo_cloud(str(http.base_url)) else None


def request_for(http: httpx.Client | httpx.AsyncClient, call: BoundCall[Any], key: str | None = None) -> httpx.Request:
    """The HTTP request for a call. It always goes to the base URL of the client. `key` is the `Idempotency-Key`."""
    operation, arguments = call.operation, call.arguments
    path = operation.url("", *(arguments[name] for name in operation.path_parameters))
    content = msgspec.json.encode(arguments["body"]) if "body" in arguments else None
    query = httpx.QueryParams(call.query) if call.query is not None else _query(call)
    headers = (JSON_HEADERS if content else {}) | ({"Idempotency-Key": key} if key else {})
    return http.build_request(operation.method, path, params=query, content=content, headers=headers)


def _query(call: BoundCall[Any]) -> dict[str, Any]:
    query: dict[str, Any] = {}
    for name in call.operation.query_groups:
        if name in call.arguments:
            query |= msgspec.to_builtins(call.arguments[name])
    return query


def decode_response(operation: Operation[Any, R], response: httpx.Response) -> R:
    """Returns the decoded result of a successful response. Raises ApiError for any other status."""
    if not response.is_success:
        raise error_from(response, retry_after(response))
    try:
        result: R = _decoder(operation).decode(b"null" if operation.empty else response.content)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise InvalidResponse(f"{loggable_url(response.request.url)} sent an invalid response to {operation.id}: {error}") from error
    return result


@cache
def _decoder(operation: Operation[Any, Any]) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(operation.returns)
