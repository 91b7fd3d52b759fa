"""`andante token`: API tokens."""

from typing import Annotated

import typer

from andante.directory.people import actions as people
from andante.identity.tokens import actions as auth

from .session import reading, writing

token = typer.Typer(no_args_is_help=True, help="API tokens.")
Who = Annotated[str, typer.Option("--user", help="Account id or email.")]


@token.command("create")
def create(
    user: Who,
    name: Annotated[str, typer.Option(help="What it is for.")] = "command line",
    days: Annotated[int, typer.Option(help="How long it lives.")] = auth.DEFAULT_DAYS,
    scope: Annotated[list[str] | None, typer.Option(help="Like worklogs:view; repeat. Without any: full access.")] = None,
) -> None:
    """Make a token and print it. It is shown this once only."""
    with writing() as call:
        _, secret = auth.create_token(call, people.look_up(call, user).account_id, name, days=days, scopes=scope)
    typer.echo(secret)


@token.command("list")
def list_tokens(user: Who) -> None:
    """List somebody's tokens: id, name, expiry, last use, scopes."""
    with reading() as call:
        for one in auth.tokens_of(call, people.look_up(call, user).account_id):
            state = f"revoked {one.revoked_at}" if one.revoked_at else f"until {one.expires_at}"
            typer.echo(f"{one.id}\t{one.name}\t{state}\tused {one.last_used_at or 'never'}\t{one.scopes or 'full access'}")


@token.command("revoke")
def revoke(id: int) -> None:
    """Revoke a token: it opens nothing from the next request on."""
    with writing() as call:
        auth.revoke_token(call, id)
