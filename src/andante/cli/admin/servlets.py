"""`andante servlet`: which machines may use the servlets."""

import typer

from andante.servlets.access import actions as accesscontrol

from .session import reading, writing

servlet = typer.Typer(no_args_is_help=True, help="Access of machines to the servlets.")
token = typer.Typer(no_args_is_help=True, help="The token that the servlets ask for as tempoApiToken.")
servlet.add_typer(token, name="token")


@token.command("create")
def create() -> None:
    """Make the token and print it. It is shown this once only."""
    with writing() as call:
        secret = accesscontrol.create_token(call)
    typer.echo(secret)


@token.command("rotate")
def rotate() -> None:
    """Make a new token, print it this once, and revoke the present one."""
    with writing() as call:
        secret = accesscontrol.rotate_token(call)
    typer.echo(secret)


@token.command("revoke")
def revoke() -> None:
    """Revoke the token: the servlets are closed from the next request on."""
    with writing() as call:
        accesscontrol.revoke_token(call)


@token.command("show")
def show() -> None:
    """Say since when there is a token."""
    with reading() as call:
        found = accesscontrol.token(call)
    typer.echo(f"made at {found.created_at}" if found else "none: the servlets are closed")


@servlet.command("allow")
def allow(network: str) -> None:
    """Let an address or a network in, like 192.0.2.7 or 10.1.0.0/16."""
    with writing() as call:
        accesscontrol.allow(call, network)


@servlet.command("deny")
def deny(network: str) -> None:
    """Take an address or a network off the list."""
    with writing() as call:
        accesscontrol.deny(call, network)


@servlet.command("list")
def list_networks() -> None:
    """List who may come in, each with the moment since when."""
    with reading() as call:
        found = accesscontrol.networks(call)
    for one in found:
        typer.echo(f"{one.network}\t{one.added_at}")
    if not found:
        typer.echo("only this machine (127.0.0.0/8 and ::1)")
