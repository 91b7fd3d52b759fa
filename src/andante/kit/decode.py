"""From bytes and strings to arguments."""

import json
import re
from functools import cache
from typing import Any, NoReturn, TypeVar, get_origin
from urllib.parse import parse_qsl

import msgspec

from .errors import Invalid, NotFound
from .faults import expectation, from_text, refuse_if_faulty, shown
from .operation import Operation
from .wire import Query

MOST_PARAMETERS = 10_000
Q = TypeVar("Q", bound=Query)

_ODD = re.compile(r"null|-?[0-9]+[.e]|.*\0", re.IGNORECASE | re.DOTALL)
_ODD_IN_JSON = re.compile(rb'"null"|"-?[0-9]+[.e]|\\u0000', re.IGNORECASE)
"""What msgspec reads as something else than `from_text`: where such a text comes, it is looked at again."""


def path_values(operation: Operation[Any, Any], given: dict[str, str]) -> dict[str, Any]:
    """The path parameters. One that can't be an id belongs to nothing: not found."""
    values = {}
    for name, kind in operation.path_parameters.items():
        try:
            values[name] = from_text(given[name], kind)
        except msgspec.ValidationError:
            raise NotFound(f"{name} {shown(given[name])} is not found: it is {expectation(kind)}") from None
    return values


def query_values(operation: Operation[Any, Any], query_string: str) -> dict[str, Query]:
    """The groups of query parameters. Parameters that nobody declared are ignored."""
    try:
        given = parse_qsl(query_string, keep_blank_values=True, errors="strict", max_num_fields=MOST_PARAMETERS)
    except ValueError:
        raise Invalid(f"the query string must be UTF-8 and have at most {MOST_PARAMETERS} parameters") from None
    groups: dict[str, Query] = {}
    faults: list[str] = []
    for name, group in operation.query_groups.items():
        try:
            groups[name] = query_group(group, given)
        except Invalid as error:
            faults += error.messages
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
            raise Invalid("the body is nested too deeply") from None
        except UnicodeDecodeError:
            raise Invalid("the body must be JSON in UTF-8") from None
        except json.JSONDecodeError as error:
            raise Invalid(f"the body is not valid JSON (line {error.lineno}, column {error.colno})") from None
        except ValueError:
            raise Invalid("the body has a number with too many digits") from None
        refuse_if_faulty(loose, self._kind)
        raise Invalid("the body is not valid JSON")
