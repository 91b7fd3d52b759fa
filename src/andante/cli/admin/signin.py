"""`andante init` and `andante password`: who can sign in."""

from typing import Annotated

import msgspec
import typer

from andante.directory.people import actions as people
from andante.directory.people.wire import UserInput
from andante.identity.signin import actions as signing_in
from andante.kit.call import Call
from andante.kit.errors import FaultCode, Invalid
from andante.kit.faults import refuse_if_faulty
from andante.organization.permissions import actions as permissions

from .session import settings, writing

password = typer.Typer(no_args_is_help=True, help="Passwords.")
Url = Annotated[str | None, typer.Option(help="Where people reach the server; ANDANTE_PUBLIC_URL, else this machine.")]
Who = Annotated[str, typer.Argument(help="Account id or email.")]


def init(
    name: Annotated[str, typer.Argument(help="Display name.")],
    email: Annotated[str, typer.Argument(help="To sign in with.")],
    time_zone: Annotated[str, typer.Option(help="Like Europe/Berlin.")] = "UTC",
    url: Url = None,
) -> None:
    """Make the first administrator of an empty server, and print a link to choose a password."""
    given = UserInput(display_name=name, email=email, time_zone=time_zone)
    with writing() as call:
        refuse_if_faulty(msgspec.to_builtins(given), UserInput)
        if signing_in.anybody_can_sign_in(call):
            raise Invalid(
                "", FaultCode.WRONG_STATE, "Somebody can sign in here already. See: andante user add --admin, andante password reset"
            )
        added = people.by_email(call, email) or people.add(call, given)
        permissions.make_administrator(call, added.account_id)
        link = _link(call, added.account_id, url)
    typer.echo(link)


@password.command("reset")
def reset(who: Who, url: Url = None) -> None:
    """Print a link with which somebody chooses a new password. It works once, within a day."""
    with writing() as call:
        link = _link(call, people.look_up(call, who).account_id, url)
    typer.echo(link)


@password.command("set")
def set_password(who: Who) -> None:
    """Set somebody's password, asked for here or read from standard input. Ends their sessions."""
    chosen = typer.prompt("New password", hide_input=True, confirmation_prompt=True)
    with writing() as call:
        signing_in.set_password(call, people.look_up(call, who).account_id, chosen)


def _link(call: Call, account_id: str, url: str | None) -> str:
    base = url or settings().public_url or "http://127.0.0.1:8080"
    return f"{base.rstrip('/')}/password?token={signing_in.password_link(call, account_id)}"
