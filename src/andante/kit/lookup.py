"""Handles ids and keys that a caller sends: reads an id from text, and refuses those of objects that don't exist."""

from typing import TypeVar

from .errors import Fault, FaultCode, Invalid, NotFound
from .faults import shown
from .wire import MAX_INT64

T = TypeVar("T")

_MAX_DIGITS = len(str(MAX_INT64))


def parse_id(text: str) -> int | None:
    """The id in a text of ASCII digits. None for any other text, and for numbers that don't fit into 64 bits."""
    if not (text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS):
        return None
    id = int(text)
    return id if id <= MAX_INT64 else None


def require_found(record: T | None, kind: str, key: int | str) -> T:
    """Returns the record that a path names. Raises NotFound ("Team 7 not found") if it is None: the record doesn't exist, or
    the caller may not see it."""
    if record is None:
        raise NotFound(f"{kind} {shown(key)} not found")
    return record


def require_reference(record: T | None, field: str, kind: str, key: int | str) -> T:
    """Returns the record that `field` of the input names. Raises Invalid if it is None."""
    if record is None:
        raise Invalid(unknown_reference(field, kind, key))
    return record


def unknown_reference(field: str, kind: str, key: int | str) -> Fault:
    """The fault of a field that names an object that doesn't exist, or that the caller may not see."""
    return Fault(field, FaultCode.NOT_FOUND, f"names the {kind} {shown(key)}, {'who' if kind == 'user' else 'which'} does not exist")
