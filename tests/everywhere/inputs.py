"""Operations as test parameters, and all kinds of bad input for them, generated from their declarations."""

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, Literal, get_args, get_origin

import msgspec
import pytest

from andante.kit.operation import Operation
from andante.kit.paging import PageInQuery, Paging
from andante.kit.wire import Id
from tests.contract import documents

from .seeded import OPERATIONS

Schema = dict[str, Any]


def operations(condition: Callable[[Operation[Any, Any]], bool]) -> pytest.MarkDecorator:
    """Runs a test for each of these operations."""
    return pytest.mark.parametrize("operation", [pytest.param(found, id=found.id) for found in OPERATIONS if condition(found)])


kit_only = pytest.mark.parametrize("seeded", ["sqlite"], indirect=True)
"""Runs a test on SQLite only. Allowed if the response is sent before any SQL of a domain runs, which
`SeededServer.refused_by_the_kit` checks, or if only HTTP differs from a test that runs on both engines."""

every_operation = operations(lambda _: True)


def is_paged(operation: Operation[Any, Any]) -> bool:
    return not {Paging, PageInQuery}.isdisjoint(operation.query_groups.values())


def ids_of(operation: Operation[Any, Any]) -> list[str]:
    """The path parameters that must be numbers."""
    return [name for name, kind in operation.path_parameters.items() if kind == Id]


def any_path(operation: Operation[Any, Any], **fixed: str) -> str:
    """A path of the operation, with these values. Nothing needs to exist at the path."""
    values = [fixed.get(name) or str(_any_value(kind)) for name, kind in operation.path_parameters.items()]
    return re.sub(r"{\w+}", "{}", operation.path).format(*values)


def any_url(operation: Operation[Any, Any]) -> str:
    """Like `any_path`, with the required query parameters."""
    required = (field for group in operation.query_groups.values() for field in msgspec.structs.fields(group) if field.required)
    query = "&".join(f"{field.encode_name}={_any_value(field.type)}" for field in required)
    return f"{any_path(operation)}?{query}" if query else any_path(operation)


def _any_value(kind: Any) -> Any:
    if get_origin(kind) is Literal:
        return get_args(kind)[0]
    for value in (999_999, "nobody", dt.date(2026, 3, 17)):
        for input in (str(value), [str(value)]):
            with suppress(msgspec.ValidationError):
                msgspec.convert(input, kind, strict=False)
                return value
    raise AssertionError(f"none of the values fits the type {kind}")


def bad_queries(operation: Operation[Any, Any]) -> Iterator[tuple[str, str]]:
    """Query strings with one bad value, and the parameter that the message must name."""
    entry = _entry(operation)
    for parameter in entry["parameters"]:
        if parameter["in"] == "query":
            name, schema = parameter["name"], resolved(parameter["schema"])
            for bad in _bad_texts(schema):
                yield f"{name}={bad}", name
            if "maxItems" in schema:
                entries = ["1"] * (schema["maxItems"] + 1)
                is_choice = "enum" in resolved(schema["items"])
                yield "&".join(f"{name}={entry}" for entry in entries) if is_choice else f"{name}={','.join(entries)}", name


def _bad_texts(schema: Schema) -> list[str]:
    kind = schema.get("type")
    if kind == "array":
        return _bad_texts(resolved(schema["items"]))
    if kind == "integer":
        return ["abc", "", "1.5", "%00", "-" + "9" * 30, "9" * 30, "NaN", "5%20", "%EF%BC%91a", "null", "1e3", "1.0"]
    if kind == "boolean":
        return ["maybe", "", "2", "%00", "null"]
    if schema.get("format") == "date":
        return ["2026-02-30", "2026-13-01", "17.3.2026", "", "0000-00-00", "2026-03-17%00", "null"]
    if "pattern" in schema or "enum" in schema:
        return ["nonsense", "", "%00"]
    return ["%00"]


def body_schema(operation: Operation[Any, Any]) -> Schema:
    schema: Schema = _entry(operation)["requestBody"]["content"]["application/json"]["schema"]
    return schema


def bad_bodies(operation: Operation[Any, Any]) -> Iterator[tuple[bytes, str]]:
    """Bodies with one bad value, and the name of the field in the message."""
    for value, name in _bad_values(resolved(body_schema(operation)), ""):
        yield json.dumps(value).encode(), name


def _bad_values(schema: Schema, name: str) -> Iterator[tuple[Any, str]]:
    label = f"'{name}'" if name else "the body"
    match schema.get("type"):
        case "object" if "properties" in schema:
            yield from _each("text", 5, [], True, label=label)
            for field, kind in schema["properties"].items():
                for bad, inner in _bad_values(resolved(kind), f"{name}.{field}" if name else field):
                    yield {field: bad}, inner
        case "array":
            yield from _each("text", 5, {}, True, label=label)
            if schema.get("minItems"):
                yield [], label
            if "maxItems" in schema:
                yield [None] * (schema["maxItems"] + 1), label
            for bad, inner in _bad_values(resolved(schema["items"]), f"{name}[0]"):
                yield [bad] * schema.get("minItems", 1), inner
        case kind:
            yield from _each(*_bad_plain_values(schema, kind), label=label)


def _each(*values: Any, label: str) -> Iterator[tuple[Any, str]]:
    return ((value, label) for value in values)


def _bad_plain_values(schema: Schema, kind: str | None) -> list[Any]:
    if kind == "integer":
        bounds = [schema[bound] + step for bound, step in (("minimum", -1), ("maximum", 1)) if bound in schema]
        return [
            "abc",
            "",
            "1.5",
            "1e3",
            "1.0",
            "null",
            [],
            {},
            True,
            10**30,
            -(10**30),
            10**400,
            "9" * 400,
            float("inf"),
            float("nan"),
            *bounds,
        ]
    if kind == "boolean":
        return ["maybe", "null", 2, [], {}]
    if kind == "number":
        return ["abc", "null", [], {}, True, float("inf"), float("nan")]
    texts: list[Any] = [[], {}, "a\0b", "\ud800"]
    if schema.get("format") == "date":
        return [*texts, 5, True, "2026-02-30", "2026-13-01", "17.3.2026", "", "2026-03-17T25:00:00Z", "null"]
    if "pattern" in schema:
        pattern = re.compile(schema["pattern"].removesuffix("$") + r"\Z")
        return [*texts, *(bad for bad in (5, True, "25:00:00", "nonsense\n", "a/b") if not pattern.search(json.dumps(bad).strip('"')))]
    if "enum" in schema:
        return [*texts, 5, True, "NONSENSE", ""]
    long = ["x" * (schema["maxLength"] + 1)] if "maxLength" in schema else []
    return [*texts, *long, *([""] if schema.get("minLength") else [])]


def long_lists(operation: Operation[Any, Any]) -> Iterator[tuple[str, list[Any]]]:
    """The name of each list of scalars in a body, with the largest number of entries."""
    for name, schema in resolved(body_schema(operation)).get("properties", {}).items():
        schema = resolved(schema)
        item = resolved(schema.get("items", {}))
        if item.get("type") == "integer":
            yield name, list(range(1, schema["maxItems"] + 1))
        elif item.get("type") == "string" and not {"enum", "pattern", "format"} & item.keys():
            yield name, [str(n) for n in range(schema["maxItems"])]


def query_parameters(operation: Operation[Any, Any]) -> list[str]:
    return [parameter["name"] for parameter in _entry(operation)["parameters"] if parameter["in"] == "query"]


def array_parameters(operation: Operation[Any, Any]) -> list[tuple[str, tuple[str, str], bool]]:
    """The name of each array parameter, two valid entries, and whether it is a choice of values."""
    found = []
    for parameter in _entry(operation)["parameters"]:
        schema = resolved(parameter["schema"])
        if schema.get("type") == "array":
            choices = resolved(schema["items"]).get("enum")
            found.append((parameter["name"], tuple(choices[:2]) if choices else ("1", "2"), bool(choices)))
    return found


def repeated_parameters(operation: Operation[Any, Any]) -> list[str]:
    """The query parameters that can be repeated."""
    return [name for name, _, _ in array_parameters(operation)]


def plain_fields(schema: Schema, name: str = "") -> Iterator[tuple[str, Schema]]:
    """All scalars in a body, with their paths."""
    schema = resolved(schema)
    if "properties" in schema:
        for field, kind in schema["properties"].items():
            yield from plain_fields(kind, f"{name}.{field}" if name else field)
    elif schema.get("type") == "array":
        yield from plain_fields(schema["items"], f"{name}[]")
    else:
        yield name, schema


def resolved(schema: Schema) -> Schema:
    """The schema without references and without null."""
    schema = documents.referred(documents.with_extensions(), schema)[1]
    choices = [choice for choice in schema.get("anyOf", [schema]) if choice.get("type") != "null"]
    return choices[0] if choices[0] is schema else resolved(choices[0])


def _entry(operation: Operation[Any, Any]) -> dict[str, Any]:
    entry: dict[str, Any] = documents.with_extensions()["paths"][operation.path][operation.method.lower()]
    return entry
