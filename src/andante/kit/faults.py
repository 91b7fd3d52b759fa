"""Finds everything that is wrong with an input: each fault with its field, code and message."""

import json
import re
import types
from collections.abc import Iterator
from itertools import islice
from typing import Annotated, Any, Union, get_args, get_origin

import msgspec
from msgspec import inspect

from .errors import MAX_FAULTS, Fault, FaultCode, Invalid

MAX_SHOWN_CHARACTERS = 60

INVALID_CHARACTERS = re.compile("[\0\ud800-\udfff]")
"""NUL and lone surrogates, which the databases can't store."""

_DIGITS = re.compile(r"-?[0-9]+")
_DIGITS_OR_BOOLEAN = re.compile(r"-?[0-9]+|true|false", re.IGNORECASE)


def refuse_if_faulty(value: Any, kind: Any) -> None:
    """Checks a decoded value against the type `kind`. Raises Invalid with all faults."""
    found = list(islice(_faults(value, kind, ""), MAX_FAULTS + 1))
    if found:
        raise Invalid(*found)


def from_text(text: str, kind: Any) -> Any:
    """Converts a text to a type, or raises ValidationError. Numbers must be digits, and booleans true or false: msgspec would also
    convert `1e3` to 1000 and `null` to None."""
    if INVALID_CHARACTERS.search(text):
        raise msgspec.ValidationError
    return msgspec.convert(text, kind, strict=not _DIGITS_OR_BOOLEAN.fullmatch(text))


def expectation(kind: Any) -> str:
    """Describes the valid values of a type: "a whole number from 1 to 9"."""
    return _description(inspect.type_info(kind))


def shown(value: Any) -> str:
    """The value in quotes or as JSON, shortened, for a message."""
    text = f"'{value}'" if isinstance(value, str) else json.dumps(value, ensure_ascii=True)
    text = text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\u0000")
    return text if len(text) <= MAX_SHOWN_CHARACTERS else f"{text[:MAX_SHOWN_CHARACTERS]}… ({len(text)} characters)"


def _faults(value: Any, kind: Any, name: str) -> Iterator[Fault]:
    inner = get_args(kind)[0] if get_origin(kind) is Annotated else kind
    if isinstance(inner, type) and issubclass(inner, msgspec.Struct):
        yield from _struct_faults(value, inner, name)
    elif get_origin(inner) is list:
        yield from _list_faults(value, kind, get_args(inner)[0], name)
    elif get_origin(inner) in (Union, types.UnionType):
        yield from _union_faults(value, get_args(inner), name)
    elif not _fits(value, kind):
        yield Fault(name, _code(value, inspect.type_info(kind)), f"{_requirement(kind)}, not {shown(value)}")


def _struct_faults(value: Any, kind: type[msgspec.Struct], name: str) -> Iterator[Fault]:
    if not isinstance(value, dict):
        yield _about(name, FaultCode.WRONG_TYPE, f"must be a JSON object, not {shown(value)}")
        return
    for field in msgspec.structs.fields(kind):
        inner = f"{name}.{field.encode_name}" if name else field.encode_name
        if field.encode_name in value:
            yield from _faults(value[field.encode_name], field.type, inner)
        elif field.required:
            yield Fault(inner, FaultCode.REQUIRED, "is required")


def _list_faults(value: Any, kind: Any, item_kind: Any, name: str) -> Iterator[Fault]:
    if not isinstance(value, list):
        yield _about(name, FaultCode.WRONG_TYPE, f"must be a JSON array, not {shown(value)}")
        return
    info = inspect.type_info(kind)
    assert isinstance(info, inspect.ListType)
    minimum, maximum = info.min_length or 0, info.max_length
    if len(value) < minimum or (maximum is not None and len(value) > maximum):
        yield _about(name, FaultCode.WRONG_COUNT, f"must have {_span(minimum, maximum, 'entries')}, not {len(value)}")
        return
    for position, item in enumerate(value):
        yield from _faults(item, item_kind, f"{name}[{position}]")


def _union_faults(value: Any, kinds: tuple[Any, ...], name: str) -> Iterator[Fault]:
    if value is None and types.NoneType in kinds:
        return
    found = [list(islice(_faults(value, kind, name), MAX_FAULTS + 1)) for kind in kinds if kind is not types.NoneType]
    if all(found):
        yield from found[0]


def _about(name: str, code: FaultCode, predicate: str) -> Fault:
    """A fault of the field, or of the whole body if `name` is empty."""
    return Fault(name, code, predicate if name else f"the body {predicate}")


def _code(value: Any, kind: inspect.Type) -> FaultCode:
    """The code for a scalar value that is not of this type."""
    match kind:
        case inspect.Metadata(type=inner):
            return _code(value, inner)
        case inspect.IntType() | inspect.FloatType():
            return FaultCode.OUT_OF_RANGE if _is_number(value, kind) else FaultCode.WRONG_TYPE
        case inspect.LiteralType():
            return FaultCode.INVALID_CHOICE
        case inspect.StrType():
            return _text_code(value, kind)
        case inspect.DateType() if isinstance(value, str):
            return FaultCode.INVALID
    return FaultCode.WRONG_TYPE


def _is_number(value: Any, kind: inspect.IntType | inspect.FloatType) -> bool:
    """Whether the value is a number of this type, of any size."""
    if isinstance(value, str):
        return bool(_DIGITS.fullmatch(value)) and not isinstance(kind, inspect.FloatType)
    return isinstance(value, int if isinstance(kind, inspect.IntType) else int | float) and not isinstance(value, bool)


def _text_code(value: Any, kind: inspect.StrType) -> FaultCode:
    if not isinstance(value, str):
        return FaultCode.WRONG_TYPE
    long = kind.max_length is not None and len(value) > kind.max_length
    return FaultCode.WRONG_LENGTH if long or len(value) < (kind.min_length or 0) else FaultCode.INVALID


def _fits(value: Any, kind: Any) -> bool:
    try:
        if isinstance(value, str):
            from_text(value, kind)
        else:
            msgspec.convert(value, kind, strict=False)
    except (msgspec.ValidationError, UnicodeError):
        return False
    return True


def _requirement(kind: Any) -> str:
    info = inspect.type_info(kind)
    if isinstance(info, inspect.DateType):
        return "must be valid on the format: 'yyyy-MM-dd'"
    return f"must be {_description(info)}"


def _description(kind: inspect.Type) -> str:
    match kind:
        case inspect.Metadata(extra_json_schema={"description": description}):
            return str(description)
        case inspect.Metadata(type=inner):
            return _description(inner)
        case inspect.IntType():
            return "a whole number" + _range(kind.ge, kind.le)
        case inspect.FloatType():
            return "a number" + _range(kind.ge, kind.le)
        case inspect.BoolType():
            return "true or false"
        case inspect.LiteralType():
            return "one of " + ", ".join(map(str, kind.values))
        case inspect.StrType():
            return _text_description(kind)
        case inspect.DateType():
            return "a date like 2026-03-31"
    return "a JSON object"


def _text_description(kind: inspect.StrType) -> str:
    length = f" of {_span(kind.min_length or 0, kind.max_length, 'characters')}" if kind.min_length or kind.max_length else ""
    return f"text{length} in the form {kind.pattern}" if kind.pattern else f"text{length} without the character NUL or lone surrogates"


def _range(minimum: float | None, maximum: float | None) -> str:
    if minimum is not None and maximum is not None:
        return f" from {minimum} to {maximum}"
    return f" of at least {minimum}" if minimum is not None else ""


def _span(minimum: int, maximum: int | None, unit: str) -> str:
    if minimum == maximum:
        return f"{maximum} {unit}"
    return f"{minimum} to {maximum} {unit}" if maximum is not None else f"at least {minimum} {unit}"
