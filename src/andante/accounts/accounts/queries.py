"""Finds and lists accounts and their links. All users may read them, so nothing here checks permissions."""

from collections.abc import Collection

from andante.accounts.customers import queries as customers
from andante.directory.issues.rules import IssueRecord
from andante.directory.projects import queries as projects
from andante.directory.projects.rules import ProjectRecord
from andante.kit.call import Call
from andante.kit.errors import NotFound
from andante.kit.lookup import require_found, require_reference
from andante.kit.paging import Paging

from . import rules, store
from .rules import AccountRecord, Bookable, LinkedAccount, LinkRecord
from .wire import AccountSearchInput


def page(call: Call, search: AccountSearchInput, paging: Paging) -> list[AccountRecord]:
    """The requested page plus one row, oldest first."""
    return store.page(call.db, search, paging)


def page_of_customer(call: Call, customer_id: int, paging: Paging) -> list[AccountRecord]:
    """The requested page plus one row of a customer's accounts, oldest first. Raises NotFound if the customer doesn't exist."""
    customer = customers.find_customer(call, customer_id)
    return store.page(call.db, AccountSearchInput(), paging, customer.id)


def list_all(call: Call, *, include_archived: bool) -> list[AccountRecord]:
    """All accounts, oldest first."""
    accounts = sorted(store.all_accounts(call.db), key=lambda account: account.id)
    return [account for account in accounts if include_archived or account.status != "ARCHIVED"]


def list_linked(call: Call) -> list[LinkedAccount]:
    """All accounts with their links, by key, including archived ones."""
    links = store.all_links(call.db)
    return rules.with_links(store.all_accounts(call.db), links)


def find(call: Call, id: int) -> AccountRecord:
    """The account with this id. Raises NotFound."""
    return require_found(store.account_by_id(call.db, id), "Account", id)


def find_by_key(call: Call, key: str) -> AccountRecord:
    """The account with this key. Raises NotFound."""
    return require_found(store.account_by_key(call.db, key), "Account", key)


def find_reference(call: Call, key: str, field: str) -> AccountRecord:
    """The account with the key that is in `field` of the input. Raises Invalid if there isn't one."""
    return require_reference(store.account_by_key(call.db, key), field, "account", key)


def bookable(call: Call, keys: Collection[str], project_ids: Collection[int]) -> dict[str, Bookable]:
    """The accounts with these keys, each with its links to these projects, to check whether time can be logged on them. Unknown keys
    are left out."""
    return store.bookable(call.db, keys, project_ids) if keys else {}


def choices(call: Call, issue: IssueRecord, *, closed_allowed: bool) -> list[tuple[str, str, bool]]:
    """The accounts on which time on an issue can be logged, by name: key, name, and whether it applies if a worklog has no account."""
    found = store.choices(call.db, issue.id, issue.project_id)
    return [(key, name, default) for key, name, status, default in found if status == "OPEN" or closed_allowed]


def links_of_account(call: Call, key: str, paging: Paging) -> list[LinkRecord]:
    """The requested page plus one row, oldest first. Raises NotFound if the account doesn't exist."""
    return store.links_of_account(call.db, find_by_key(call, key).id, paging)


def links_of_project(call: Call, id_or_key: int | str, *, include_global: bool) -> list[LinkRecord]:
    """The links of a project. `include_global` adds the global accounts, which are available in every project."""
    project = projects.find(call, id_or_key)
    links = store.links_of_project(call.db, project.id)
    if include_global:
        links += [LinkRecord(-id, id, project.id, False) for id in store.global_accounts_without_link(call.db, project.id)]
    return links


def find_link(call: Call, id: int) -> LinkRecord:
    """The account link with this id. Raises NotFound."""
    return require_found(store.link_by_id(call.db, id), "Account link", id)


def find_link_between(call: Call, key: str, project: ProjectRecord) -> LinkRecord:
    """The link between an account and a project. Raises NotFound if the account doesn't exist or isn't linked."""
    link = store.link_between(call.db, find_by_key(call, key).id, project.id)
    if link is None:
        raise NotFound(f"The account '{key}' is not linked to the project {project.key}")
    return link
