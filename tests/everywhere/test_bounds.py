"""Every value and every list in a request has a limit."""

from collections.abc import Iterator
from typing import Any

import pytest

from andante.app import HANDLERS
from andante.kit.openapi import describe
from andante.kit.operation import Operation
from tests.cast import message
from tests.contract.documents import referred

from .inputs import body_schema, long_lists, operations, plain_fields, repeated_parameters
from .seed import BODIES
from .seeded import SeededServer


@operations(lambda operation: bool(operation.body))
def test_every_text_and_number_has_bounds(operation: Operation[Any, Any]) -> None:
    unbounded = [
        name
        for name, schema in plain_fields(body_schema(operation))
        if (schema.get("type") == "string" and not {"maxLength", "pattern", "enum", "format"} & schema.keys())
        or (schema.get("type") in ("integer", "number") and not {"minimum", "maximum"} <= schema.keys())
    ]

    assert not unbounded


@pytest.mark.parametrize("operation", [handler.operation for handler in HANDLERS], ids=lambda operation: operation.id)
def test_every_list_in_a_request_has_a_documented_limit(operation: Operation[Any, Any]) -> None:
    document = describe([operation], "test", "object")
    (entry,) = document["paths"][operation.path].values()
    inputs = {parameter["name"]: parameter["schema"] for parameter in entry["parameters"]}
    if operation.body:
        inputs["body"] = entry["requestBody"]["content"]["application/json"]["schema"]

    assert [name for place, schema in inputs.items() for name in _unlimited_lists(document, schema, place)] == []


def _unlimited_lists(document: dict[str, Any], schema: dict[str, Any], name: str) -> Iterator[str]:
    schema = referred(document, schema)[1]
    for choice in schema.get("anyOf", []):
        yield from _unlimited_lists(document, choice, name)
    for field, kind in schema.get("properties", {}).items():
        yield from _unlimited_lists(document, kind, f"{name}.{field}")
    if schema.get("type") == "array":
        if "maxItems" not in schema:
            yield name
        yield from _unlimited_lists(document, schema["items"], f"{name}[]")


@operations(lambda operation: bool(operation.body and not operation.writes))
def test_a_list_may_be_very_long(seeded: SeededServer, operation: Operation[Any, Any]) -> None:
    """The list is accepted or refused, but never exceeds a limit of the database."""
    for name, entries in long_lists(operation):
        body = BODIES.get(operation.id, {}) | {name: entries}
        response = seeded.administrator.http.request(operation.method, seeded.url(operation), json=body)

        assert response.status_code in (200, 400), name
        assert response.status_code == 200 or f"'{name}'" in message(response)


@operations(lambda operation: bool(operation.query_groups and not operation.writes))
def test_a_parameter_may_be_repeated_many_times(seeded: SeededServer, operation: Operation[Any, Any]) -> None:
    for parameter in repeated_parameters(operation):
        count = 60_000 // (len(parameter) + 6)
        query = "&".join(f"{parameter}={n}" for n in range(1, count))
        assert seeded.read(operation, query).status_code in (200, 400, 404), parameter
