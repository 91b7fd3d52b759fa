"""A bad body is refused with the name of the field before it reaches a domain, so SQLite is enough."""

from typing import Any

import pytest

from andante.kit.operation import Operation
from tests.cast import faults, message

from .inputs import any_url, bad_bodies, body_schema, kit_only, operations, resolved
from .seeded import SeededServer

GARBAGE = [
    b"{",
    b"nix",
    b'"text"',
    b"5",
    b"null",
    b"\xff\xfe",
    b'{"a": "\xff"}',
    b"[" * 100_000,
    b'{"a":' * 100_000,
    b"a=b&c=d",
    b'{"a": 1} {"b": 2}',
    b"\0",
    b"<xml/>",
    b"9" * 5000,
]

pytestmark = kit_only
with_body = operations(lambda operation: bool(operation.body))


@with_body
def test_invalid_json_is_refused(seeded: SeededServer, operation: Operation[Any, Any]) -> None:
    for raw in [*GARBAGE, b"{}" if resolved(body_schema(operation)).get("type") == "array" else b"[]"]:
        with seeded.refused_by_the_kit():
            response = seeded.administrator.http.request(operation.method, any_url(operation), content=raw)

        assert response.status_code == 400, raw[:20]
        assert message(response).startswith("the body"), raw[:20]
        assert faults(response) in ([("", "malformed")], [("", "wrong_type")]), raw[:20]


@with_body
def test_a_bad_value_is_refused_with_its_field(seeded: SeededServer, operation: Operation[Any, Any]) -> None:
    for raw, name in bad_bodies(operation):
        with seeded.refused_by_the_kit():
            response = seeded.administrator.http.request(operation.method, any_url(operation), content=raw)

        assert response.status_code == 400, raw[:100]
        assert name in message(response), raw[:100]
        assert ("" if name == "the body" else name.strip("'")) in [field for field, _ in faults(response)], raw[:100]


@operations(lambda operation: bool(operation.body and resolved(body_schema(operation)).get("required")))
@pytest.mark.parametrize("raw", [b"", b"{}"])
def test_a_missing_body_is_refused_with_all_required_fields(seeded: SeededServer, operation: Operation[Any, Any], raw: bytes) -> None:
    with seeded.refused_by_the_kit():
        response = seeded.administrator.http.request(operation.method, any_url(operation), content=raw)

    assert response.status_code == 400
    for name in resolved(body_schema(operation))["required"]:
        assert f"'{name}' is required" in message(response)
        assert (name, "required") in faults(response)


@with_body
def test_a_body_above_the_maximum_size_is_refused(seeded: SeededServer, operation: Operation[Any, Any]) -> None:
    small = seeded.administrator_with(max_body_bytes=100)
    with seeded.refused_by_the_kit():
        response = small.http.request(operation.method, any_url(operation), content=b" " * 101)

    assert response.status_code == 413
    assert message(response) == "the body must have at most 100 bytes, not 101"
    assert faults(response) == [("", "too_large")]
