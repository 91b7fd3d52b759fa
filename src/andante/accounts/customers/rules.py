"""Customers and account categories as records, and the rules for keys and rows of import files."""

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


def check_key_unchanged(kind: str, key: str, new_key: str) -> None:
    """Raises Invalid if an update changes the key. Other systems refer to an object by its key."""
    if new_key != key:
        raise Invalid("key", FaultCode.IMMUTABLE, f"of the {kind} '{key}' can't change to '{new_key}'")


def apply_customer_row(row: CustomerRow, before: CustomerRecord | None) -> tuple[CustomerRecord, list[Fault]]:
    """Applies a row to the existing customer or to a new one. Returns the result and the row's faults."""
    old = before or CustomerRecord(0, row.key, "")
    customer = CustomerRecord(old.id, row.key, row.name or old.name)
    return customer, [] if customer.name else [Fault("name", FaultCode.REQUIRED, "is required for a new customer")]


def apply_category_row(row: CategoryRow, before: CategoryRecord | None) -> tuple[CategoryRecord, list[Fault]]:
    """Applies a row to the existing account category or to a new one. Returns the result and the row's faults."""
    old = before or CategoryRecord(0, row.key, "", None)
    category = CategoryRecord(old.id, row.key, row.name or old.name, row.type or old.type)
    return category, [] if category.name else [Fault("name", FaultCode.REQUIRED, "is required for a new account category")]
