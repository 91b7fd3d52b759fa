"""`andante admin mail`: lists sent mails, and sends a test."""

from typing import Annotated

import typer

from andante.cli.user.output import Output
from andante.kit.call import SYSTEM
from andante.kit.database import Access
from andante.kit.paging import Paging
from andante.mail.messages import actions
from andante.timekeeping.configuration import queries as configuration

from .printing import listing, table
from .session import database, read_transaction, settings, stop

mail = typer.Typer(no_args_is_help=True, help="List sent mails, and send a test.")
TITLES = {
    "createdAt": "Time",
    "to": "To",
    "kind": "Kind",
    "subject": "Subject",
    "state": "State",
    "attempts": "Attempts",
    "lastError": "Last error",
    "sentAt": "Sent",
}


@mail.command("list")
@listing
def list_mails(limit: Annotated[int, typer.Option(min=1, max=1000, help="The number of mails.")] = 50) -> Output:
    """List the mails of the last 90 days, the newest first."""
    with read_transaction() as call:
        found = actions.page(call, Paging(offset=0, limit=limit))[:limit]
    rows = [
        (each.created_at, each.recipient, each.kind, each.subject, each.state, each.attempts, each.last_error, each.sent_at)
        for each in found
    ]
    return table(TITLES, rows, nothing="No mails in the last 90 days.", only_for_programs=["sentAt"])


@mail.command("test")
def test(to: Annotated[str, typer.Argument(help="The address to send to.")]) -> None:
    """Send a test mail at once, and say what is wrong if it can't be sent."""
    configured = settings()
    if not actions.is_configured(configured):
        raise stop("No mail server is configured. Set ANDANTE_SMTP_URL, ANDANTE_MAIL_FROM and ANDANTE_PUBLIC_URL.")
    with database() as opened:
        with opened.call(SYSTEM, Access.WRITE, settings=configured) as call:
            added = actions.add_test(call, to, configuration.current(call).company_language)
        problem = actions.try_once(opened, configured, added)
    if problem:
        raise stop(f"The mail was not sent: {problem}")
    typer.echo(f"Sent a test to {to}.")
