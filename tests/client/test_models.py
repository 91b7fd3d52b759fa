"""The client exports every model, so programs don't need to import from an area."""

import inspect
import typing
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

import andante.client
from andante.app import EXTENSION_HANDLERS, TEMPO_HANDLERS
from andante.kit.operation import Operation

OPERATIONS = [handler.operation for handler in [*TEMPO_HANDLERS, *EXTENSION_HANDLERS]]


def models_in(kind: Any) -> Iterator[type]:
    origin = typing.get_origin(kind)
    if inspect.isclass(origin or kind) and issubclass(origin or kind, msgspec.Struct):
        yield origin or kind
    for inner in typing.get_args(kind):
        yield from models_in(inner)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
def test_the_client_exports_every_model_of_an_operation(operation: Operation[Any, Any]) -> None:
    hints = typing.get_type_hints(operation.declaration, include_extras=True)
    models = {model for hint in hints.values() for model in models_in(hint)}
    fields = {
        inner
        for model in models
        if hasattr(model, "__struct_fields__")
        for field in msgspec.structs.fields(model)
        for inner in models_in(field.type)
    }

    assert {model for model in models | fields if getattr(andante.client, model.__name__, None) is not model} == set()
