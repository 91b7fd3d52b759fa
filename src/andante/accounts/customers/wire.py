"""Request and response bodies, operations and import rows for customers and account categories."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from andante.kit.operation import Group
from andante.kit.paging import FIRST_PAGE, Paging
from andante.kit.wire import MAX_INT64, Id, Ids, Keys, Name, Page, Query, Results, Wire, one_of
from andante.scopes import Scope

CUSTOMERS = Group("Customers", view=Scope.ACCOUNTS_VIEW, manage=Scope.ACCOUNTS_MANAGE)
CATEGORIES = Group("Account - Categories", view=Scope.ACCOUNTS_VIEW, manage=Scope.ACCOUNTS_MANAGE)
CATEGORY_TYPES = Group("Account - Category-Types", view=Scope.ACCOUNTS_VIEW, manage=Scope.ACCOUNTS_MANAGE)

TypeName = Literal["BILLABLE", "CAPITALIZED", "INTERNAL", "OPERATIONAL"]
NewKey = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=255,
        pattern=r"^(?!(\.|\.\.|search)\Z)[^/\x00-\x1f]+\Z",
        description="text of 1 to 255 characters without '/' or control characters, and not 'search', '.' or '..'",
    ),
]


class CustomerInput(Wire, kw_only=True):
    """The key of an existing customer can't change."""

    key: NewKey
    name: Name


class CustomerSearchInput(Wire, kw_only=True):
    """A customer must match all fields, and at least one value of each field."""

    ids: Ids | None = None
    keys: Keys | None = None


class CustomerRow(Struct, kw_only=True):
    """A customer in an import file, identified by its key. Missing fields of an existing customer don't change."""

    key: NewKey
    name: Name | None = None


class CategoryRow(Struct, kw_only=True):
    """An account category in an import file, identified by its key. Missing fields of an existing category don't change."""

    key: NewKey
    name: Name | None = None
    type: TypeName | None = None


class Customer(Wire, kw_only=True):
    self_: str
    id: int
    key: str
    name: str


class CategoryInput(Wire, kw_only=True):
    """The key of an existing category can't change."""

    key: NewKey
    name: Name
    type_name: TypeName | None = None


class CategoryType(Wire):
    name: Annotated[str, one_of("BILLABLE", "CAPITALIZED", "INTERNAL", "OPERATIONAL")]


class Category(Wire, kw_only=True):
    self_: str
    id: int
    key: str
    name: str
    type: CategoryType | None = None


class CategoryFilter(Query, frozen=True):
    """`id` limits the list to the category with this id."""

    id: Annotated[int, Meta(ge=0, le=MAX_INT64)] | None = None


ANY_CATEGORY = CategoryFilter()


@CUSTOMERS.reads("GET", "/4/customers")
def get_customers(paging: Paging = FIRST_PAGE) -> Page[Customer]:
    """Retrieve all customers."""


@CUSTOMERS.writes("POST", "/4/customers")
def create_customer(body: CustomerInput) -> Customer:
    """Create a customer."""


@CUSTOMERS.reads("POST", "/4/customers/search")
def search_customers(body: CustomerSearchInput, paging: Paging = FIRST_PAGE) -> Page[Customer]:
    """Search customers by ids and keys."""


@CUSTOMERS.reads("GET", "/4/customers/{id}")
def get_customer_by_id(id: Id) -> Customer:
    """Retrieve a customer by id."""


@CUSTOMERS.writes("PUT", "/4/customers/{key}")
def update_customer(key: str, body: CustomerInput) -> Customer:
    """Update the customer with this key."""


@CUSTOMERS.writes("DELETE", "/4/customers/{key}", refuses=(400,))
def delete_customer(key: str) -> None:
    """Delete the customer with this key. Refused if it has accounts."""


@CATEGORIES.reads("GET", "/4/account-categories")
def get_categories(filter: CategoryFilter = ANY_CATEGORY) -> Results[Category]:
    """Retrieve all account categories, or only the category with this id."""


@CATEGORIES.writes("POST", "/4/account-categories")
def create_category(body: CategoryInput) -> Category:
    """Create an account category."""


@CATEGORIES.reads("GET", "/4/account-categories/{key}", refuses=(400,))
def get_category_by_key(key: str) -> Category:
    """Retrieve an account category."""


@CATEGORIES.writes("PUT", "/4/account-categories/{key}")
def update_category(key: str, body: CategoryInput) -> Category:
    """Update an account category."""


@CATEGORIES.writes("DELETE", "/4/account-categories/{key}", refuses=(400,))
def delete_category(key: str) -> None:
    """Delete an account category. Refused if accounts use it."""


@CATEGORY_TYPES.reads("GET", "/4/account-category-types")
def get_types() -> Results[CategoryType]:
    """Retrieve the types that an account category can have."""
