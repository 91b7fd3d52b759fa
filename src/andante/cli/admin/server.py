"""`andante serve` and `andante migrate`."""

import os
from typing import Annotated

import typer
from granian.constants import Interfaces
from granian.server import Server

from andante.kit.database import Database
from andante.kit.networks import proxies
from andante.schema import migrate as bring_up
from andante.schema import newest

from . import session

MOST_WORKERS = 4
THREADS_THAT_WAIT = 4
"""Threads of a process on PostgreSQL, where they wait for the network most of the time. On SQLite a second one gains
nothing: they would fight for the interpreter at every row. Measured: docs/performance.md."""

STOP_SECONDS = 30
"""How long requests under way may take when the server is told to stop. A connection that a client dropped at the wrong
moment can make Granian wait for ever."""


def processes_and_threads(*, on_sqlite: bool) -> tuple[int, int]:
    """How many serve by default, and how many threads each of them has."""
    return min(os.cpu_count() or 1, MOST_WORKERS), 1 if on_sqlite else THREADS_THAT_WAIT


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8080,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes that answer requests; one for each core, at most 4.")] = None,
    threads: Annotated[int | None, typer.Option(min=1, help="Threads in each process; 1 on SQLite, 4 on PostgreSQL.")] = None,
) -> None:
    """Run the server until it is told to stop; requests under way are finished first."""
    with session.refusals_said():
        proxies(session.settings().trusted_proxies)
    with session.database() as opened:
        defaults = processes_and_threads(on_sqlite=opened.sqlite)
    typer.echo(f"Andante answers at http://{host}:{port} (API under /4, its description at /4/docs)", err=True)
    Server(
        "andante.app:from_settings",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers or defaults[0],
        blocking_threads=threads or defaults[1],
        log_access=False,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
    ).serve()


def migrate() -> None:
    """Bring the database to the newest state."""
    opened = Database(session.settings().database_url)
    bring_up(opened)
    opened.close()
    typer.echo(f"The database is at revision {newest()}.")
