"""Every operation, called through both halves of the client against the real server: nothing is lost on the way."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import msgspec
import pytest

from andante.app import EXTENSION_HANDLERS, TEMPO_HANDLERS
from andante.client import Andante, AsyncAndante
from andante.kit.decode import path_values, query_values
from andante.kit.operation import Operation
from tests.cast import BASE_URL, Person
from tests.client.fake_server import result_of
from tests.client.test_client import AsyncWsgiTransport
from tests.conftest import Template
from tests.contract.judge import JudgedTransport
from tests.organization.permissions.rehearsal import Stage, rehearsal
from tests.organization.permissions.samples import DAYS, SAMPLES, Sample
from tests.organization.permissions.table import rows
from tests.wsgi import WsgiTransport

ALL = [handler.operation for handler in [*TEMPO_HANDLERS, *EXTENSION_HANDLERS]]
EVERY_SAMPLE = SAMPLES | {operation.id: Sample(query=DAYS) for operation in (handler.operation for handler in EXTENSION_HANDLERS)}
MAY = {row.operation: [who for who, word in row.outcomes.items() if word == "yes" and who != "holder"] for row in rows()}
"""Of each operation, who of the table may do it to what the sample is about."""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    template: Template = request.getfixturevalue(f"{request.param}_template")
    with rehearsal(template) as made:
        yield made


def arguments(operation: Operation[Any, Any]) -> dict[str, Any]:
    """The sample's request as a call has it."""
    sample = EVERY_SAMPLE[operation.id]
    path = path_values(operation, dict(zip(operation.path_parameters, map(str, sample.values), strict=True)))
    body = {"body": msgspec.convert(sample.body or {}, operation.body)} if operation.body else {}
    return path | body | query_values(operation, sample.query)


def client_of(half: str, person: Person) -> Any:
    """A client of the person that keeps, beside what it answers, what came over the wire."""
    if half == "sync":
        return Andante(person.token, BASE_URL, transport=JudgedTransport(WsgiTransport(person.app)))
    return AsyncAndante(person.token, BASE_URL, transport=AsyncWsgiTransport(person.app))


@pytest.mark.parametrize("half", ["sync", "async"])
@pytest.mark.parametrize("operation", ALL, ids=lambda operation: operation.id)
def test_what_the_server_answers_is_what_the_client_gives(stage: Stage, operation: Operation[Any, Any], half: str) -> None:
    person = stage.people[(MAY.get(operation.id) or ["administrator"])[-1]]
    client, came = client_of(half, person), list[httpx.Response]()
    client.http.event_hooks = {"response": [came.append if half == "sync" else _noting(came)]}

    answer = result_of(_method(client, operation.id)(**arguments(operation)))
    (response,) = came
    if operation.empty:
        assert (answer, response.status_code, response.content) == (None, 204, b"")
        return
    assert response.status_code == 200
    written = msgspec.json.encode(answer)
    assert json.loads(written) == json.loads(response.content)
    assert msgspec.json.decode(written, type=operation.returns) == answer


def _noting(came: list[httpx.Response]) -> Any:
    async def note(response: httpx.Response) -> None:
        came.append(response)

    return note


def _method(client: Any, name: str) -> Any:
    (method,) = (getattr(group, name) for group in vars(client).values() if hasattr(type(group), name))
    return method
