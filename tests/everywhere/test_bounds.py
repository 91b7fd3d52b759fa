"""Every value in a body has a limit."""

from typing import Any

from andante.kit.operation import Operation
from tests.cast import message

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
