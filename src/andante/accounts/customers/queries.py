"""Finds and lists customers and account categories. All users may read them, so nothing here checks permissions."""

from collections.abc import Collection

from andante.kit.call import Call
from andante.kit.lookup import require_found, require_reference
from andante.kit.paging import Paging

from . import store
from .rules import CategoryRecord, CustomerRecord
from .wire import CustomerSearchInput


def page_of_customers(call: Call, search: CustomerSearchInput, paging: Paging) -> list[CustomerRecord]:
    """The requested page plus one row, oldest first."""
    return store.page_of_customers(call.db, search, paging)


def list_customers(call: Call) -> list[CustomerRecord]:
    """All customers, oldest first."""
    return store.all_customers(call.db)


def find_customer(call: Call, id: int) -> CustomerRecord:
    """The customer with this id. Raises NotFound."""
    return require_found(store.customer_by_id(call.db, id), "Customer", id)


def find_customer_by_key(call: Call, key: str) -> CustomerRecord:
    """The customer with this key. Raises NotFound."""
    return require_found(store.customer_by_key(call.db, key), "Customer", key)


def find_customer_reference(call: Call, key: str, field: str) -> CustomerRecord:
    """The customer with the key that is in `field` of the input. Raises Invalid if there isn't one."""
    return require_reference(store.customer_by_key(call.db, key), field, "customer", key)


def customers_by_key(call: Call, keys: Collection[str]) -> dict[str, CustomerRecord]:
    """The customers with these keys. Unknown keys are left out."""
    return store.customers_by_key(call.db, keys)


def categories(call: Call, id: int | None = None) -> list[CategoryRecord]:
    """All account categories. `id` limits them to one."""
    return store.categories(call.db, id)


def find_category(call: Call, key: str) -> CategoryRecord:
    """The account category with this key. Raises NotFound."""
    return require_found(store.category_by_key(call.db, key), "Account category", key)


def find_category_reference(call: Call, key: str, field: str) -> CategoryRecord:
    """The account category with the key that is in `field` of the input. Raises Invalid if there isn't one."""
    return require_reference(store.category_by_key(call.db, key), field, "account category", key)


def categories_by_key(call: Call, keys: Collection[str]) -> dict[str, CategoryRecord]:
    """The account categories with these keys. Unknown keys are left out."""
    return store.categories_by_key(call.db, keys)
