"""Handles the operations on customers and account categories."""

from andante.kit.call import Call
from andante.kit.paging import FIRST_PAGE, Paging
from andante.kit.server import handles
from andante.kit.wire import Page, Results

from . import actions, queries, rules, wire
from .rules import CategoryRecord, CustomerRecord
from .wire import ANY_CATEGORY, Category, CategoryFilter, CategoryInput, CategoryType, Customer, CustomerInput, CustomerSearchInput


@handles(wire.get_customers)
def get_customers(call: Call, paging: Paging = FIRST_PAGE) -> Page[Customer]:
    return _page(call, CustomerSearchInput(), paging)


@handles(wire.create_customer)
def create_customer(call: Call, body: CustomerInput) -> Customer:
    return render_customer(call, actions.create_customer(call, body))


@handles(wire.search_customers)
def search_customers(call: Call, body: CustomerSearchInput, paging: Paging = FIRST_PAGE) -> Page[Customer]:
    return _page(call, body, paging)


@handles(wire.get_customer_by_id)
def get_customer_by_id(call: Call, id: int) -> Customer:
    return render_customer(call, queries.find_customer(call, id))


@handles(wire.update_customer)
def update_customer(call: Call, key: str, body: CustomerInput) -> Customer:
    return render_customer(call, actions.change_customer(call, key, body))


@handles(wire.delete_customer)
def delete_customer(call: Call, key: str) -> None:
    actions.remove_customer(call, key)


@handles(wire.get_categories)
def get_categories(call: Call, filter: CategoryFilter = ANY_CATEGORY) -> Results[Category]:
    return call.results(queries.categories(call, filter.id), render_category)


@handles(wire.create_category)
def create_category(call: Call, body: CategoryInput) -> Category:
    return render_category(call, actions.create_category(call, body))


@handles(wire.get_category_by_key)
def get_category_by_key(call: Call, key: str) -> Category:
    return render_category(call, queries.find_category(call, key))


@handles(wire.update_category)
def update_category(call: Call, key: str, body: CategoryInput) -> Category:
    return render_category(call, actions.change_category(call, key, body))


@handles(wire.delete_category)
def delete_category(call: Call, key: str) -> None:
    actions.remove_category(call, key)


@handles(wire.get_types)
def get_types(call: Call) -> Results[CategoryType]:
    return call.results(list(rules.CATEGORY_TYPES), lambda _, name: CategoryType(name))


def render_customer(call: Call, customer: CustomerRecord) -> Customer:
    url = call.link(wire.get_customer_by_id, customer.id)
    return Customer(self_=url, id=customer.id, key=customer.key, name=customer.name)


def render_category(call: Call, category: CategoryRecord) -> Category:
    return Category(
        self_=call.link(wire.get_category_by_key, category.key),
        id=category.id,
        key=category.key,
        name=category.name,
        type=CategoryType(category.type) if category.type else None,
    )


def _page(call: Call, search: CustomerSearchInput, paging: Paging) -> Page[Customer]:
    return call.page(paging, queries.page_of_customers(call, search, paging), render_customer, key=lambda customer: (customer.id,))
