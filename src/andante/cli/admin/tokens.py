"""`andante admin token`: manages API tokens."""

from typing import Annotated

import typer

from andante.directory.people import queries as people
from andante.identity.tokens import actions as auth

from .options import UserOption
from .session import read_transaction, write_transaction

token = typer.Typer(no_args_is_help=True, help="Manage API tokens.")


@token.command("create")
def create(
    user: UserOption,
    name: Annotated[str, typer.Option(help="What the token is for.")] = "command line",
    days: Annotated[int, typer.Option(help="Days until the token expires.")] = auth.DEFAULT_DAYS,
    scope: Annotated[list[str] | None, typer.Option(help="Scope, like worklogs:view. Repeat for several. Default: full access.")] = None,
) -> None:
    """Create a token and print it. It is shown only once."""
    with write_transaction() as call:
        _, secret = auth.create_token(call, people.look_up(call, user).account_id, name, days=days, scopes=scope or None)
    typer.echo(secret)


@token.command("list")
def list_tokens(user: UserOption) -> None:
    """List a user's tokens: id, name, expiry, last use, scopes."""
    with read_transaction() as call:
        for each in auth.tokens_of(call, people.look_up(call, user).account_id):
            state = f"revoked {each.revoked_at}" if each.revoked_at else f"until {each.expires_at}"
            typer.echo(f"{each.id}\t{each.name}\t{state}\tused {each.last_used_at or 'never'}\t{each.scopes or 'full access'}")


@token.command("revoke")
def revoke(id: int) -> None:
    """Revoke a token. It stops working immediately."""
    with write_transaction() as call:
        auth.revoke_token(call, id)
