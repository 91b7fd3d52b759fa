"""From bytes and strings to arguments."""

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

_ODD = re.compile(r"null|-?[0-9]+[.e]|.*\0", re.IGNORECASE | re.DOTALL)
_ODD_IN_JSON = re.compile(rb'"null"|"-?[0-9]+[.e]|\\u0000', re.IGNORECASE)
"""What msgspec reads as something else than `from_text`: where such a text comes, it is looked at again."""


_QUERY_STRING = Fault("", FaultCode.MALFORMED, f"the query string must be UTF-8 and have at most {MAX_PARAMETERS} parameters")


def path_values(operation: Operation[Any, Any], given: dict[str, str]) -> dict[str, Any]:
    """The path parameters. One that can't be an id belongs to nothing: not found."""
    values = {}
    for (name, kind), field in zip(operation.path_parameters.items(), operation.path_names, strict=True):
        try:
            values[name] = from_text(given[name], kind)
        except msgspec.ValidationError:
            raise NotFound(Fault(field, FaultCode.NOT_FOUND, f"{shown(given[name])} not found: it must be {expectation(kind)}")) from None
    return values


def query_values(operation: Operation[Any, Any], query_string: str) -> dict[str, Query]:
    """The groups of query parameters. Undeclared parameters are ignored."""
    try:
        given = parse_qsl(query_string, keep_blank_values=True, errors="strict", max_num_fields=MAX_PARAMETERS)
    except ValueError:
        raise Invalid(_QUERY_STRING) from None
    groups: dict[str, Query] = {}
    faults: list[Fault] = []
    for name, group in operation.query_groups.items():
        try:
            groups[name] = query_group(group, given)
        except Invalid as error:
            faults += error.faults
    if faults:
        raise Invalid(*faults)
    return groups


def query_group(group: type[Q], given: list[tuple[str, str]]) -> Q:
    """The group that these parameters make, those ignored that it does not know."""
    repeated = _repeated(group)
    values: dict[str, Any] = {}
    for name, value in given:
        if repeated.get(name):
            values.setdefault(name, []).append(value)
        elif name in repeated:
            values[name] = value
    if any(_ODD.match(text) for _, text in given):
        refuse_if_faulty(values, group)
    try:
        return msgspec.convert(values, group, strict=False)
    except msgspec.ValidationError:
        refuse_if_faulty(values, group)
        raise


@cache
def _repeated(group: type[Query]) -> dict[str, bool]:
    """The parameters of a group, and whether they may be given several times."""
    return {field.encode_name: get_origin(field.type) is list for field in msgspec.structs.fields(group)}


class BodyDecoder:
    """Decodes one operation's body. A missing body is an empty one."""

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
        if _ODD_IN_JSON.search(raw):
            self._refuse_odd(raw)
        return value

    def _refuse_odd(self, raw: bytes) -> None:
        """Refuses what msgspec let pass."""
        try:
            loose = json.loads(raw)
        except (ValueError, RecursionError):
            self._refuse(raw)
        refuse_if_faulty(loose, self._kind)

    def _refuse(self, raw: bytes) -> NoReturn:
        try:
            loose = json.loads(raw)
        except RecursionError:
            raise _malformed("the body is nested too deeply") from None
        except UnicodeDecodeError:
            raise _malformed("the body must be JSON in UTF-8") from None
        except json.JSONDecodeError as error:
            raise _malformed(f"the body is not valid JSON (line {error.lineno}, column {error.colno})") from None
        except ValueError:
            raise _malformed("the body has a number with too many digits") from None
        refuse_if_faulty(loose, self._kind)
        raise _malformed("the body is not valid JSON")


def _malformed(message: str) -> Invalid:
    return Invalid("", FaultCode.MALFORMED, message)
