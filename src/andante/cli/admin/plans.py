"""`andante plan feed`: creates a calendar feed of a user's plans."""

from typing import Annotated

import typer

from andante.directory.people import queries as people
from andante.identity.tokens import actions as auth
from andante.scopes import Scope
from andante.web.feeds import PLANS_PATH

from .schedules import MAX_FEED_DAYS, Who
from .session import settings, write_transaction


def feed(user: Who, days: Annotated[int, typer.Option(help="Days until the address expires.")] = MAX_FEED_DAYS) -> None:
    """Create an address where a calendar program can read a user's plans, and print it. It is shown only once, and its token
    gives access to nothing else. See also `andante token list` and `andante token revoke`."""
    with write_transaction() as call:
        account_id = people.look_up(call, user).account_id
        _, secret = auth.create_token(call, account_id, "calendar feed of plans", days=days, scopes=[Scope.PLANS_FEED])
    typer.echo(f"{settings().public_url or 'http://127.0.0.1:8080'}{PLANS_PATH}?token={secret}")
