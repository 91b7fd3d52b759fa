"""`andante admin password`: sets passwords, and creates links to choose one."""

from typing import Annotated

import typer

from andante.cli.stdio import read_password
from andante.directory.people import queries as people_queries
from andante.identity.signin import actions as signin
from andante.kit.call import Call

from .options import UrlOption, UserArgument
from .session import public_url, write_transaction

password = typer.Typer(no_args_is_help=True, help="Set and reset passwords.")
RevokeTokens = Annotated[
    bool,
    typer.Option("--revoke-tokens", help="With the new password, also revoke the user's API tokens and the access of applications."),
]


@password.command("reset")
def reset(user: UserArgument, url: UrlOption = None, revoke_tokens: RevokeTokens = False) -> None:
    """Print a link that lets a user choose a new password. It works once, within a day."""
    with write_transaction() as call:
        link = _link(call, people_queries.look_up(call, user).account_id, url, revoke_tokens=revoke_tokens)
    typer.echo(link)


@password.command("set")
def set_password(user: UserArgument, revoke_tokens: RevokeTokens = False) -> None:
    """Set a user's password, from a prompt or from one line of standard input. This ends their sessions."""
    new_password = read_password("New password")
    with write_transaction() as call:
        found = people_queries.look_up(call, user)
        signin.set_password(call, found.account_id, new_password, revoke_tokens=revoke_tokens)
    typer.echo(f"Set the password of {found.display_name}")


def _link(call: Call, account_id: str, url: str | None, *, revoke_tokens: bool = False) -> str:
    secret = signin.create_password_link(call, account_id, revoke_tokens=revoke_tokens)
    return f"{(url or public_url()).rstrip('/')}/password?token={secret}"
