"""`andante init` and `andante admin password`: creates the first administrator and sets passwords."""

import sys
from typing import Annotated

import typer

from andante.directory.people import actions as people
from andante.directory.people import queries as people_queries
from andante.directory.people.wire import UserInput
from andante.identity.signin import actions as signin
from andante.identity.signin import queries as signin_queries
from andante.kit.call import Call
from andante.kit.errors import FaultCode, Invalid
from andante.organization.permissions import actions as permissions

from .options import UserArgument
from .session import public_url, validate, write_transaction

password = typer.Typer(no_args_is_help=True, help="Set and reset passwords.")
Url = Annotated[str | None, typer.Option(help="Address of the server. Default: ANDANTE_PUBLIC_URL, or this machine.")]
RevokeTokens = Annotated[
    bool,
    typer.Option("--revoke-tokens", help="With the new password, also revoke the user's API tokens and the access of applications."),
]


def init(
    name: Annotated[str, typer.Argument(help="Display name.")],
    email: Annotated[str, typer.Argument(help="Email to sign in with.")],
    time_zone: Annotated[str, typer.Option(help="Like Europe/Berlin.")] = "UTC",
    url: Url = None,
) -> None:
    """Create the first administrator of a new server, and print a link to choose a password."""
    given = UserInput(display_name=name, email=email, time_zone=time_zone)
    with write_transaction() as call:
        validate(given)
        if signin_queries.has_sign_in(call):
            raise Invalid(
                "", FaultCode.WRONG_STATE, "A user can already sign in. Use andante admin user add or andante admin password reset"
            )
        added = people_queries.by_email(call, email) or people.add(call, given)
        permissions.add_administrator(call, added.account_id)
        link = _link(call, added.account_id, url)
    typer.echo(link)


@password.command("reset")
def reset(user: UserArgument, url: Url = None, revoke_tokens: RevokeTokens = False) -> None:
    """Print a link that lets a user choose a new password. It works once, within a day."""
    with write_transaction() as call:
        link = _link(call, people_queries.look_up(call, user).account_id, url, revoke_tokens=revoke_tokens)
    typer.echo(link)


@password.command("set")
def set_password(user: UserArgument, revoke_tokens: RevokeTokens = False) -> None:
    """Set a user's password, from a prompt or from one line of standard input. This ends their sessions."""
    new_password = _new_password()
    with write_transaction() as call:
        found = people_queries.look_up(call, user)
        signin.set_password(call, found.account_id, new_password, revoke_tokens=revoke_tokens)
    typer.echo(f"Set the password of {found.display_name}")


def _new_password() -> str:
    """Reads it twice from a terminal, and once from a pipe."""
    if sys.stdin.isatty():
        return str(typer.prompt("New password", hide_input=True, confirmation_prompt=True, err=True))
    return sys.stdin.readline().removesuffix("\n").removesuffix("\r")


def _link(call: Call, account_id: str, url: str | None, *, revoke_tokens: bool = False) -> str:
    secret = signin.create_password_link(call, account_id, revoke_tokens=revoke_tokens)
    return f"{(url or public_url()).rstrip('/')}/password?token={secret}"
