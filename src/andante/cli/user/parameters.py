"""What an operation takes: told to people, and sorted into path and query."""

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
    """The values of the path, in their order, and the pairs of the query; Invalid with all that is wrong. Names may be
    spelled like the API's or like Python's."""
    path, query = dict.fromkeys(operation.path_parameters, ""), []
    known = {plain(name): name for name in [*path, *_query_names(operation)]}
    faults = []
    for each in given:
        name, equals, value = each.partition("=")
        meant = known.get(plain(name))
        if not equals or meant is None:
            faults.append(
                Fault(
                    "",
                    FaultCode.UNKNOWN,
                    f"{shown(each)} is no parameter of {operation.id}: it takes {', '.join(known.values()) or 'none'}, written NAME=VALUE",
                )
            )
        elif meant in path:
            path[meant] = value
        else:
            query.append((meant, value))
    faults += [Fault("", FaultCode.REQUIRED, f"{operation.id} needs {name}=…") for name, value in path.items() if not value]
    if faults:
        raise Invalid(*faults)
    return list(path.values()), query


def plain(name: str) -> str:
    """What both spellings of a name have in common."""
    return name.replace("_", "").lower()


def _query_names(operation: AnyOperation) -> list[str]:
    return [field.encode_name for group in operation.query_groups.values() for field in msgspec.structs.fields(group)]


def pages_by_body(operation: AnyOperation) -> bool:
    return isinstance(operation.body, type) and issubclass(operation.body, PagedBody)


def describe(operation: AnyOperation) -> Iterator[Row]:
    """Every parameter and every field of the body."""
    for name, kind in operation.path_parameters.items():
        yield _row(name, "path", True, _takes(kind))
    for group in operation.query_groups.values():
        for field in msgspec.structs.fields(group):
            yield _row(field.encode_name, "query", field.required, _takes(field.type))
    if operation.body is not None:
        yield from _fields(operation.body, "", True)


def _fields(kind: Any, name: str, required: bool) -> Iterator[Row]:
    """The fields inside, with their dotted names; a list has [] behind its name."""
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
    return f"several of: {_takes(get_args(inner)[0])}" if get_origin(inner) is list else expectation(_optional_free(kind))


def _unwrapped(kind: Any) -> Any:
    """The type without its limits and without None."""
    free = _optional_free(kind)
    return _unwrapped(get_args(free)[0]) if get_origin(free) is Annotated else free


def _optional_free(kind: Any) -> Any:
    if get_origin(kind) in (Union, types.UnionType):
        return next(each for each in get_args(kind) if each is not types.NoneType)
    return kind


def _row(name: str, where: str, required: bool, takes: str) -> Row:
    return {"name": name, "where": where, "required": "yes" if required else "", "takes": takes}
