"""`andante plan feed`, beside what people do with plans."""

from typing import Annotated

import typer

from andante.directory.people import actions as people
from andante.identity.tokens import actions as auth
from andante.scopes import Scope
from andante.web.feeds import PLANS_PATH

from .schedules import LONGEST_FEED_DAYS, Who
from .session import settings, writing


def add_to(plan: typer.Typer) -> None:
    plan.command("feed")(feed)


def feed(user: Who, days: Annotated[int, typer.Option(help="How long it lives.")] = LONGEST_FEED_DAYS) -> None:
    """Make an address where a calendar program finds somebody's plans, and print it. It is shown this once only; its token
    opens nothing else. `andante token list` and `revoke` know it."""
    with writing() as call:
        account_id = people.look_up(call, user).account_id
        _, secret = auth.create_token(call, account_id, "calendar feed of plans", days=days, scopes=[Scope.PLANS_FEED])
    typer.echo(f"{settings().public_url or 'http://127.0.0.1:8080'}{PLANS_PATH}?token={secret}")
