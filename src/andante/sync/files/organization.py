"""Imports and exports customers, account categories, accounts and memberships: a row creates or updates a record."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from andante.accounts.accounts import actions as accounts
from andante.accounts.accounts import queries as account_queries
from andante.accounts.accounts.wire import AccountRow
from andante.accounts.customers import actions as customers
from andante.accounts.customers import queries as customer_queries
from andante.accounts.customers.wire import CategoryRow, CustomerRow
from andante.directory.projects import queries as projects
from andante.kit.call import Call
from andante.organization.memberships import actions as memberships
from andante.organization.memberships.wire import MembershipRow
from andante.organization.teams import actions as teams
from andante.organization.teams.rules import TeamRecord

from .kinds import Filter, Kind, to_rows, upsert_with


def _accounts(call: Call, _: Filter) -> Iterator[dict[str, Any]]:
    keys = {project.id: project.key for project in projects.list_all(call)}
    for linked in account_queries.list_linked(call):
        account = linked.account
        yield {
            "key": account.key,
            "name": account.name,
            "status": account.status,
            "global": account.is_global,
            "customer_key": account.customer.key if account.customer else None,
            "category_key": account.category.key if account.category else None,
            "lead": account.lead_id,
            "contact": account.contact_id,
            "external_contact": account.external_contact_name,
            "monthly_budget": account.monthly_budget,
            "project_keys": sorted(keys[id] for id in linked.projects),
            "default_projects": sorted(keys[id] for id in linked.defaults),
        }


def _memberships(call: Call, _: Filter) -> Iterator[dict[str, Any]]:
    names = _team_names(teams.list_all(call))
    for membership in memberships.list_all(call):
        yield {
            "team": names[membership.team_id],
            "user": membership.account_id,
            "from": membership.from_date,
            "inclusive_to": membership.last_day,
            "role": membership.role_name,
            "commitment_percent": membership.commitment_percent,
        }


def _team_names(records: list[TeamRecord]) -> dict[int, str]:
    """The text that identifies each team in a file: its name, because ids differ between databases; its id if the name is ambiguous."""
    counts = Counter(team.name for team in records)
    return {team.id: str(team.id) if counts[team.name] > 1 or team.name.isdigit() else team.name for team in records}


CUSTOMERS = Kind(
    CustomerRow, upsert_with(customers.upsert_customers), lambda call, _: to_rows(customer_queries.list_customers(call), CustomerRow)
)
CATEGORIES = Kind(
    CategoryRow, upsert_with(customers.upsert_categories), lambda call, _: to_rows(customer_queries.categories(call), CategoryRow)
)
ACCOUNTS = Kind(AccountRow, upsert_with(accounts.upsert_all), _accounts)
MEMBERSHIPS = Kind(MembershipRow, upsert_with(memberships.upsert_all), _memberships)
