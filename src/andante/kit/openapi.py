"""Generates an OpenAPI 3.1 document from operations."""

from typing import Any

import msgspec

from . import idempotency
from .operation import Operation
from .wire import ErrorList, Errors

TITLE = "Andante: the Tempo REST API v4"
EXTENSION_TITLE = "Andante: extensions of the Tempo REST API"
REF = "#/components/schemas/{name}"
HTML_ERROR_DESCRIPTIONS = {401: "The token is missing or not valid", 403: "The token or the user lacks the permission"}
ERROR_DESCRIPTIONS = {
    400: "What is wrong with the input",
    404: "Not found, or not visible",
    408: "The body did not arrive in time",
    409: "Conflicts with another change",
    413: "The body is too large",
    422: "The Idempotency-Key was used for another request",
}
KEY_DESCRIPTION = (
    "A key that the client chooses for this request. If the same request is repeated with the same key within 24 hours, it is not applied "
    f"again: the first response is returned, with the header {idempotency.REPLAYED}: true"
)


def describe(operations: list[Operation[Any, Any]], version: str, error_style: str, title: str = TITLE) -> dict[str, Any]:
    """The OpenAPI document of these operations."""
    error_kind = ErrorList if error_style == "list" else Errors
    kinds = list({str(kind): kind for operation in operations for kind in _kinds(operation)}.values())
    schemas, components = _schemas([error_kind, *kinds])
    schema_of = {str(kind): schema for kind, schema in zip([error_kind, *kinds], schemas, strict=True)}
    paths: dict[str, Any] = {}
    for operation in operations:
        entry = _entry(operation, schema_of, schema_of[str(error_kind)])
        paths.setdefault(operation.path, {})[operation.method.lower()] = entry
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version},
        "servers": [{"url": "/"}],
        "security": [{"bearerAuth": []}],
        "tags": [{"name": tag} for tag in dict.fromkeys(operation.tag for operation in operations)],
        "paths": paths,
        "components": {"schemas": components, "securitySchemes": {"bearerAuth": {"type": "http", "scheme": "bearer"}}},
    }


def _schemas(kinds: list[Any]) -> Any:
    """The schemas of these types, and the schemas that they refer to, by name. Patterns end with `\\Z` in Python and with `$` in JSON
    Schema: in Python, `$` also matches before a final line feed."""
    schemas = msgspec.json.encode(msgspec.json.schema_components(kinds, ref_template=REF))
    return msgspec.json.decode(schemas.replace(rb"\\Z", b"$"))


def _kinds(operation: Operation[Any, Any]) -> list[Any]:
    """All types of an operation that need a schema."""
    query = [field.type for group in operation.query_groups.values() for field in msgspec.structs.fields(group)]
    body = [operation.body] if operation.body else []
    response = [] if operation.empty else [operation.returns]
    return [*response, *body, *operation.path_parameters.values(), *query]


def _entry(operation: Operation[Any, Any], schema_of: dict[str, Any], error_schema: Any) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "operationId": operation.id,
        "summary": operation.summary,
        "tags": [operation.tag],
        "security": [{"bearerAuth": [operation.scope] if operation.scope else []}],
        "parameters": _path_parameters(operation, schema_of) + _query_parameters(operation, schema_of) + _header_parameters(operation),
        "responses": _responses(operation, schema_of, error_schema),
    }
    if operation.description:
        entry["description"] = operation.description
    if operation.body:
        entry["requestBody"] = _json(schema_of[str(operation.body)])
    return entry


def _path_parameters(operation: Operation[Any, Any], schema_of: dict[str, Any]) -> list[dict[str, Any]]:
    names = [part[1:-1] for part in operation.path.split("/") if part.startswith("{")]
    kinds = operation.path_parameters.values()
    return [{"name": name, "in": "path", "required": True, "schema": schema_of[str(kind)]} for name, kind in zip(names, kinds, strict=True)]


def _query_parameters(operation: Operation[Any, Any], schema_of: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "name": field.encode_name,
            "in": "query",
            "required": field.required,
            "schema": _parameter_schema(schema_of[str(field.type)], field.default),
        }
        for group in operation.query_groups.values()
        for field in msgspec.structs.fields(group)
    ]


def _header_parameters(operation: Operation[Any, Any]) -> list[dict[str, Any]]:
    """The key of a POST. Operations that only read ignore it."""
    if operation.method != "POST":
        return []
    schema = {"type": "string", "minLength": 1, "maxLength": idempotency.MAX_LENGTH, "pattern": idempotency.PATTERN}
    description = KEY_DESCRIPTION if operation.keyed else "Ignored, because this operation changes nothing"
    return [{"name": idempotency.HEADER, "in": "header", "required": False, "description": description, "schema": schema}]


def _parameter_schema(schema: dict[str, Any], default: Any) -> dict[str, Any]:
    """The schema of a query parameter. It has the default, and doesn't allow null: a parameter can only be absent."""
    choices = [choice for choice in schema.get("anyOf", []) if choice != {"type": "null"}]
    schema = choices[0] if len(choices) == 1 else schema
    return schema if default in (None, msgspec.NODEFAULT) else schema | {"default": default}


def _responses(operation: Operation[Any, Any], schema_of: dict[str, Any], error_schema: Any) -> dict[str, Any]:
    if operation.empty:
        responses: dict[str, Any] = {"204": {"description": "Done"}}
    else:
        responses = {str(operation.success): {"description": "Done", **_json(schema_of[str(operation.returns)])}}
    has_input = bool(operation.body or operation.query_groups)
    codes = {*operation.refusals, *([404] if operation.path_parameters else [])}
    codes |= {400} if has_input else set()
    codes |= {408, 413} if operation.body else set()
    codes |= {400, 409, 422} if operation.keyed else set()
    responses |= {str(code): {"description": ERROR_DESCRIPTIONS[code], **_json(error_schema)} for code in sorted(codes)}
    responses |= {
        str(code): {"description": description, "content": {"text/html": {}}} for code, description in HTML_ERROR_DESCRIPTIONS.items()
    }
    return responses


def _json(schema: Any) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}
