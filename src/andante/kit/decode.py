"""Converts paths, query strings and bodies of requests to typed arguments."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any, NoReturn, TypeVar, get_origin
from urllib.parse import parse_qsl, quote

import msgspec
from msgspec import inspect

from .coercion import coerced
from .errors import Fault, FaultCode, Invalid, NotFound
from .faults import MAX_SHOWN_CHARACTERS, expectation, from_text, refuse_if_faulty, shown
from .operation import Operation
from .wire import Query

MAX_PARAMETERS = 10_000
MAX_IGNORED_NAMES = 10
"""A warning lists at most this many ignored parameters."""

Q = TypeVar("Q", bound=Query)

_SUSPECT = re.compile(r"null|-?[0-9]+[.e]|.*\0", re.IGNORECASE | re.DOTALL)
_SUSPECT_ENTRY = re.compile(r",\s*(?:null|-?[0-9]+[.e])", re.IGNORECASE)
_SUSPECT_JSON = re.compile(rb'"null"|"-?[0-9]+[.e]|\\u0000', re.IGNORECASE)
"""Texts that msgspec may convert differently from `from_text`. Input with such a text is checked again."""

_BRACKETS = re.compile(r"\[\d*\]\Z", re.ASCII)

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


def query_values(operation: Operation[Any, Any], query_string: str) -> tuple[dict[str, Query], list[str]]:
    """The groups of query parameters, and the names of the parameters that the operation doesn't have.

    An entry of an array parameter may also be sent as `name[]=…` or `name[0]=…`. Raises Invalid for a name that differs from a
    parameter by one letter: ignoring a misspelled filter would return too much.
    """
    try:
        pairs = parse_qsl(query_string, keep_blank_values=True, errors="strict", max_num_fields=MAX_PARAMETERS)
    except ValueError:
        if not operation.query_groups:
            return {}, []
        raise Invalid(_QUERY_STRING) from None
    known, unknown = _parameters_of(operation), list[str]()
    if any(name not in known for name, _ in pairs):
        pairs = [(_without_brackets(name, known), value) for name, value in pairs]
        unknown = list(dict.fromkeys(name for name, _ in pairs if name not in known))
    groups: dict[str, Query] = {}
    faults = [*_misspellings(unknown, known)] if unknown else []
    for name, group in operation.query_groups.items():
        try:
            groups[name] = query_group(group, pairs)
        except Invalid as error:
            faults += error.faults
    if faults:
        raise Invalid(*faults)
    return groups, unknown


def ignored_warning(names: list[str]) -> str:
    """The `Warning` header that lists ignored parameters."""
    shortened = [quote(name[:MAX_SHOWN_CHARACTERS], safe="[]") for name in names[:MAX_IGNORED_NAMES]]
    more = ["and more"] if len(names) > MAX_IGNORED_NAMES else []
    return f'299 andante "Unknown query parameters are ignored: {", ".join(shortened + more)}"'


def query_group(group: type[Q], pairs: list[tuple[str, str]]) -> Q:
    """Builds a group from names and values. Undeclared parameters are ignored. Ids and keys may be separated by commas."""
    parameters = _parameters(group)
    values: dict[str, Any] = {}
    for name, value in pairs:
        if entries := parameters.get(name):
            values.setdefault(name, []).extend(entries(value))
        elif name in parameters:
            values[name] = value
    if any(_SUSPECT.match(text) or ("," in text and _SUSPECT_ENTRY.search(text)) for _, text in pairs):
        refuse_if_faulty(values, group)
    try:
        return msgspec.convert(values, group, strict=False)
    except msgspec.ValidationError:
        refuse_if_faulty(values, group)
        raise


_Parameters = dict[str, Callable[[str], list[str]] | None]
"""By the name of a parameter: the function that returns the entries in a value. None if the parameter is not an array."""


@cache
def _parameters(group: type[Query]) -> _Parameters:
    return {field.encode_name: _entries(field.type) for field in msgspec.structs.fields(group)}


@cache
def _parameters_of(operation: Operation[Any, Any]) -> _Parameters:
    return {name: entries for group in operation.query_groups.values() for name, entries in _parameters(group).items()}


def _entries(kind: Any) -> Callable[[str], list[str]] | None:
    match inspect.type_info(kind):
        case inspect.ListType(item_type=inspect.LiteralType()):
            return lambda value: [value]
        case inspect.ListType():
            return lambda value: [entry.strip() for entry in value.split(",")] if "," in value else [value]
    return None


def _without_brackets(name: str, known: _Parameters) -> str:
    """The parameter that `name[]` or `name[0]` is an entry of, if it is an array, otherwise the same name."""
    bare = _BRACKETS.sub("", name)
    return bare if known.get(bare) else name


def _misspellings(unknown: Iterable[str], known: Iterable[str]) -> Iterator[Fault]:
    for name in unknown:
        near = next((other for other in known if _at_most_one_letter_apart(_BRACKETS.sub("", name), other)), None)
        if near:
            yield Fault(name, FaultCode.UNKNOWN, f"is not a parameter of this operation, but '{near}' is")


def _at_most_one_letter_apart(name: str, other: str) -> bool:
    """Whether the names are equal after inserting, removing or replacing at most one letter."""
    short, long = sorted((name, other), key=len)
    if len(long) > len(short) + 1:
        return False
    start = next((position for position, letter in enumerate(short) if letter != long[position]), len(short))
    return long[start + 1 :] in (short[start:], short[start + 1 :])


class BodyDecoder:
    """Decodes the body of an operation. A missing body counts as an empty one."""

    def __init__(self, kind: Any) -> None:
        self._kind = kind
        self._type = inspect.type_info(kind)
        self._decoder = msgspec.json.Decoder(kind, strict=False)
        self._empty = b"[]" if get_origin(kind) is list else b"{}"

    def __call__(self, raw: bytes) -> Any:
        raw = raw or self._empty
        try:
            raw.decode()  # msgspec looks only at the texts that it needs
            value = self._decoder.decode(raw)
        except msgspec.ValidationError:
            return self._coerced(raw)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            self._refuse(raw)
        if _SUSPECT_JSON.search(raw):
            self._refuse_suspect(raw)
        return value

    def _coerced(self, raw: bytes) -> Any:
        """The body with scalars of other types converted. Raises Invalid if it still doesn't fit."""
        try:
            value = coerced(json.loads(raw, parse_constant=_refuse_constant), self._type)
        except (ValueError, RecursionError):
            self._refuse(raw)
        refuse_if_faulty(value, self._kind)
        return msgspec.convert(value, self._kind, strict=False)

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
        refuse_if_faulty(coerced(untyped, self._type), self._kind)
        raise _malformed("the body is not valid JSON")


def _refuse_constant(name: str) -> NoReturn:
    """JSON has no NaN and no Infinity."""
    raise ValueError(name)


def _malformed(message: str) -> Invalid:
    return Invalid("", FaultCode.MALFORMED, message)
