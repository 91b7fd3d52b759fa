"""Describes the parameters of an operation, and splits given values into path and query parameters."""

import types
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Union, get_args, get_origin

import msgspec

from andante.kit.errors import Fault, FaultCode, Invalid
from andante.kit.faults import expectation, shown
from andante.kit.operation import Operation
from andante.kit.paging import PagedBody

from .output import Row

AnyOperation = Operation[Any, Any]


def split(operation: AnyOperation, given: Sequence[str]) -> tuple[list[str], list[tuple[str, str]]]:
    """Returns the path values in order and the query pairs. Names may be in camelCase or snake_case. Raises Invalid with all
    errors at once."""
    path, query = dict.fromkeys(operation.path_parameters, ""), []
    known = {normalize(name): name for name in [*path, *_query_names(operation)]}
    faults = []
    for each in given:
        name, equals, value = each.partition("=")
        parameter = known.get(normalize(name))
        if not equals or parameter is None:
            names = ", ".join(known.values()) or "none"
            message = f"{shown(each)} is not a parameter of {operation.id}: its parameters are {names}, written NAME=VALUE"
            faults.append(Fault("", FaultCode.UNKNOWN, message))
        elif parameter in path:
            path[parameter] = value
        else:
            query.append((parameter, value))
    faults += [Fault("", FaultCode.REQUIRED, f"{operation.id} needs {name}=…") for name, value in path.items() if not value]
    if faults:
        raise Invalid(*faults)
    return list(path.values()), query


def normalize(name: str) -> str:
    """A form that is the same for both spellings of a name."""
    return name.replace("_", "").lower()


def _query_names(operation: AnyOperation) -> list[str]:
    return [field.encode_name for group in operation.query_groups.values() for field in msgspec.structs.fields(group)]


def pages_by_body(operation: AnyOperation) -> bool:
    """Whether the request body contains the offset and limit of the page."""
    return isinstance(operation.body, type) and issubclass(operation.body, PagedBody)


def describe(operation: AnyOperation) -> Iterator[Row]:
    """Yields a row for each parameter and each field of the body."""
    for name, kind in operation.path_parameters.items():
        yield _row(name, "path", True, _takes(kind))
    for group in operation.query_groups.values():
        for field in msgspec.structs.fields(group):
            yield _row(field.encode_name, "query", field.required, _takes(field.type))
    if operation.body is not None:
        yield from _fields(operation.body, "", True)


def _fields(kind: Any, name: str, required: bool) -> Iterator[Row]:
    """Yields the nested fields with dotted names. The name of a list ends with []."""
    inner = _unwrapped(kind)
    if get_origin(inner) is list:
        yield from _fields(get_args(inner)[0], f"{name}[]", required)
    elif isinstance(inner, type) and issubclass(inner, msgspec.Struct):
        for field in msgspec.structs.fields(inner):
            yield from _fields(field.type, f"{name}.{field.encode_name}".lstrip("."), field.required)
    else:
        yield _row(name, "body", required, _takes(kind))


def _takes(kind: Any) -> str:
    inner = _unwrapped(kind)
    return f"several of: {_takes(get_args(inner)[0])}" if get_origin(inner) is list else expectation(_without_none(kind))


def _unwrapped(kind: Any) -> Any:
    """The type without its constraints and without None."""
    inner = _without_none(kind)
    return _unwrapped(get_args(inner)[0]) if get_origin(inner) is Annotated else inner


def _without_none(kind: Any) -> Any:
    if get_origin(kind) in (Union, types.UnionType):
        return next(each for each in get_args(kind) if each is not types.NoneType)
    return kind


def _row(name: str, where: str, required: bool, takes: str) -> Row:
    return {"name": name, "where": where, "required": "yes" if required else "", "takes": takes}
