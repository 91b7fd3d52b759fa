"""`andante admin account` and `andante admin customer`: manages accounts and customers."""

from typing import Annotated

import typer

from andante.accounts.accounts import actions as accounts
from andante.accounts.accounts import queries as accounts_queries
from andante.accounts.accounts.wire import AccountInput, AccountLinkInput, Status
from andante.accounts.customers import actions as customers
from andante.accounts.customers import queries as customers_queries
from andante.accounts.customers.wire import CustomerInput
from andante.cli.user.output import Output
from andante.directory.issues import queries as issues
from andante.directory.people import queries as people
from andante.directory.projects import queries as projects

from .options import IssueArgument, ProjectArgument
from .printing import listing, print_added, table
from .session import read_transaction, validate, write_transaction

account = typer.Typer(no_args_is_help=True, help="Manage accounts.")
customer = typer.Typer(no_args_is_help=True, help="Manage customers.")

ACCOUNT_TITLES = {
    "id": "Id",
    "key": "Key",
    "name": "Name",
    "status": "Status",
    "scope": "Scope",
    "customer": "Customer",
    "lead": "Lead",
    "leadAccountId": "Account id of the lead",
}


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
    """Add an open account."""
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
    print_added(f"account {added.key}", added.id)


@account.command("list")
@listing
def list_accounts(archived: Annotated[bool, typer.Option("--all", help="Include archived accounts.")] = False) -> Output:
    """List accounts."""
    with read_transaction() as call:
        found = accounts_queries.list_all(call, include_archived=archived)
        leads = people.by_ids(call, {each.lead_id for each in found})
    rows = [
        (
            each.id,
            each.key,
            each.name,
            each.status,
            "global" if each.is_global else "",
            each.customer.key if each.customer else "",
            leads[each.lead_id].display_name,
            each.lead_id,
        )
        for each in found
    ]
    return table(ACCOUNT_TITLES, rows, nothing="There are no accounts.", only_for_programs=["leadAccountId"])


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
    typer.echo(f"Account {key} is {status}")


@account.command("link")
def link(
    key: str,
    project: ProjectArgument,
    default: Annotated[bool, typer.Option("--default", help="Make it the project's default account.")] = False,
) -> None:
    """Link an account to a project."""
    with write_transaction() as call:
        found = projects.find(call, project)
        added = accounts.link(call, AccountLinkInput(account_key=key, scope_id=found.id, scope_type="PROJECT", default=default))
    print_added(f"link of account {key} to project {found.key}", added.id)


@account.command("unlink")
def unlink(key: str, project: ProjectArgument) -> None:
    """Unlink an account from a project. Existing worklogs keep it."""
    with write_transaction() as call:
        found = projects.find(call, project)
        accounts.unlink(call, accounts_queries.find_link_between(call, key, found).id)
    typer.echo(f"Unlinked account {key} from project {found.key}")


@account.command("put-on")
def put_on(
    issue: IssueArgument,
    key: Annotated[str | None, typer.Argument(help="Key of the account. Without it, the issue's account is removed.")] = None,
) -> None:
    """Set or remove the account of an issue. It takes precedence over the default account of the project."""
    with write_transaction() as call:
        found = issues.find(call, issue)
        accounts.set_account_of_issue(call, found, key)
    typer.echo(f"The account of {found.key} is {key}" if key else f"{found.key} has no account of its own")


@customer.command("add")
def add_customer(key: str, name: str) -> None:
    """Add a customer."""
    given = CustomerInput(key=key, name=name)
    with write_transaction() as call:
        validate(given)
        added = customers.create_customer(call, given)
    print_added(f"customer {added.key}", added.id)


@customer.command("list")
@listing
def list_customers() -> Output:
    """List customers."""
    with read_transaction() as call:
        rows = [(each.id, each.key, each.name) for each in customers_queries.list_customers(call)]
    return table({"id": "Id", "key": "Key", "name": "Name"}, rows, nothing="There are no customers.")
