"""`andante serve` and `andante migrate`."""

from typing import Annotated

import typer
from granian.constants import Interfaces
from granian.server import Server

from ..kit.db import Database
from ..schema import migrate as bring_up
from ..schema import newest
from . import session


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8080,
    workers: Annotated[int, typer.Option(min=1, help="Processes that answer requests.")] = 2,
    threads: Annotated[int, typer.Option(min=1, help="Threads in each process.")] = 1,
) -> None:
    """Run the server until it is told to stop; requests under way are finished first."""
    with session.database():
        pass
    typer.echo(f"Andante answers at http://{host}:{port} (API under /4, its description at /4/docs)", err=True)
    Server(
        "andante.main:from_settings",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        log_access=False,
        respawn_failed_workers=True,
    ).serve()


def migrate() -> None:
    """Bring the database to the newest state."""
    opened = Database(session.settings().database_url)
    bring_up(opened)
    opened.close()
    typer.echo(f"The database is at revision {newest()}.")
