"""Responses of a newer server: the client ignores new fields and keeps new enum values."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import msgspec
import pytest
from msgspec import inspect

from andante.app import EXTENSION_HANDLERS, TEMPO_HANDLERS
from andante.client.bound_call import decode_response
from andante.kit.operation import Operation
from tests.contract import documents
from tests.contract.documents import VERSIONS, Document, by_shape, referred

NEW_VALUE, NEW_FIELD = "ADDED_LATER", {"addedLater": {"by": [1, None, "a newer server"]}}
REQUEST = httpx.Request("GET", "https://time.example.com/")
OPERATIONS = {handler.operation.id: handler.operation for handler in [*TEMPO_HANDLERS, *EXTENSION_HANDLERS] if not handler.operation.empty}
TEXTS = {"startTime": "09:00:00"} | dict.fromkeys(("from", "to", "startDate", "date", "endDate", "recurrenceEndDate"), "2026-03-17")
"""Valid values for text fields whose format the schema doesn't state."""


def documented() -> Iterator[tuple[str, Operation[Any, Any], Any]]:
    """(document, operation, a response in the documented form, with new fields and new enum values)."""
    ours = by_shape(documents.ours())
    sources: dict[str, Document] = {"ours": documents.ours(), "contract": documents.contract(VERSIONS[-1])}
    for name, document in sources.items():
        for shape, described in by_shape(document).items():
            operation = OPERATIONS.get(ours[shape].id) if shape in ours else None
            content = described.entry["responses"].get("200", {}).get("content", {})
            if operation and "application/json" in content:
                yield name, operation, _response(document, content["application/json"]["schema"], "")


def _response(document: Document, schema: dict[str, Any], name: str) -> Any:
    schema = referred(document, schema)[1]
    choices = [choice for choice in schema.get("anyOf", ()) if choice != {"type": "null"}]
    if choices:
        return _response(document, choices[0], name)
    if "enum" in schema:
        return NEW_VALUE
    kinds = schema.get("type")
    match next(kind for kind in kinds if kind != "null") if isinstance(kinds, list) else kinds:
        case "object":
            return _object(document, schema)
        case "array":
            return [_response(document, schema["items"], name)] * 2
        case "string":
            return TEXTS.get(name, "2026-03-17" if schema.get("format") == "date" else "a text")
        case kind:
            return {"integer": 7, "number": 1.5, "boolean": True}[str(kind)]


def _object(document: Document, schema: dict[str, Any]) -> Any:
    if isinstance(schema.get("additionalProperties"), dict):
        return {"any key": _response(document, schema["additionalProperties"], "")}
    return {field: _response(document, kind, field) for field, kind in schema["properties"].items()} | NEW_FIELD


@pytest.mark.parametrize(
    ("operation", "response"),
    [pytest.param(operation, response, id=f"{operation.id}-{name}") for name, operation, response in documented()],
)
def test_new_fields_are_ignored_and_new_values_are_kept(operation: Operation[Any, Any], response: Any) -> None:
    written = msgspec.json.encode(decode_response(operation, httpx.Response(200, json=response, request=REQUEST)))

    assert b"addedLater" not in written
    assert (NEW_VALUE.encode() in written) == (NEW_VALUE in json.dumps(response))


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_no_response_type_has_an_enum_or_a_limit(operation: Operation[Any, Any]) -> None:
    """A limit that applies to requests would keep the client from reading responses of a newer server."""
    assert [place for place, kind in _kinds(inspect.type_info(operation.returns), "$") if _closed(kind)] == []


def _kinds(kind: Any, place: str) -> Iterator[tuple[str, Any]]:
    """Every type inside a type, with its path. None of them is recursive."""
    yield place, kind
    match kind:
        case inspect.StructType():
            for field in kind.fields:
                yield from _kinds(field.type, f"{place}.{field.encode_name}")
        case inspect.ListType():
            yield from _kinds(kind.item_type, f"{place}[]")
        case inspect.DictType():
            yield from _kinds(kind.value_type, f"{place}{{}}")
        case inspect.UnionType():
            for choice in kind.types:
                yield from _kinds(choice, place)
        case inspect.Metadata():
            yield from _kinds(kind.type, place)


def _closed(kind: Any) -> bool:
    limits = ("ge", "gt", "le", "lt", "multiple_of", "pattern", "min_length", "max_length")
    forbidding = getattr(kind, "forbid_unknown_fields", False)
    return isinstance(kind, inspect.LiteralType | inspect.EnumType) or forbidding or any(getattr(kind, name, None) for name in limits)
