"""`andante admin account` and `andante admin customer`: manages accounts and customers."""

from typing import Annotated

import typer

from andante.accounts.accounts import actions as accounts
from andante.accounts.accounts import queries as accounts_queries
from andante.accounts.accounts.wire import AccountInput, AccountLinkInput, Status
from andante.accounts.customers import actions as customers
from andante.accounts.customers import queries as customers_queries
from andante.accounts.customers.wire import CustomerInput
from andante.directory.issues import queries as issues
from andante.directory.people import queries as people
from andante.directory.projects import queries as projects

from .session import read_transaction, validate, write_transaction

account = typer.Typer(no_args_is_help=True, help="Manage accounts.")
customer = typer.Typer(no_args_is_help=True, help="Manage customers.")


@account.command("add")
def add_account(
    key: str,
    name: str,
    lead: Annotated[str, typer.Option(help="Account id or email of the account's lead.")],
    customer: Annotated[str | None, typer.Option(help="Key of the customer.")] = None,
    category: Annotated[str | None, typer.Option(help="Key of the account category.")] = None,
    contact: Annotated[str | None, typer.Option(help="Name of an external contact.")] = None,
    monthly_budget: Annotated[int | None, typer.Option(help="Monthly budget.")] = None,
    is_global: Annotated[bool, typer.Option("--global", help="Link the account to every project.")] = False,
) -> None:
    """Add an open account and print its id."""
    with write_transaction() as call:
        given = AccountInput(
            key=key,
            name=name,
            status="OPEN",
            lead_account_id=people.look_up(call, lead).account_id,
            external_contact_name=contact,
            customer_key=customer,
            category_key=category,
            monthly_budget=monthly_budget,
            global_=is_global,
        )
        validate(given)
        added = accounts.create(call, given)
    typer.echo(added.id)


@account.command("list")
def list_accounts(archived: Annotated[bool, typer.Option("--all", help="Include archived accounts.")] = False) -> None:
    """List accounts: id, key, name, status, customer, lead."""
    with read_transaction() as call:
        for each in accounts_queries.list_all(call, include_archived=archived):
            status = f"{each.status}, global" if each.is_global else each.status
            typer.echo(f"{each.id}\t{each.key}\t{each.name}\t{status}\t{each.customer.key if each.customer else ''}\t{each.lead_id}")


@account.command("open")
def open_account(key: str) -> None:
    """Reopen a closed or archived account."""
    _set_status(key, "OPEN")


@account.command("close")
def close(key: str) -> None:
    """Close an account. No time can be logged on it unless the configuration allows this."""
    _set_status(key, "CLOSED")


@account.command("archive")
def archive(key: str) -> None:
    """Archive an account. No time can be logged on it, and it is listed only on request."""
    _set_status(key, "ARCHIVED")


def _set_status(key: str, status: Status) -> None:
    with write_transaction() as call:
        accounts.set_status(call, key, status)


@account.command("link")
def link(
    key: str,
    project: Annotated[str, typer.Argument(help="Key or id.")],
    default: Annotated[bool, typer.Option("--default", help="Make it the project's default account.")] = False,
) -> None:
    """Link an account to a project and print the link's id."""
    with write_transaction() as call:
        found = projects.find(call, project)
        added = accounts.link(call, AccountLinkInput(account_key=key, scope_id=found.id, scope_type="PROJECT", default=default))
    typer.echo(added.id)


@account.command("unlink")
def unlink(key: str, project: Annotated[str, typer.Argument(help="Key or id.")]) -> None:
    """Unlink an account from a project. Existing worklogs keep it."""
    with write_transaction() as call:
        accounts.unlink(call, accounts_queries.find_link_between(call, key, projects.find(call, project)).id)


@account.command("put-on")
def put_on(
    issue: Annotated[str, typer.Argument(help="Key or id.")],
    key: Annotated[str | None, typer.Argument(help="Key of the account. Without it, the issue's account is removed.")] = None,
) -> None:
    """Set or remove the account of an issue. It takes precedence over the default account of the project."""
    with write_transaction() as call:
        accounts.set_account_of_issue(call, issues.find(call, issue), key)


@customer.command("add")
def add_customer(key: str, name: str) -> None:
    """Add a customer and print its id."""
    given = CustomerInput(key=key, name=name)
    with write_transaction() as call:
        validate(given)
        added = customers.create_customer(call, given)
    typer.echo(added.id)


@customer.command("list")
def list_customers() -> None:
    """List customers: id, key, name."""
    with read_transaction() as call:
        for each in customers_queries.list_customers(call):
            typer.echo(f"{each.id}\t{each.key}\t{each.name}")
