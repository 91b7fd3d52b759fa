"""What a customer and an account category are."""

from typing import get_args

from msgspec import Struct

from andante.kit.errors import Fault, FaultCode, Invalid

from .wire import CategoryRow, CustomerRow, TypeName

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
        raise Invalid("key", FaultCode.IMMUTABLE, f"of the {what} '{key}' can't change to '{given}'")


def merged_customer(row: CustomerRow, before: CustomerRecord | None) -> tuple[CustomerRecord, list[Fault]]:
    """The customer that a row makes of the present one, or of none, and what is wrong with that."""
    old = before or CustomerRecord(0, row.key, "")
    customer = CustomerRecord(old.id, row.key, row.name or old.name)
    return customer, [] if customer.name else [Fault("name", FaultCode.REQUIRED, "is required for a new customer")]


def merged_category(row: CategoryRow, before: CategoryRecord | None) -> tuple[CategoryRecord, list[Fault]]:
    """The same for an account category."""
    old = before or CategoryRecord(0, row.key, "", None)
    category = CategoryRecord(old.id, row.key, row.name or old.name, row.type or old.type)
    return category, [] if category.name else [Fault("name", FaultCode.REQUIRED, "is required for a new account category")]
