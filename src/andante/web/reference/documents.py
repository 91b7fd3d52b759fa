"""Serves the OpenAPI documents, and prepares them for the pages of the API reference. Both happen on the first request, which most
processes never get."""

from collections.abc import Sequence
from functools import cached_property, partial
from typing import Any

import msgspec
from falcon import Request, Response

from andante import __version__
from andante.kit.openapi import describe
from andante.kit.operation import Operation

from .entries import Entry, Schema, entry_of, schema_of


class OpenApiDocument:
    """The OpenAPI document of some operations: as JSON for programs, and in parts for the page that shows it."""

    def __init__(self, title: str, operations: Sequence[Operation[Any, Any]], error_style: str) -> None:
        self.title = title
        self.operations = operations
        self.rendered: dict[tuple[str, ...], str] = {}
        """The HTML of all operations, by its words."""
        self._describe = partial(describe, list(operations), __version__, error_style, title)

    @cached_property
    def content(self) -> bytes:
        return msgspec.json.encode(self._describe())

    @cached_property
    def entries(self) -> dict[str, list[Entry]]:
        """The operations by the name of their group."""
        document = self._describe()
        groups: dict[str, list[Entry]] = {tag["name"]: [] for tag in document["tags"]}
        for operation in self.operations:
            groups[operation.tag].append(entry_of(operation, document))
        return groups

    @cached_property
    def schemas(self) -> list[Schema]:
        """The schemas in alphabetical order."""
        return [schema_of(name, schema) for name, schema in sorted(self._describe()["components"]["schemas"].items())]

    def on_get(self, req: Request, resp: Response) -> None:
        resp.data = self.content

    on_head = on_get
