"""What a customer and an account category are."""

from typing import get_args

from msgspec import Struct

from ..kit.errors import Invalid
from .wire import TypeName

CATEGORY_TYPES: tuple[str, ...] = get_args(TypeName)


class CustomerRecord(Struct, frozen=True, gc=False):
    id: int
    key: str
    name: str


class CategoryRecord(Struct, frozen=True, gc=False):
    id: int
    key: str
    name: str
    type: str | None


def check_key_stays(what: str, key: str, given: str) -> None:
    """A key is how others call the thing: it stays for good."""
    if given != key:
        raise Invalid(f"'key' of the {what} '{key}' can't change to '{given}'")
