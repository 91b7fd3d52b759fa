"""`andante account` and `andante customer`: what time is booked to, and for whom."""

from typing import Annotated

import typer

from andante.accounts.accounts import actions as accounts
from andante.accounts.accounts.wire import AccountInput, AccountLinkInput, AccountSearchInput, Status
from andante.accounts.customers import actions as customers
from andante.accounts.customers.wire import CustomerInput, CustomerSearchInput
from andante.directory.issues import actions as issues
from andante.directory.people import actions as people
from andante.directory.projects import actions as projects
from andante.kit.paging import Paging
from andante.kit.wire import MAX_INT32

from .session import check, reading, writing

account = typer.Typer(no_args_is_help=True, help="Accounts that time is booked to.")
customer = typer.Typer(no_args_is_help=True, help="Customers that accounts are for.")
EVERYTHING = Paging(limit=MAX_INT32)


@account.command("add")
def add_account(
    key: str,
    name: str,
    lead: Annotated[str, typer.Option(help="Account id or email of the user who leads it.")],
    customer: Annotated[str | None, typer.Option(help="Key of the customer.")] = None,
    category: Annotated[str | None, typer.Option(help="Key of the account category.")] = None,
    contact: Annotated[str | None, typer.Option(help="Name of an external contact.")] = None,
    monthly_budget: Annotated[int | None, typer.Option()] = None,
    is_global: Annotated[bool, typer.Option("--global", help="Linked to every project.")] = False,
) -> None:
    """Add an open account and print its id."""
    with writing() as call:
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
        check(given)
        added = accounts.create(call, given)
    typer.echo(added.id)


@account.command("list")
def list_accounts(archived: Annotated[bool, typer.Option("--all", help="Archived ones too.")] = False) -> None:
    """List accounts: id, key, name, status, customer, lead."""
    asked = AccountSearchInput() if archived else AccountSearchInput(statuses=["OPEN", "CLOSED"])
    with reading() as call:
        for one in accounts.page(call, asked, EVERYTHING):
            status = f"{one.status}, global" if one.is_global else one.status
            typer.echo(f"{one.id}\t{one.key}\t{one.name}\t{status}\t{one.customer.key if one.customer else ''}\t{one.lead_id}")


@account.command("open")
def open_account(key: str) -> None:
    """Open a closed or archived account again."""
    _set_status(key, "OPEN")


@account.command("close")
def close(key: str) -> None:
    """Close an account: it takes no new time, unless the configuration allows it."""
    _set_status(key, "CLOSED")


@account.command("archive")
def archive(key: str) -> None:
    """Archive an account: it takes no time, and is listed only where somebody asks for it."""
    _set_status(key, "ARCHIVED")


def _set_status(key: str, status: Status) -> None:
    with writing() as call:
        accounts.set_status(call, key, status)


@account.command("link")
def link(
    key: str,
    project: Annotated[str, typer.Argument(help="Key or id.")],
    default: Annotated[bool, typer.Option("--default", help="The account of the project's issues that carry none.")] = False,
) -> None:
    """Link an account to a project and print the link's id."""
    with writing() as call:
        found = projects.find(call, project)
        added = accounts.link(call, AccountLinkInput(account_key=key, scope_id=found.id, scope_type="PROJECT", default=default))
    typer.echo(added.id)


@account.command("unlink")
def unlink(key: str, project: Annotated[str, typer.Argument(help="Key or id.")]) -> None:
    """Take an account away from a project. Worklogs keep it."""
    with writing() as call:
        accounts.unlink(call, accounts.find_link_between(call, key, projects.find(call, project)).id)


@account.command("put-on")
def put_on(
    issue: Annotated[str, typer.Argument(help="Key or id.")],
    key: Annotated[str | None, typer.Argument(help="Key of the account; none takes away the issue's own.")] = None,
) -> None:
    """Give an issue an account of its own, in the place of its project's default."""
    with writing() as call:
        accounts.put_on_issue(call, issues.find(call, issue), key)


@customer.command("add")
def add_customer(key: str, name: str) -> None:
    """Add a customer and print its id."""
    given = CustomerInput(key=key, name=name)
    with writing() as call:
        check(given)
        added = customers.create_customer(call, given)
    typer.echo(added.id)


@customer.command("list")
def list_customers() -> None:
    """List customers: id, key, name."""
    with reading() as call:
        for one in customers.page_of_customers(call, CustomerSearchInput(), EVERYTHING):
            typer.echo(f"{one.id}\t{one.key}\t{one.name}")
