"""`andante app`: OAuth applications."""

from typing import Annotated

import msgspec
import typer

from andante.identity.oauth import actions as oauth
from andante.identity.oauth.wire import ApplicationInput
from andante.kit.faults import refuse_if_faulty

from .session import reading, writing

application = typer.Typer(no_args_is_help=True, help="OAuth applications.")


@application.command("add")
def add(
    name: Annotated[str, typer.Argument(help="What people are asked to allow.")],
    redirect: Annotated[list[str], typer.Option(help="Where people are sent back to; repeat for several.")],
    public: Annotated[bool, typer.Option("--public", help="It can't keep a secret, and must use PKCE.")] = False,
) -> None:
    """Register an application and print its client id and secret. The secret is shown this once only."""
    given = {"name": name, "redirectUris": redirect, "clientType": "PUBLIC" if public else "CONFIDENTIAL"}
    with writing() as call:
        refuse_if_faulty(given, ApplicationInput)
        added, secret = oauth.register(call, msgspec.convert(given, ApplicationInput))
    typer.echo(f"client_id\t{added.client_id}")
    if secret:
        typer.echo(f"client_secret\t{secret}")


@application.command("list")
def list_applications() -> None:
    """List all applications: id, name, client id, client type, redirect URIs."""
    with reading() as call:
        for one in oauth.applications(call):
            typer.echo(f"{one.id}\t{one.name}\t{one.client_id}\t{one.client_type}\t{' '.join(one.redirect_uris)}")


@application.command("remove")
def remove(id: int) -> None:
    """Delete an application. Its tokens open nothing from the next request on."""
    with writing() as call:
        oauth.remove(call, id)
