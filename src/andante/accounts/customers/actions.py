"""What one may do with customers and account categories. Everybody may read them."""

from collections.abc import Collection, Sequence

from andante.kit.call import Call
from andante.kit.changes import Action
from andante.kit.errors import FaultCode, Invalid
from andante.kit.lookup import require_found, require_reference
from andante.kit.paging import Paging
from andante.kit.upserts import Outcome, Upsert
from andante.scopes import Permission

from . import rules, store
from .rules import CategoryRecord, CustomerRecord
from .wire import CategoryInput, CategoryRow, CustomerInput, CustomerRow, CustomerSearchInput


def page_of_customers(call: Call, asked: CustomerSearchInput, paging: Paging) -> list[CustomerRecord]:
    return store.page_of_customers(call.db, asked, paging)


def find_customer(call: Call, id: int) -> CustomerRecord:
    """The customer in a path: NotFound where there is none."""
    return require_found(store.customer_by_id(call.db, id), "Customer", id)


def find_customer_by_key(call: Call, key: str) -> CustomerRecord:
    """The same, by key."""
    return require_found(store.customer_by_key(call.db, key), "Customer", key)


def find_given_customer(call: Call, key: str, field: str) -> CustomerRecord:
    """The customer that a body names in `field`: Invalid where there is none."""
    return require_reference(store.customer_by_key(call.db, key), field, "customer", key)


def create_customer(call: Call, given: CustomerInput) -> CustomerRecord:
    _require_manage(call, "create customers")
    if store.customer_by_key(call.db, given.key):
        raise Invalid("key", FaultCode.DUPLICATE, f"Customer with this key already exists: '{given.key}'")
    customer = store.add_customer(call.db, given.key, given.name)
    call.record(store.CUSTOMER, customer.id, Action.CREATED, after=customer)
    return customer


def change_customer(call: Call, key: str, given: CustomerInput) -> CustomerRecord:
    _require_manage(call, "change customers")
    before = find_customer_by_key(call, key)
    rules.check_key_stays("customer", key, given.key)
    after = CustomerRecord(before.id, key, given.name)
    store.rename_customer(call.db, after.id, after.name)
    call.record(store.CUSTOMER, after.id, Action.UPDATED, before=before, after=after)
    return after


def remove_customer(call: Call, key: str) -> None:
    """Invalid while accounts are for it."""
    _require_manage(call, "delete customers")
    customer = find_customer_by_key(call, key)
    store.remove_customer(call.db, customer)
    call.record(store.CUSTOMER, customer.id, Action.DELETED, before=customer)


def customers_by_key(call: Call, keys: Collection[str]) -> dict[str, CustomerRecord]:
    """Those of these customers that exist."""
    return store.customers_by_key(call.db, keys)


def every_customer(call: Call) -> list[CustomerRecord]:
    """All customers, oldest first."""
    return store.every_customer(call.db)


def put_customers(call: Call, given: Sequence[CustomerRow]) -> list[Outcome]:
    """Adds those that are new and changes those that are there. What is wrong with one keeps only that one out."""
    _require_manage(call, "change customers")
    upsert = Upsert(store.customers_by_key(call.db, {row.key for row in given}))
    outcomes = [upsert.add(row.key, *rules.merged_customer(row, upsert.after.get(row.key))) for row in given]
    created = store.add_customers(call.db, upsert.created)
    store.change_customers(call.db, [after for _, after in upsert.updated])
    call.record_created(store.CUSTOMER, created)
    call.record_updated(store.CUSTOMER, upsert.updated)
    return outcomes


def put_categories(call: Call, given: Sequence[CategoryRow]) -> list[Outcome]:
    """The same for account categories."""
    _require_manage(call, "change account categories")
    upsert = Upsert(store.categories_by_key(call.db, {row.key for row in given}))
    outcomes = [upsert.add(row.key, *rules.merged_category(row, upsert.after.get(row.key))) for row in given]
    created = store.add_categories(call.db, upsert.created)
    store.change_categories(call.db, [after for _, after in upsert.updated])
    call.record_created(store.CATEGORY, created)
    call.record_updated(store.CATEGORY, upsert.updated)
    return outcomes


def categories_by_key(call: Call, keys: Collection[str]) -> dict[str, CategoryRecord]:
    """Those of these account categories that exist."""
    return store.categories_by_key(call.db, keys)


def categories(call: Call, id: int | None = None) -> list[CategoryRecord]:
    """All of them, or the one with that id."""
    return store.categories(call.db, id)


def find_category(call: Call, key: str) -> CategoryRecord:
    """The category in a path: NotFound where there is none."""
    return require_found(store.category_by_key(call.db, key), "Account category", key)


def find_given_category(call: Call, key: str, field: str) -> CategoryRecord:
    """The category that a body names in `field`: Invalid where there is none."""
    return require_reference(store.category_by_key(call.db, key), field, "account category", key)


def create_category(call: Call, given: CategoryInput) -> CategoryRecord:
    _require_manage(call, "create account categories")
    if store.category_by_key(call.db, given.key):
        raise Invalid("key", FaultCode.DUPLICATE, f"Account category with this key already exists: '{given.key}'")
    category = store.add_category(call.db, given.key, given.name, given.type_name)
    call.record(store.CATEGORY, category.id, Action.CREATED, after=category)
    return category


def change_category(call: Call, key: str, given: CategoryInput) -> CategoryRecord:
    _require_manage(call, "change account categories")
    before = find_category(call, key)
    rules.check_key_stays("account category", key, given.key)
    after = CategoryRecord(before.id, key, given.name, given.type_name)
    store.change_category(call.db, after)
    call.record(store.CATEGORY, after.id, Action.UPDATED, before=before, after=after)
    return after


def remove_category(call: Call, key: str) -> None:
    """Invalid while accounts are of it."""
    _require_manage(call, "delete account categories")
    category = find_category(call, key)
    store.remove_category(call.db, category)
    call.record(store.CATEGORY, category.id, Action.DELETED, before=category)


def _require_manage(call: Call, to: str) -> None:
    call.require(Permission.ACCOUNT_MANAGE, to=to)
