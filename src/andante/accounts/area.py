"""Accounts, customers and categories: what this area adds to the server."""

from sqlalchemy import Table

from andante.kit.server import Handler, handlers_in

from .accounts import routes as accounts_routes
from .accounts import store as accounts
from .customers import routes as customers_routes
from .customers import store as customers

ROUTES: list[Handler] = handlers_in(
    accounts_routes,
    customers_routes,
)
TABLES: list[Table] = [
    customers.customers,
    customers.account_categories,
    accounts.accounts,
    accounts.account_links,
    accounts.issue_accounts,
]
