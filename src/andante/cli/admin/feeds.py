"""`andante admin schedule feed` and `andante admin plan feed`: creates addresses where calendar programs can read a user's time."""

from typing import Annotated

import typer

from andante.directory.people import queries as people
from andante.identity.tokens import actions as auth
from andante.scopes import Scope
from andante.web.feeds.resources import PLANS_PATH, SCHEDULE_PATH

from .options import UserOption
from .session import public_url, write_transaction

plan = typer.Typer(no_args_is_help=True, help="Export plans.")

MAX_DAYS = 5000
Days = Annotated[int, typer.Option(help="Days until the address expires.")]


def schedule(user: UserOption, days: Days = MAX_DAYS) -> None:
    """Create an address where a calendar program can read a user's schedule, and print it. It is shown only once, and its token
    gives access to nothing else. See also `andante admin token list` and `andante admin token revoke`."""
    typer.echo(_create(user, days, "calendar feed", Scope.SCHEDULE_FEED, SCHEDULE_PATH))


@plan.command("feed")
def plans(user: UserOption, days: Days = MAX_DAYS) -> None:
    """Create an address where a calendar program can read a user's plans, and print it. It is shown only once, and its token
    gives access to nothing else. See also `andante admin token list` and `andante admin token revoke`."""
    typer.echo(_create(user, days, "calendar feed of plans", Scope.PLANS_FEED, PLANS_PATH))


def _create(user: str, days: int, token_name: str, scope: Scope, path: str) -> str:
    """Creates a token that only reads the feed. Returns the feed's address with the token."""
    with write_transaction() as call:
        account_id = people.look_up(call, user).account_id
        _, secret = auth.create_token(call, account_id, token_name, days=days, scopes=[scope])
    return f"{public_url()}{path}?token={secret}"
