"""Calls every operation of the server with both clients, sync and async, and checks that the results lose nothing."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import msgspec
import pytest

from andante.client import Andante, AsyncAndante
from andante.kit.decode import path_values, query_values
from andante.kit.operation import Operation
from tests.cast import BASE_URL, Person
from tests.client.fake_server import result_of
from tests.client.test_client import AsyncWsgiTransport
from tests.conftest import Template
from tests.contract.judge import JudgedTransport
from tests.organization.permissions.rollback import Callers, company_with_rollback
from tests.organization.permissions.samples import sample_of
from tests.organization.permissions.table import rows
from tests.wsgi import WsgiTransport

from .inputs import every_operation

ALLOWED = {row.operation: [who for who, outcome in row.outcomes.items() if outcome == "yes" and who != "holder"] for row in rows()}
"""By operation, the users of the table who may call it with the sample."""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def callers(request: pytest.FixtureRequest) -> Iterator[Callers]:
    template: Template = request.getfixturevalue(f"{request.param}_template")
    with company_with_rollback(template) as callers:
        yield callers


def arguments(operation: Operation[Any, Any]) -> dict[str, Any]:
    """The sample's request as arguments of a client's method."""
    sample = sample_of(operation.id)
    path = path_values(operation, dict(zip(operation.path_parameters, map(str, sample.values), strict=True)))
    body = {"body": msgspec.convert(sample.body or {}, operation.body)} if operation.body else {}
    return path | body | query_values(operation, sample.query)[0]


def client_of(kind: str, person: Person) -> Any:
    if kind == "sync":
        return Andante(person.token, BASE_URL, transport=JudgedTransport(WsgiTransport(person.app)))
    return AsyncAndante(person.token, BASE_URL, transport=AsyncWsgiTransport(person.app))


@pytest.mark.parametrize("kind", ["sync", "async"])
@every_operation
def test_a_result_of_the_client_equals_the_response_of_the_server(callers: Callers, operation: Operation[Any, Any], kind: str) -> None:
    person = callers.people[(ALLOWED.get(operation.id) or ["administrator"])[-1]]
    client, responses = client_of(kind, person), list[httpx.Response]()
    client.http.event_hooks = {"response": [responses.append if kind == "sync" else _async_append(responses)]}

    result = result_of(_method(client, operation.id)(**arguments(operation)))
    (response,) = responses
    if operation.empty:
        assert (result, response.status_code, response.content) == (None, 204, b"")
        return
    assert response.status_code == 200
    encoded = msgspec.json.encode(result)
    assert json.loads(encoded) == json.loads(response.content)
    assert msgspec.json.decode(encoded, type=operation.returns) == result


def _async_append(responses: list[httpx.Response]) -> Any:
    async def append(response: httpx.Response) -> None:
        responses.append(response)

    return append


def _method(client: Any, name: str) -> Any:
    (method,) = (getattr(group, name) for group in vars(client).values() if hasattr(type(group), name))
    return method
