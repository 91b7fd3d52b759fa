"""Reads both contracts and our OpenAPI document, by operation."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from andante.app import EXTENSION_HANDLERS, TEMPO_HANDLERS
from andante.kit.openapi import describe
from andante.kit.server import Handler

from .differences import CORRECTIONS

FOLDER = Path(__file__).parent
VERSIONS = (2023, 2026)
Document = dict[str, Any]

NOT_OF_THIS_API = {
    "Billing Rates Table": "Financial Manager",
    "Budget": "Financial Manager",
    "Budget Milestones": "Financial Manager",
    "Cost": "Financial Manager",
    "Expense": "Financial Manager",
    "Financials": "Financial Manager",
    "Fixed Revenue": "Financial Manager",
    "Global Rates": "Financial Manager",
    "Portfolio": "Financial Manager",
    "Project": "Financial Manager",
    "Project Attributes": "Financial Manager",
    "Project Shares": "Financial Manager",
    "Project Time Approval": "Financial Manager",
    "Report": "Financial Manager: costs and revenues",
    "Scope": "Financial Manager",
    "Subscription": "webhooks have our own operations",
    "Team Member": "Financial Manager: the rates of a project's people",
    "Timeframe": "Financial Manager",
}
"""The tags of the 2026 contract whose operations are not served, and why."""


@dataclass(frozen=True)
class Described:
    """An operation in a document."""

    method: str
    path: str
    entry: dict[str, Any]

    @property
    def id(self) -> str:
        return str(self.entry["operationId"])

    @property
    def shape(self) -> tuple[str, str]:
        """Identifies the operation in all documents: the method, and the path without names of parameters."""
        return self.method, shape_of(self.path)


def shape_of(path: str) -> str:
    return re.sub(r"{\w+}", "{}", path.removeprefix("/4"))


def original(version: int) -> Document:
    """A contract without corrections."""
    document: Document = json.loads((FOLDER / f"tempo-v4-{version}.openapi.json").read_bytes())
    return document


@cache
def contract(version: int) -> Document:
    """A contract with corrections."""
    document = original(version)
    for correction in CORRECTIONS:
        if correction.version == version:
            _merge(part(document, correction.place), correction.patch)
    if version != VERSIONS[0]:
        _mark_integers(document, contract(VERSIONS[0]))
    return document


def part(document: Document, place: Iterable[str]) -> Any:
    """The part at a place in a document."""
    found: Any = document
    for step in place:
        found = found[step]
    return found


def _merge(target: dict[str, Any], patch: dict[str, Any]) -> None:
    """Applies a merge patch (RFC 7386): null removes a member, objects are merged, other values replace."""
    for name, value in patch.items():
        if value is None:
            del target[name]
        elif isinstance(value, dict) and isinstance(target.get(name), dict):
            _merge(target[name], value)
        else:
            target[name] = value


def _mark_integers(document: Document, marked: Document) -> None:
    """Marks path parameters that are strings with an integer. Only the older contract documents them."""
    integers = {
        (operation.shape, position)
        for operation in _operations(marked)
        for position, parameter in enumerate(path_parameters(operation))
        if "x-value-kind" in parameter["schema"]
    }
    for operation in _operations(document):
        for position, parameter in enumerate(path_parameters(operation)):
            if (operation.shape, position) in integers:
                parameter["schema"]["x-value-kind"] = "integer"


def path_parameters(operation: Described) -> list[dict[str, Any]]:
    """The path parameters in order. Their names differ between the contracts."""
    given = {parameter["name"]: parameter for parameter in operation.entry.get("parameters", []) if parameter["in"] == "path"}
    return [given[name] for name in re.findall(r"{(\w+)}", operation.path)]


@cache
def ours() -> Document:
    """Our document of the Tempo API."""
    return _described(TEMPO_HANDLERS)


@cache
def with_extensions() -> Document:
    """Like `ours`, with our extensions. The server has one document for each."""
    return _described([*TEMPO_HANDLERS, *EXTENSION_HANDLERS])


def _described(handlers: Iterable[Handler]) -> Document:
    document: Document = json.loads(json.dumps(describe([handler.operation for handler in handlers], "test", "object")))
    return document


def by_shape(document: Document) -> dict[tuple[str, str], Described]:
    """The operations of a document that this API supports."""
    return {operation.shape: operation for operation in _operations(document)}


@cache
def of_contracts() -> dict[tuple[str, str], Described]:
    """The operations of both contracts. The newer contract takes precedence."""
    return {shape: operation for version in VERSIONS for shape, operation in by_shape(contract(version)).items()}


def has_next_link(version: int, operation: tuple[str, str]) -> bool:
    """Whether the contract has `metadata.next` in the response of an operation, which is given by method and path."""
    document = contract(version)
    found = by_shape(document).get((operation[0], shape_of(operation[1])))
    for response in found.entry["responses"].values() if found else ():
        schema = response.get("content", {}).get("application/json", {}).get("schema", {})
        metadata = referred(document, schema)[1].get("properties", {}).get("metadata", {})
        if "next" in referred(document, metadata)[1].get("properties", {}):
            return True
    return False


def _operations(document: Document) -> Iterator[Described]:
    for path, methods in document["paths"].items():
        for method, entry in methods.items():
            if not NOT_OF_THIS_API.keys() & entry["tags"]:
                yield Described(method.upper(), path, entry)


def referred(document: Document, schema: dict[str, Any]) -> tuple[str | None, dict[str, Any]]:
    """The name and schema that a reference refers to. A schema that is not a reference is returned without a name."""
    name = None
    while "$ref" in schema:
        place = schema["$ref"].removeprefix("#/").split("/")
        name, schema = place[-1], part(document, place)
    return name, schema
