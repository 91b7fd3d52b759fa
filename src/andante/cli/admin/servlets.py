"""`andante admin servlet`: manages the token and the addresses that give access to the servlets."""

import typer

from andante.cli.user.output import Output
from andante.servlets.access import actions as access

from .printing import listing, print_secret, table
from .session import read_transaction, write_transaction

servlet = typer.Typer(no_args_is_help=True, help="Manage access to the servlets.")
token = typer.Typer(no_args_is_help=True, help="Manage the token of the servlets (tempoApiToken).")
servlet.add_typer(token, name="token")


@token.command("create")
def create() -> None:
    """Create the token and print it. It is shown only once."""
    with write_transaction() as call:
        secret = access.create_token(call)
    print_secret("Created the token of the servlets. It is shown only once:", secret)


@token.command("rotate")
def rotate() -> None:
    """Create a new token, print it once, and revoke the current one."""
    with write_transaction() as call:
        secret = access.rotate_token(call)
    print_secret("Created a new token of the servlets and revoked the old one. It is shown only once:", secret)


@token.command("revoke")
def revoke() -> None:
    """Revoke the token. This closes the servlets immediately."""
    with write_transaction() as call:
        access.revoke_token(call)
    typer.echo("Revoked the token. The servlets are closed.")


@token.command("show")
def show() -> None:
    """Show when the token was created."""
    with read_transaction() as call:
        found = access.token(call)
    typer.echo(f"created at {found.created_at}" if found else "No token exists, so the servlets are closed.")


@servlet.command("allow")
def allow(network: str) -> None:
    """Allow an address or a network, like 192.0.2.7 or 10.1.0.0/16."""
    with write_transaction() as call:
        access.allow(call, network)
    typer.echo(f"{network} may use the servlets")


@servlet.command("deny")
def deny(network: str) -> None:
    """Remove an address or a network from the list."""
    with write_transaction() as call:
        access.deny(call, network)
    typer.echo(f"{network} may no longer use the servlets")


@servlet.command("list")
@listing
def list_networks() -> Output:
    """List the allowed networks, with the time when each was added."""
    with read_transaction() as call:
        rows = [(each.network, each.added_at) for each in access.networks(call)]
    return table({"network": "Network", "addedAt": "Added"}, rows, nothing="Only this machine (127.0.0.0/8 and ::1).")
