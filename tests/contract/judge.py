"""Checks every response in a test against both contracts and our OpenAPI document."""

import re
from collections.abc import Iterator
from functools import cache

import httpx
import jsonschema_rs

from andante.kit.errors import FaultCode

from . import documents
from .documents import VERSIONS, Described, Document, contract

CODES = [str(code) for code in FaultCode]
TEXT = {"type": "string", "minLength": 1}
FAULT = {"field": {"type": "string"}, "code": {"enum": CODES}, "message": TEXT}
ERROR_FORMATS = {
    "anyOf": [
        {"type": "object", "required": ["errors"], "additionalProperties": False, "properties": {"errors": {"$ref": "#/$defs/message"}}},
        {
            "type": "object",
            "required": ["errors"],
            "additionalProperties": False,
            "properties": {"errors": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/fault"}}},
        },
    ],
    "$defs": {
        "message": {
            "type": "object",
            "required": ["message", "faults"],
            "additionalProperties": False,
            "properties": {"message": TEXT, "faults": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/fault"}}},
        },
        "fault": {"type": "object", "required": list(FAULT), "additionalProperties": False, "properties": FAULT},
    },
}
"""Both formats of a refusal."""


class JudgedTransport(httpx.BaseTransport):
    """Sends requests to another transport, and fails if the response is not documented."""

    def __init__(self, inner: httpx.BaseTransport) -> None:
        self.inner = inner

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = self.inner.handle_request(request)
        response.read()
        judge(request.method, request.url.path, response)
        return response


def judge(method: str, path: str, response: httpx.Response) -> None:
    """Raises AssertionError if the response of an operation has a status, type or body that is not documented."""
    operation = _operation(method, path)
    if operation is None:
        return
    status = str(response.status_code)
    what = f"{operation.id} returned {status}"
    documented = operation.entry["responses"].get(status)
    assert documented is not None, f"{what}, which is not documented: {response.text[:500]}"
    kinds = documented.get("content", {})
    kind = response.headers.get("content-type", "").partition(";")[0]
    assert kind in kinds if kinds else not response.content, f"{what} as '{kind}', not as {', '.join(kinds) or 'nothing'}"
    if kind == "application/json":
        content = response.json()
        for name, validator in _validators(operation.shape, status):
            faults = "; ".join(f"{'/'.join(map(str, fault.instance_path))}: {fault.message}" for fault in validator.iter_errors(content))
            assert not faults, f"{what}, which {name} does not allow: {faults[:1000]}"


@cache
def _paths() -> list[tuple[re.Pattern[str], dict[str, Described]]]:
    """All path shapes with their operations by method. Literal segments come before parameters, as in a router."""
    paths: dict[str, dict[str, Described]] = {}
    for operation in documents.by_shape(documents.with_extensions()).values():
        paths.setdefault(re.sub(r"{\w+}", "{}", operation.path), {})[operation.method] = operation
    return [
        (re.compile(re.escape(path).replace(r"\{\}", "[^/]+") + "/?"), paths[path])
        for path in sorted(paths, key=lambda path: [part == "{}" for part in path.split("/")])
    ]


def _operation(method: str, path: str) -> Described | None:
    methods = next((methods for pattern, methods in _paths() if pattern.fullmatch(path)), {})
    return methods.get(method)


@cache
def _validators(shape: tuple[str, str], status: str) -> list[tuple[str, jsonschema_rs.Draft202012Validator]]:
    """The documents that describe this response."""
    return list(_response_validators(shape, status))


def _response_validators(shape: tuple[str, str], status: str) -> Iterator[tuple[str, jsonschema_rs.Draft202012Validator]]:
    if not status.startswith("2"):
        yield "our own document", jsonschema_rs.Draft202012Validator(ERROR_FORMATS)
        return
    sources: dict[str, Document] = {"our own document": documents.with_extensions()}
    sources |= {f"the contract of {version}": contract(version) for version in VERSIONS}
    for name, document in sources.items():
        operation = documents.by_shape(document).get(shape)
        content = operation.entry["responses"].get(status, {}).get("content", {}) if operation else {}
        if operation and "application/json" in content:
            root = {"allOf": [content["application/json"]["schema"]], "components": document["components"]}
            yield name, jsonschema_rs.Draft202012Validator(root, validate_formats=True)
