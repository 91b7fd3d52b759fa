"""`andante admin token`: manages API tokens."""

from typing import Annotated

import typer

from andante.cli.user.output import Output
from andante.directory.people import queries as people
from andante.identity.tokens import actions as auth

from .options import UserOption
from .printing import listing, print_secret, table
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
        owner = people.look_up(call, user)
        added, secret = auth.create_token(call, owner.account_id, name, days=days, scopes=scope or None)
    print_secret(
        f"Created the token '{name}' of {owner.display_name} ({added.id}), until {added.expires_at}. It is shown only once:", secret
    )


@token.command("list")
@listing
def list_tokens(user: UserOption) -> Output:
    """List a user's tokens."""
    with read_transaction() as call:
        found = auth.tokens_of(call, people.look_up(call, user).account_id)
    rows = [
        (each.id, each.name, each.expires_at, each.revoked_at or "", each.last_used_at or "never", each.scopes or "full access")
        for each in found
    ]
    titles = {"id": "Id", "name": "Name", "expiresAt": "Expires", "revokedAt": "Revoked", "lastUsedAt": "Last used", "scopes": "Scopes"}
    return table(titles, rows, nothing="The user has no tokens.")


@token.command("revoke")
def revoke(id: int) -> None:
    """Revoke a token. It stops working immediately."""
    with write_transaction() as call:
        auth.revoke_token(call, id)
    typer.echo(f"Revoked token {id}")
