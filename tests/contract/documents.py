"""The API as data: both contract files and our own document, operation by operation."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from andante.kit.openapi import describe
from andante.main import ANSWERS

FOLDER = Path(__file__).parent
VERSIONS = (2023, 2026)
Document = dict[str, Any]

NOT_OF_THIS_API = {
    "Audit Events": "the audit log is told through our own operations",
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
    "Subscription": "webhooks are told through our own operations",
    "Team Member": "Financial Manager: the rates of a project's people",
    "Timeframe": "Financial Manager",
}
"""The tags of the 2026 contract whose operations are not served, and why."""


@dataclass(frozen=True)
class Described:
    """One operation as a document describes it."""

    method: str
    path: str
    entry: dict[str, Any]

    @property
    def id(self) -> str:
        return str(self.entry["operationId"])

    @property
    def shape(self) -> tuple[str, str]:
        """What identifies it in every document: the method, and the path without the names of its parameters."""
        return self.method, shape_of(self.path)


def shape_of(path: str) -> str:
    return re.sub(r"{\w+}", "{}", path.removeprefix("/4"))


@cache
def contract(version: int) -> Document:
    document: Document = json.loads((FOLDER / f"tempo-v4-{version}.openapi.json").read_bytes())
    if version != VERSIONS[0]:
        _mark_integers(document, contract(VERSIONS[0]))
    return document


def _mark_integers(document: Document, marked: Document) -> None:
    """The newer contract has the same path parameters that are called strings and hold an integer; only the older one says so."""
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
    """In the order of the path. Their names differ between the contracts."""
    given = {parameter["name"]: parameter for parameter in operation.entry.get("parameters", []) if parameter["in"] == "path"}
    return [given[name] for name in re.findall(r"{(\w+)}", operation.path)]


@cache
def ours() -> Document:
    document: Document = json.loads(json.dumps(describe([answer.operation for answer in ANSWERS], "test", "object")))
    return document


def by_shape(document: Document) -> dict[tuple[str, str], Described]:
    """All operations of a document that this API has to do with."""
    return {operation.shape: operation for operation in _operations(document)}


@cache
def of_contracts() -> dict[tuple[str, str], Described]:
    """The union of both contracts, in the newer one's words."""
    return {shape: operation for version in VERSIONS for shape, operation in by_shape(contract(version)).items()}


def _operations(document: Document) -> Iterator[Described]:
    for path, methods in document["paths"].items():
        for method, entry in methods.items():
            if not NOT_OF_THIS_API.keys() & entry["tags"]:
                yield Described(method.upper(), path, entry)


def referred(document: Document, schema: dict[str, Any]) -> tuple[str | None, dict[str, Any]]:
    """The schema that a reference leads to, with its name; a schema that is no reference is itself."""
    name = None
    while "$ref" in schema:
        *way, name = schema["$ref"].removeprefix("#/").split("/")
        found: Any = document
        for step in (*way, name):
            found = found[step]
        schema = found
    return name, schema
