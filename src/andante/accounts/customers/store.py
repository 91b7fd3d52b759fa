"""The tables of customers and account categories, and the SQL statements on them."""

from collections.abc import Collection, Sequence

from msgspec.structs import replace
from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    Named,
    String,
    Table,
    TypedColumns,
    bindparam,
    delete,
    select,
    update,
)

from andante.kit.changes import Entity
from andante.kit.db import Key, in_values, insert_many, insert_row, metadata, page_by_id, refuse_if_used
from andante.kit.paging import Paging

from .rules import CATEGORY_TYPES, CategoryRecord, CustomerRecord
from .wire import CustomerSearchInput


class CustomerColumns(TypedColumns):
    id: Named[int] = Column(Key, primary_key=True)
    key: Named[str] = Column(String(255), nullable=False, unique=True)
    name: Named[str] = Column(String(255), nullable=False)


customers = Table("customers", metadata, CustomerColumns, sqlite_autoincrement=True)


class AccountCategoryColumns(TypedColumns):
    id: Named[int] = Column(Key, primary_key=True)
    key: Named[str] = Column(String(255), nullable=False, unique=True)
    name: Named[str] = Column(String(255), nullable=False)
    type: Named[str | None] = Column(String(20), CheckConstraint(f"type IN {CATEGORY_TYPES}", name="type"))


account_categories = Table("account_categories", metadata, AccountCategoryColumns, sqlite_autoincrement=True)

_customer = select(customers)
_customer_by_id = _customer.where(customers.c.id == bindparam("id"))
_customer_by_key = _customer.where(customers.c.key == bindparam("key"))
_customers_by_key = _customer.where(in_values(customers.c.key, "keys"))
_change_customer = update(customers).where(customers.c.id == bindparam("record_id"))
_category = select(account_categories)
_categories_by_key = _category.where(in_values(account_categories.c.key, "keys"))
_change_category = update(account_categories).where(account_categories.c.id == bindparam("record_id"))
_category_by_key = _category.where(account_categories.c.key == bindparam("key"))
_categories = _category.order_by(account_categories.c.id)


def customer_by_id(db: Connection, id: int) -> CustomerRecord | None:
    row = db.execute(_customer_by_id, {"id": id}).one_or_none()
    return CustomerRecord(*row) if row else None


def customer_by_key(db: Connection, key: str) -> CustomerRecord | None:
    row = db.execute(_customer_by_key, {"key": key}).one_or_none()
    return CustomerRecord(*row) if row else None


def page_of_customers(db: Connection, search: CustomerSearchInput, paging: Paging) -> list[CustomerRecord]:
    """The requested page plus one row, oldest first."""
    query = _customer
    if search.ids:
        query = query.where(in_values(customers.c.id, search.ids))
    if search.keys:
        query = query.where(in_values(customers.c.key, search.keys))
    return [CustomerRecord(*row) for row in db.execute(page_by_id(query, customers.c.id, paging))]


def add_customer(db: Connection, key: str, name: str) -> CustomerRecord:
    id = insert_row(db, customers, {"key": key, "name": name})
    return CustomerRecord(id, key, name)


def rename_customer(db: Connection, id: int, name: str) -> None:
    db.execute(update(customers).where(customers.c.id == id).values(name=name))


def customers_by_key(db: Connection, keys: Collection[str]) -> dict[str, CustomerRecord]:
    return {row.key: CustomerRecord(*row) for row in db.execute(_customers_by_key, {"keys": list(keys)})}


def all_customers(db: Connection) -> list[CustomerRecord]:
    return [CustomerRecord(*row) for row in db.execute(_customer.order_by(customers.c.id))]


def add_customers(db: Connection, records: Sequence[CustomerRecord]) -> list[CustomerRecord]:
    """Returns the customers with their new ids."""
    ids = insert_many(db, customers, [{"key": customer.key, "name": customer.name} for customer in records]) if records else []
    return [replace(customer, id=id) for customer, id in zip(records, ids, strict=True)]


def change_customers(db: Connection, records: Sequence[CustomerRecord]) -> None:
    if records:
        db.execute(_change_customer, [{"record_id": customer.id, "name": customer.name} for customer in records])


def remove_customer(db: Connection, customer: CustomerRecord) -> None:
    """Raises Invalid if it is in use."""
    refuse_if_used(db, customers.c.id, customer.id, f"The customer '{customer.key}'")
    db.execute(delete(customers).where(customers.c.id == customer.id))


def category_by_key(db: Connection, key: str) -> CategoryRecord | None:
    row = db.execute(_category_by_key, {"key": key}).one_or_none()
    return CategoryRecord(*row) if row else None


def categories(db: Connection, id: int | None) -> list[CategoryRecord]:
    """All account categories. `id` limits them to one."""
    query = _categories if id is None else _categories.where(account_categories.c.id == id)
    return [CategoryRecord(*row) for row in db.execute(query)]


def add_category(db: Connection, key: str, name: str, type: str | None) -> CategoryRecord:
    id = insert_row(db, account_categories, {"key": key, "name": name, "type": type})
    return CategoryRecord(id, key, name, type)


def change_category(db: Connection, category: CategoryRecord) -> None:
    db.execute(update(account_categories).where(account_categories.c.id == category.id).values(name=category.name, type=category.type))


def categories_by_key(db: Connection, keys: Collection[str]) -> dict[str, CategoryRecord]:
    return {row.key: CategoryRecord(*row) for row in db.execute(_categories_by_key, {"keys": list(keys)})}


def add_categories(db: Connection, records: Sequence[CategoryRecord]) -> list[CategoryRecord]:
    """Returns the categories with their new ids."""
    rows = [{"key": category.key, "name": category.name, "type": category.type} for category in records]
    ids = insert_many(db, account_categories, rows) if rows else []
    return [replace(category, id=id) for category, id in zip(records, ids, strict=True)]


def change_categories(db: Connection, records: Sequence[CategoryRecord]) -> None:
    if records:
        rows = [{"record_id": category.id, "name": category.name, "type": category.type} for category in records]
        db.execute(_change_category, rows)


def remove_category(db: Connection, category: CategoryRecord) -> None:
    """Raises Invalid if it is in use."""
    refuse_if_used(db, account_categories.c.id, category.id, f"The account category '{category.key}'")
    db.execute(delete(account_categories).where(account_categories.c.id == category.id))


CUSTOMER = Entity("customer", "Customer", CustomerRecord)
CATEGORY = Entity("accountcategory", "Account category", CategoryRecord)
