"""Every operation authenticates first. The lookup of a token is the same statement for all operations, and tests/identity runs it on
both engines. So SQLite is enough for requests that are refused after it."""

from typing import Any

import httpx

from andante.kit.operation import Operation

from .inputs import any_path, every_operation, kit_only, operations
from .seeded import SeededServer

INVALID_CREDENTIALS = [None, b"", b"Bearer", b"Bearer nobody", b"Basic YTpi", b"Bearer \xff\x01", b"Bearer " + b"x" * 100_000]


def _call(seeded: SeededServer, operation: Operation[Any, Any], authorization: bytes | None) -> httpx.Response:
    http = seeded.administrator.http
    request = http.build_request(operation.method, f"{any_path(operation)}?limit=abc", content=b"{")
    del request.headers["Authorization"]
    if authorization is not None:
        request.headers.raw.append((b"Authorization", authorization))
    return http.send(request)


@kit_only
@every_operation
def test_without_a_valid_token_every_operation_is_refused(seeded: SeededServer, operation: Operation[Any, Any]) -> None:
    for authorization in INVALID_CREDENTIALS:
        with seeded.refused_by_the_kit():
            response = _call(seeded, operation, authorization)

        assert response.status_code == 401, authorization
        assert response.headers["content-type"] == "text/html; charset=utf-8"
        assert response.headers["www-authenticate"] == "Bearer"
        assert response.text == "The access token is missing, expired, revoked or not valid."


@kit_only
@every_operation
def test_a_token_without_the_scope_is_refused(seeded: SeededServer, operation: Operation[Any, Any]) -> None:
    with seeded.refused_by_the_kit():
        response = seeded.without_scope_of(operation).http.request(operation.method, f"{any_path(operation)}?limit=abc", content=b"{")

    assert response.status_code == 403
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.text == f"The token lacks the scope {operation.scope}."


@kit_only
@operations(lambda operation: operation.writes)
def test_a_read_only_token_can_not_write(seeded: SeededServer, operation: Operation[Any, Any]) -> None:
    with seeded.refused_by_the_kit():
        response = seeded.reader.http.request(operation.method, any_path(operation), json={})

    assert response.status_code == 403
    assert operation.scope in response.text


@operations(lambda operation: not operation.writes)
def test_a_read_only_token_can_read_everything(seeded: SeededServer, operation: Operation[Any, Any]) -> None:
    assert seeded.reader.http.request(operation.method, any_path(operation), json={}).status_code in (200, 400, 404)
