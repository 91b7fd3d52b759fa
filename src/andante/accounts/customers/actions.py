"""Creates, changes and deletes customers and account categories."""

from collections.abc import Sequence

from andante.kit.call import Call
from andante.kit.changes import Action
from andante.kit.errors import FaultCode, Invalid
from andante.kit.upserts import Outcome, Upsert
from andante.scopes import Permission

from . import queries, rules, store
from .rules import CategoryRecord, CustomerRecord
from .wire import CategoryInput, CategoryRow, CustomerInput, CustomerRow


def create_customer(call: Call, input: CustomerInput) -> CustomerRecord:
    _require_manage(call, "create customers")
    if store.customer_by_key(call.db, input.key):
        raise Invalid("key", FaultCode.DUPLICATE, f"Customer with this key already exists: '{input.key}'")
    customer = store.add_customer(call.db, input.key, input.name)
    call.record(store.CUSTOMER, customer.id, Action.CREATED, after=customer)
    return customer


def change_customer(call: Call, key: str, input: CustomerInput) -> CustomerRecord:
    """Replaces everything except the key."""
    _require_manage(call, "change customers")
    before = queries.find_customer_by_key(call, key)
    rules.check_key_unchanged("customer", key, input.key)
    after = CustomerRecord(before.id, key, input.name)
    store.rename_customer(call.db, after.id, after.name)
    call.record(store.CUSTOMER, after.id, Action.UPDATED, before=before, after=after)
    return after


def remove_customer(call: Call, key: str) -> None:
    """Deletes a customer. Raises Invalid if it has accounts."""
    _require_manage(call, "delete customers")
    customer = queries.find_customer_by_key(call, key)
    store.remove_customer(call.db, customer)
    call.record(store.CUSTOMER, customer.id, Action.DELETED, before=customer)


def upsert_customers(call: Call, rows: Sequence[CustomerRow]) -> list[Outcome]:
    """Adds new customers and updates existing ones. Rows with faults are skipped."""
    _require_manage(call, "change customers")
    upsert = Upsert(store.customers_by_key(call.db, {row.key for row in rows}))
    outcomes = [upsert.add(row.key, *rules.apply_customer_row(row, upsert.after.get(row.key))) for row in rows]
    created = store.add_customers(call.db, upsert.created)
    store.change_customers(call.db, [after for _, after in upsert.updated])
    call.record_created(store.CUSTOMER, created)
    call.record_updated(store.CUSTOMER, upsert.updated)
    return outcomes


def create_category(call: Call, input: CategoryInput) -> CategoryRecord:
    _require_manage(call, "create account categories")
    if store.category_by_key(call.db, input.key):
        raise Invalid("key", FaultCode.DUPLICATE, f"Account category with this key already exists: '{input.key}'")
    category = store.add_category(call.db, input.key, input.name, input.type_name)
    call.record(store.CATEGORY, category.id, Action.CREATED, after=category)
    return category


def change_category(call: Call, key: str, input: CategoryInput) -> CategoryRecord:
    """Replaces everything except the key."""
    _require_manage(call, "change account categories")
    before = queries.find_category(call, key)
    rules.check_key_unchanged("account category", key, input.key)
    after = CategoryRecord(before.id, key, input.name, input.type_name)
    store.change_category(call.db, after)
    call.record(store.CATEGORY, after.id, Action.UPDATED, before=before, after=after)
    return after


def remove_category(call: Call, key: str) -> None:
    """Deletes an account category. Raises Invalid if accounts use it."""
    _require_manage(call, "delete account categories")
    category = queries.find_category(call, key)
    store.remove_category(call.db, category)
    call.record(store.CATEGORY, category.id, Action.DELETED, before=category)


def upsert_categories(call: Call, rows: Sequence[CategoryRow]) -> list[Outcome]:
    """Adds new account categories and updates existing ones. Rows with faults are skipped."""
    _require_manage(call, "change account categories")
    upsert = Upsert(store.categories_by_key(call.db, {row.key for row in rows}))
    outcomes = [upsert.add(row.key, *rules.apply_category_row(row, upsert.after.get(row.key))) for row in rows]
    created = store.add_categories(call.db, upsert.created)
    store.change_categories(call.db, [after for _, after in upsert.updated])
    call.record_created(store.CATEGORY, created)
    call.record_updated(store.CATEGORY, upsert.updated)
    return outcomes


def _require_manage(call: Call, to: str) -> None:
    call.require(Permission.ACCOUNT_MANAGE, to=to)
