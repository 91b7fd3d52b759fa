"""Converts paths, query strings and bodies of requests to typed arguments."""

import json
import re
from functools import cache
from typing import Any, NoReturn, TypeVar, get_origin
from urllib.parse import parse_qsl

import msgspec

from .errors import Fault, FaultCode, Invalid, NotFound
from .faults import expectation, from_text, refuse_if_faulty, shown
from .operation import Operation
from .wire import Query

MAX_PARAMETERS = 10_000
Q = TypeVar("Q", bound=Query)

_SUSPECT = re.compile(r"null|-?[0-9]+[.e]|.*\0", re.IGNORECASE | re.DOTALL)
_SUSPECT_JSON = re.compile(rb'"null"|"-?[0-9]+[.e]|\\u0000', re.IGNORECASE)
"""Texts that msgspec may convert differently from `from_text`. Input with such a text is checked again."""

_QUERY_STRING = Fault("", FaultCode.MALFORMED, f"the query string must be UTF-8 and have at most {MAX_PARAMETERS} parameters")


def path_values(operation: Operation[Any, Any], texts: dict[str, str]) -> dict[str, Any]:
    """The path parameters. Raises NotFound for a text that can't be an id."""
    values = {}
    for (name, kind), field in zip(operation.path_parameters.items(), operation.path_names, strict=True):
        try:
            values[name] = from_text(texts[name], kind)
        except msgspec.ValidationError:
            raise NotFound(Fault(field, FaultCode.NOT_FOUND, f"{shown(texts[name])} not found: it must be {expectation(kind)}")) from None
    return values


def query_values(operation: Operation[Any, Any], query_string: str) -> dict[str, Query]:
    """The groups of query parameters. Undeclared parameters are ignored."""
    try:
        pairs = parse_qsl(query_string, keep_blank_values=True, errors="strict", max_num_fields=MAX_PARAMETERS)
    except ValueError:
        raise Invalid(_QUERY_STRING) from None
    groups: dict[str, Query] = {}
    faults: list[Fault] = []
    for name, group in operation.query_groups.items():
        try:
            groups[name] = query_group(group, pairs)
        except Invalid as error:
            faults += error.faults
    if faults:
        raise Invalid(*faults)
    return groups


def query_group(group: type[Q], pairs: list[tuple[str, str]]) -> Q:
    """Builds a group from names and values. Undeclared parameters are ignored."""
    repeated = _repeated(group)
    values: dict[str, Any] = {}
    for name, value in pairs:
        if repeated.get(name):
            values.setdefault(name, []).append(value)
        elif name in repeated:
            values[name] = value
    if any(_SUSPECT.match(text) for _, text in pairs):
        refuse_if_faulty(values, group)
    try:
        return msgspec.convert(values, group, strict=False)
    except msgspec.ValidationError:
        refuse_if_faulty(values, group)
        raise


@cache
def _repeated(group: type[Query]) -> dict[str, bool]:
    """The parameters of a group, and whether they may be repeated."""
    return {field.encode_name: get_origin(field.type) is list for field in msgspec.structs.fields(group)}


class BodyDecoder:
    """Decodes the body of an operation. A missing body counts as an empty one."""

    def __init__(self, kind: Any) -> None:
        self._kind = kind
        self._decoder = msgspec.json.Decoder(kind, strict=False)
        self._empty = b"[]" if get_origin(kind) is list else b"{}"

    def __call__(self, raw: bytes) -> Any:
        raw = raw or self._empty
        try:
            raw.decode()  # msgspec looks only at the texts that it needs
            value = self._decoder.decode(raw)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            self._refuse(raw)
        if _SUSPECT_JSON.search(raw):
            self._refuse_suspect(raw)
        return value

    def _refuse_suspect(self, raw: bytes) -> None:
        """Raises Invalid for values that msgspec accepts and `from_text` doesn't."""
        try:
            untyped = json.loads(raw)
        except (ValueError, RecursionError):
            self._refuse(raw)
        refuse_if_faulty(untyped, self._kind)

    def _refuse(self, raw: bytes) -> NoReturn:
        try:
            untyped = json.loads(raw)
        except RecursionError:
            raise _malformed("the body is nested too deeply") from None
        except UnicodeDecodeError:
            raise _malformed("the body must be JSON in UTF-8") from None
        except json.JSONDecodeError as error:
            raise _malformed(f"the body is not valid JSON (line {error.lineno}, column {error.colno})") from None
        except ValueError:
            raise _malformed("the body has a number with too many digits") from None
        refuse_if_faulty(untyped, self._kind)
        raise _malformed("the body is not valid JSON")


def _malformed(message: str) -> Invalid:
    return Invalid("", FaultCode.MALFORMED, message)
