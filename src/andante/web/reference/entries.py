"""What the page about the API shows of an operation and of a schema: types, limits, descriptions and examples."""

import json
import re
import shlex
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import quote

from markupsafe import Markup, escape

from andante.kit.operation import Operation

from .examples import example

LIMITS = (("length", "minLength", "maxLength"), ("value", "minimum", "maximum"), ("items", "minItems", "maxItems"))
"""What a schema limits, and the keywords of the lowest and highest value."""

JSON_TYPE = "application/json"


class Field(NamedTuple):
    """A parameter, or a property of a schema. `place` is where a parameter is sent, or empty. `limits` are formulas."""

    name: str
    place: str
    required: bool
    type: Markup
    limits: list[str]
    description: Markup
    sample: str


class Result(NamedTuple):
    """A response. `type` is empty if it has no body in JSON, and `schemas` are the names of the schemas in it."""

    status: str
    description: str
    type: Markup
    schemas: list[str]
    example: str


class Entry(NamedTuple):
    """An operation. `scope` is empty if any token may call it. `body` is the type of its body, or empty; `sample` is an example of it."""

    id: str
    method: str
    path: str
    summary: str
    description: Markup
    scope: str
    writes: bool
    fields: list[Field]
    body: Markup
    body_schemas: list[str]
    sample: str
    results: list[Result]
    errors: list[Result]
    error_schemas: list[str]

    def curl(self, base_url: str) -> str:
        """A command that calls the operation with example values."""
        path = self.path
        for field in self.fields:
            path = path.replace(f"{{{field.name}}}", quote(field.sample, safe=":")) if field.place == "path" else path
        query = "&".join(
            f"{field.name}={quote(field.sample, safe=':')}" for field in self.fields if field.place == "query" and field.required
        )
        url = shlex.quote(base_url + path + (f"?{query}" if query else ""))
        lines = [f"curl {'' if self.method == 'GET' else f'-X {self.method} '}{url}", '-H "Authorization: Bearer $TOKEN"']
        if self.sample:
            lines += [f"--json {shlex.quote(self.sample)}"]
        return " \\\n  ".join(lines)


class Schema(NamedTuple):
    """A schema of the document. `type` is empty if it is an object with fields."""

    name: str
    description: Markup
    type: Markup
    fields: list[Field]


def entry_of(operation: Operation[Any, Any], document: dict[str, Any]) -> Entry:
    described = document["paths"][operation.path][operation.method.lower()]
    components = document["components"]["schemas"]
    body = _media(described.get("requestBody", {}))
    results = [_result(status, response, components) for status, response in sorted(described["responses"].items())]
    errors = [result for result in results if result.status >= "300"]
    return Entry(
        operation.id,
        operation.method,
        operation.path,
        operation.summary,
        formatted(operation.description),
        operation.scope,
        operation.writes,
        [_parameter(parameter) for parameter in described["parameters"]],
        type_of(body) if body else Markup(),
        list(_schemas_in(body)),
        _as_text(example(body, components, is_input=True)) if body else "",
        [result for result in results if result.status < "300"],
        errors,
        list(dict.fromkeys(name for error in errors for name in error.schemas)),
    )


def schema_of(name: str, schema: dict[str, Any]) -> Schema:
    required = schema.get("required", [])
    fields = [_field(field, inner, is_required=field in required) for field, inner in schema.get("properties", {}).items()]
    return Schema(name, formatted(schema.get("description", "")), Markup() if fields else type_of(schema), fields)


def formatted(text: str) -> Markup:
    """A text in one paragraph, with code between backticks."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(" ".join(text.split())))))  # noqa: S704 (it was escaped)


def type_of(schema: dict[str, Any]) -> Markup:
    """The type of a value in short: `integer`, `date`, `"USER" | "GENERIC"`, `Worklog[]`. Names of schemas are links."""
    if "$ref" in schema:
        name = _name(schema)
        return Markup('<a href="#{}" data-schema="{}">{}</a>').format(anchor(name), name, name)
    if "anyOf" in schema:
        return Markup(" | ").join(type_of(choice) for choice in schema["anyOf"])
    if schema.get("type") == "array":
        items = type_of(schema.get("items", {}))
        return Markup("({})[]").format(items) if " | " in items else Markup("{}[]").format(items)
    if "enum" in schema:
        return Markup(" | ").join(json.dumps(value) for value in schema["enum"])
    if "additionalProperties" in schema and "properties" not in schema:
        values = schema["additionalProperties"]
        return Markup("{{string: {}}}").format(type_of(values) if isinstance(values, dict) else "any")
    return escape(schema.get("format") or schema.get("type", "any"))


def limits_of(schema: dict[str, Any]) -> list[str]:
    """The limits of a value as formulas: `1 ≤ length ≤ 255`."""
    found = []
    for choice in _choices(schema):
        for subject, low, high in LIMITS:
            if low in choice or high in choice:
                found.append((f"{choice[low]} ≤ " if low in choice else "") + subject + (f" ≤ {choice[high]}" if high in choice else ""))
        if "pattern" in choice and "description" not in choice:
            found.append(choice["pattern"])
    return list(dict.fromkeys(found))


def anchor(name: str) -> str:
    """The id of a schema's element."""
    return f"schema-{name_anchor(name)}"


def name_anchor(name: str) -> str:
    """The id of a group's heading."""
    return "".join(letter if letter.isalnum() else "-" for letter in name)


def _parameter(parameter: dict[str, Any]) -> Field:
    field = _field(parameter["name"], parameter["schema"], is_required=parameter["required"])
    description = formatted(parameter.get("description", ""))
    limits = [] if parameter["in"] == "header" else field.limits
    return field._replace(place=parameter["in"], limits=limits, description=description or field.description)


def _field(name: str, schema: dict[str, Any], *, is_required: bool) -> Field:
    description = " ".join(choice["description"] for choice in _choices(schema) if "description" in choice)
    limits = limits_of(schema)
    if schema.get("default") not in (None, [], {}):
        limits.append(f"= {json.dumps(schema['default'])}")
    sample = example(schema, {}, name)
    return Field(
        name, "", is_required, type_of(schema), limits, formatted(description), sample if isinstance(sample, str) else json.dumps(sample)
    )


def _result(status: str, response: dict[str, Any], components: dict[str, Any]) -> Result:
    schema = _media(response)
    return Result(
        status,
        response["description"],
        type_of(schema) if schema else Markup(),
        list(_schemas_in(schema)),
        _as_text(example(schema, components)) if schema and status < "300" else "",
    )


def _media(part: dict[str, Any]) -> dict[str, Any]:
    schema: dict[str, Any] = part.get("content", {}).get(JSON_TYPE, {}).get("schema", {})
    return schema


def _choices(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    return (choice for choice in schema.get("anyOf", [schema]) if choice != {"type": "null"})


def _schemas_in(schema: dict[str, Any]) -> Iterator[str]:
    """The names of the schemas that a type names."""
    if "$ref" in schema:
        yield _name(schema)
    for inner in (*schema.get("anyOf", ()), *([schema["items"]] if "items" in schema else ())):
        yield from _schemas_in(inner)


def _name(schema: dict[str, Any]) -> str:
    return str(schema["$ref"]).rpartition("/")[2]


def _as_text(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
