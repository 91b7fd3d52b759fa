"""Handles the operations on accounts and account links."""

from andante.accounts.customers.routes import render_category, render_customer
from andante.kit.call import Call
from andante.kit.paging import FIRST_PAGE, Paging
from andante.kit.server import handles
from andante.kit.wire import Link, Page, Results

from . import actions, queries, wire
from .rules import AccountRecord, LinkRecord
from .wire import (
    LINKED_ONLY,
    Account,
    AccountInput,
    AccountLink,
    AccountLinkInput,
    AccountLinkScope,
    AccountSearchInput,
    Contact,
    ProjectLinkFilter,
)


@handles(wire.get_accounts)
def get_accounts(call: Call, paging: Paging = FIRST_PAGE) -> Page[Account]:
    return _page(call, AccountSearchInput(statuses=["OPEN", "CLOSED"]), paging)


@handles(wire.create_account)
def create_account(call: Call, body: AccountInput) -> Account:
    return render(call, actions.create(call, body))


@handles(wire.search_accounts)
def search_accounts(call: Call, body: AccountSearchInput, paging: Paging = FIRST_PAGE) -> Page[Account]:
    return _page(call, body, paging)


@handles(wire.get_account_by_id)
def get_account_by_id(call: Call, id: int) -> Account:
    return render(call, queries.find(call, id))


@handles(wire.update_account)
def update_account(call: Call, key: str, body: AccountInput) -> Account:
    return render(call, actions.change(call, key, body))


@handles(wire.delete_account)
def delete_account(call: Call, key: str) -> None:
    actions.remove(call, key)


@handles(wire.get_account_links)
def get_account_links(call: Call, key: str, paging: Paging = FIRST_PAGE) -> Page[AccountLink]:
    return call.page(paging, queries.links_of_account(call, key, paging), render_link, key=lambda link: (link.id,))


@handles(wire.get_customer_accounts)
def get_customer_accounts(call: Call, id: int, paging: Paging = FIRST_PAGE) -> Page[Account]:
    return call.page(paging, queries.page_of_customer(call, id, paging), render, key=lambda account: (account.id,))


@handles(wire.create_link)
def create_link(call: Call, body: AccountLinkInput) -> AccountLink:
    return render_link(call, actions.link(call, body))


@handles(wire.get_links_by_project)
def get_links_by_project(call: Call, id: int | str, filter: ProjectLinkFilter = LINKED_ONLY) -> Results[AccountLink]:
    return call.results(queries.links_of_project(call, id, include_global=filter.include_global_accounts), render_link)


@handles(wire.get_link)
def get_link(call: Call, id: int) -> AccountLink:
    return render_link(call, queries.find_link(call, id))


@handles(wire.delete_link)
def delete_link(call: Call, id: int) -> None:
    actions.unlink(call, id)


@handles(wire.patch_link)
def patch_link(call: Call, id: int) -> None:
    actions.make_default(call, id)


def render(call: Call, account: AccountRecord) -> Account:
    return Account(
        self_=call.link(wire.get_account_by_id, account.id),
        id=account.id,
        key=account.key,
        name=account.name,
        status=account.status,
        global_=account.is_global,
        lead=call.user(account.lead_id),
        links=Link(call.link(wire.get_account_links, account.key)),
        contact=_contact(call, account),
        customer=render_customer(call, account.customer) if account.customer else None,
        category=render_category(call, account.category) if account.category else None,
        monthly_budget=account.monthly_budget,
    )


def _contact(call: Call, account: AccountRecord) -> Contact | None:
    if account.contact_id is not None:
        return Contact(type="USER", account_id=account.contact_id, self_=call.user(account.contact_id).self_)
    if account.external_contact_name is not None:
        return Contact(type="EXTERNAL", display_name=account.external_contact_name)
    return None


def render_link(call: Call, link: LinkRecord) -> AccountLink:
    has_own_id = link.id > 0
    in_list = call.link(wire.get_links_by_project, link.project_id) + "?includeGlobalAccounts=true"
    return AccountLink(
        self_=call.link(wire.get_link, link.id) if has_own_id else in_list,
        id=link.id,
        account=Link(call.link(wire.get_account_by_id, link.account_id)),
        scope=AccountLinkScope(self_=call.project(link.project_id).self_, id=link.project_id, type="PROJECT"),
        default=link.is_default,
    )


def _page(call: Call, search: AccountSearchInput, paging: Paging) -> Page[Account]:
    return call.page(paging, queries.page(call, search, paging), render, key=lambda account: (account.id,))
