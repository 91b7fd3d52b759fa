"""Pages on which administrators manage accounts and customers."""

from typing import Any, get_args

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from andante.accounts.accounts import actions as accounts
from andante.accounts.accounts import queries as account_queries
from andante.accounts.accounts.rules import AccountRecord
from andante.accounts.accounts.wire import AccountInput, Status
from andante.accounts.customers import actions as customers
from andante.accounts.customers import queries as customer_queries
from andante.accounts.customers.wire import CustomerInput
from andante.directory.people import queries as people
from andante.kit.call import Call
from andante.kit.errors import Invalid
from andante.kit.wire import MAX_INT64
from andante.web.shell.pages import InvalidForm, current_call
from andante.web.shell.translations import gettext as _

from .inputs import parse_input, text

account_pages = Blueprint("accounts", __name__)
ID = f"<int(max={MAX_INT64}):id>"
STATUSES = get_args(Status)


@account_pages.get("/admin/accounts")
def listed() -> str:
    """With `archived`, the list contains archived accounts too."""
    return _list()


@account_pages.post("/admin/accounts")
def create() -> ResponseReturnValue:
    try:
        added = accounts.create(_administrator(), parse_input(_input(text("key")), AccountInput))
    except Invalid as error:
        raise InvalidForm(_list(faults=error.faults)) from error
    flash(_("Account %(name)s added", name=added.name))
    return redirect(url_for(".listed"))


@account_pages.get(f"/admin/accounts/{ID}")
def account(id: int) -> str:
    _administrator()
    return _account_page(account_queries.find(current_call(), id))


@account_pages.post(f"/admin/accounts/{ID}")
def change(id: int) -> ResponseReturnValue:
    _administrator()
    existing = account_queries.find(current_call(), id)
    kept = {
        "categoryKey": existing.category.key if existing.category else None,
        "contactAccountId": existing.contact_id,
        "externalContactName": existing.external_contact_name,
        "monthlyBudget": existing.monthly_budget,
    }
    try:
        changed = accounts.change(current_call(), existing.key, parse_input(_input(existing.key) | kept, AccountInput))
    except Invalid as error:
        raise InvalidForm(_account_page(existing, faults=error.faults)) from error
    flash(_("Account %(name)s updated", name=changed.name))
    return redirect(url_for(".listed"))


@account_pages.post(f"/admin/accounts/{ID}/delete")
def delete(id: int) -> ResponseReturnValue:
    """Refused if worklogs, issues or projects use the account: then it can be archived."""
    _administrator()
    existing = account_queries.find(current_call(), id)
    accounts.remove(current_call(), existing.key)
    flash(_("Account %(name)s deleted", name=existing.name))
    return redirect(url_for(".listed"))


@account_pages.post("/admin/customers")
def add_customer() -> ResponseReturnValue:
    input = {"key": text("customer_key"), "name": text("customer_name")}
    try:
        added = customers.create_customer(_administrator(), parse_input(input, CustomerInput))
    except Invalid as error:
        raise InvalidForm(_list(customer_faults=error.faults)) from error
    flash(_("Customer %(name)s added", name=added.name))
    return redirect(url_for(".listed"))


def _administrator() -> Call:
    call = current_call()
    call.require_administrator(to="manage accounts")
    return call


def _input(key: str) -> dict[str, Any]:
    """The body of a request for what the form has. Raises Invalid if the lead doesn't exist."""
    return {
        "key": key,
        "name": text("name"),
        "status": text("status") or "OPEN",
        "leadAccountId": people.look_up_reference(current_call(), text("lead_account_id"), "leadAccountId").account_id,
        "customerKey": text("customer") or None,
        "global": "global" in request.form,
    }


def _list(**values: Any) -> str:
    found = account_queries.list_all(_administrator(), include_archived="archived" in request.args)
    found.sort(key=lambda account: account.name.casefold())
    return _render("admin/accounts.html", accounts=found, people=_leads(found), **values)


def _account_page(account: AccountRecord, **values: Any) -> str:
    return _render("admin/account.html", account=account, people=_leads([account]), **values)


def _leads(found: list[AccountRecord]) -> Any:
    return people.by_ids(current_call(), {account.lead_id for account in found})


def _render(template: str, **values: Any) -> str:
    known = customer_queries.list_customers(current_call())
    statuses = {"OPEN": _("Open"), "CLOSED": _("Closed"), "ARCHIVED": _("Archived")}
    return render_template(template, customers=known, statuses=statuses, form=request.form, **values)
