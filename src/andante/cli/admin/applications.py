"""`andante admin app`: manages OAuth applications."""

from typing import Annotated

import msgspec
import typer

from andante.cli.user.output import Output
from andante.identity.oauth import actions as oauth
from andante.identity.oauth.wire import ApplicationInput
from andante.kit.faults import refuse_if_faulty

from .printing import listing, table
from .session import read_transaction, write_transaction

application = typer.Typer(no_args_is_help=True, help="Manage OAuth applications.")

TITLES = {
    "id": "Id",
    "name": "Name",
    "clientId": "Client id",
    "clientType": "Client type",
    "maxScope": "Largest scope",
    "redirectUris": "Redirect URIs",
}


@application.command("add")
def add(
    name: Annotated[str, typer.Argument(help="Name that users see on the consent page.")],
    redirect: Annotated[list[str], typer.Option(help="Redirect URI. Repeat for several.")],
    public: Annotated[bool, typer.Option("--public", help="The application can't keep a secret and must use PKCE.")] = False,
    scope: Annotated[
        list[str] | None, typer.Option(help="Largest scope that it can request: read or write. Repeat for both. Default: both.")
    ] = None,
) -> None:
    """Register an application. Prints its client id and its secret, which is shown only once."""
    given = {
        "name": name,
        "redirectUris": redirect,
        "clientType": "PUBLIC" if public else "CONFIDENTIAL",
        "maxScope": " ".join(sorted(set(scope or ("read", "write")))),
    }
    with write_transaction() as call:
        refuse_if_faulty(given, ApplicationInput)
        added, secret = oauth.register(call, msgspec.convert(given, ApplicationInput))
    typer.echo(f"Added application {added.name} ({added.id})", err=True)
    typer.echo(f"client_id\t{added.client_id}")
    if secret:
        typer.echo(f"client_secret\t{secret}")


@application.command("list")
@listing
def list_applications() -> Output:
    """List all applications."""
    with read_transaction() as call:
        found = oauth.applications(call)
    rows = [(each.id, each.name, each.client_id, each.client_type, each.max_scope, " ".join(each.redirect_uris)) for each in found]
    return table(TITLES, rows, nothing="There are no applications.")


@application.command("remove")
def remove(id: int) -> None:
    """Delete an application. Its tokens stop working immediately."""
    with write_transaction() as call:
        oauth.remove(call, id)
    typer.echo(f"Deleted application {id}")
