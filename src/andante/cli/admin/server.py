"""`andante serve`, `andante admin worker` and `andante admin migrate`: runs the server or a worker, and migrates the database."""

import multiprocessing
import os
import signal
import sys
import threading
import time
from contextlib import ExitStack
from functools import partial
from logging.config import dictConfig
from typing import Annotated

import typer
from granian.constants import HTTPModes, Interfaces, Loops
from granian.http import HTTP1Settings
from granian.log import LogLevels

from andante import worker as background
from andante.app import application
from andante.hosting.extra_process import extra_process
from andante.hosting.rsgi import RsgiApplication
from andante.hosting.supervisor import STOP_SECONDS, Supervisor, Worker, hold_signals
from andante.kit import logs, metrics, rate_limits
from andante.kit.call import SYSTEM
from andante.kit.database import Access, Database
from andante.kit.settings import Settings, from_environment
from andante.onboarding.setup import actions as setup
from andante.schema import head_revision
from andante.schema import migrate as migrate_database

from . import session
from .ports import address_of, reserved_port, url_of, usable_connections

MAX_WORKERS = 4
POSTGRESQL_THREADS = 4
"""Threads per process on PostgreSQL, where they mostly wait for the network. On SQLite a second thread gains nothing, because the
threads compete for the interpreter lock at every row. Measurements: docs/performance.md."""

PARENT_CHECK_SECONDS = 0.5
"""How often a worker checks that the main process is running."""


def processes_and_threads(*, on_sqlite: bool) -> tuple[int, int]:
    """The default number of processes, and of threads per process."""
    return min(os.cpu_count() or 1, MAX_WORKERS), 1 if on_sqlite else POSTGRESQL_THREADS


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8080,
    workers: Annotated[int | None, typer.Option(min=1, help="Number of processes. Default: one per core, at most 4.")] = None,
    threads: Annotated[
        int | None,
        typer.Option(min=1, help="Threads per process for reads, and as many for writes. Default: 1 (SQLite) or 4."),
    ] = None,
    worker: Annotated[bool | None, typer.Option(help="Run a process for background jobs. Default: yes, or ANDANTE_WORKER.")] = None,
) -> None:
    """Run the server. On SIGTERM it finishes running requests and stops."""
    with reserved_port(host, port), ExitStack() as resources:
        with session.database() as opened:
            opened.announce_file()
            default_workers, default_threads = processes_and_threads(on_sqlite=opened.sqlite)
            settings = from_environment()
            url = settings.public_url or url_of(host, port)
            _print_setup_link(opened, url)
        threads = threads or default_threads
        if settings.metrics_token:
            metrics.share_between_processes()
        if settings.rate_limit_per_token or settings.rate_limit_per_address:
            rate_limits.share_between_processes()
        if settings.worker if worker is None else worker:
            resources.enter_context(extra_process([sys.executable, "-P", "-m", background.__name__, str(os.getpid())]))
        typer.echo(f"Andante is running at {url} (API: /4, documentation: /4/docs)", err=True)
        supervisor = _supervisor(address_of(host), port, workers or default_workers, threads, settings)
        supervisor.serve(target_loader=partial(worker_application, threads), wrap_loader=False)  # type: ignore[arg-type]


def _supervisor(address: str, port: int, workers: int, threads: int, settings: Settings) -> Supervisor:
    return Supervisor(
        "andante",
        address=address,
        port=port,
        interface=Interfaces.RSGI,
        http=HTTPModes.http1,  # with HTTP/2, connections that send nothing would stay open
        http1_settings=HTTP1Settings(header_read_timeout=settings.header_timeout_seconds * 1000),
        websockets=False,
        loop=Loops.asyncio,
        workers=workers,
        threads=threads,
        backlog=settings.backlog,
        backpressure=usable_connections(settings.max_connections),
        log_access=False,
        log_level=LogLevels.warning,  # at the level INFO it reports each start and stop
        log_dictconfig=logs.configuration(settings.log_level),
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
    )


def _print_setup_link(database: Database, url: str) -> None:
    """Prints the link to the setup page if the server has no users."""
    with database.call(SYSTEM, Access.WRITE) as call:
        secret = setup.create_link(call)
    if secret:
        typer.echo(
            "This server is new. To set it up, open this link within 24 hours. It works once, and only for the first administrator:\n"
            f"\n  {url.rstrip('/')}/setup?token={secret}\n",
            err=True,
        )


def worker_application(threads: int) -> Worker:
    """The application of a worker, which stops when the main process ends. Otherwise workers would outlive a main process that was killed,
    and serve requests next to the workers of the next one."""
    hold_signals()
    if parent := multiprocessing.parent_process():
        threading.Thread(target=_stop_without, args=(parent.pid,), daemon=True).start()
    settings = from_environment()
    return Worker(RsgiApplication(application(settings), settings, threads))


def _stop_without(parent: int | None) -> None:
    while os.getppid() == parent:
        time.sleep(PARENT_CHECK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(STOP_SECONDS)
    os._exit(1)


def worker() -> None:
    """Run background jobs in a separate process. On SIGTERM it finishes running jobs and stops."""
    with session.database() as opened:
        settings = session.settings()
        dictConfig(logs.configuration(settings.log_level))
        background.run(opened, settings)


def migrate(
    no_backup: Annotated[bool, typer.Option("--no-backup", help="Don't copy an SQLite database before the migration.")] = False,
) -> None:
    """Migrate the database to the newest version. An SQLite database is copied first."""
    with session.unmigrated_database() as opened:
        copy = migrate_database(opened, keep_copy=not no_backup)
    if copy:
        typer.echo(f"A copy of the database from before the migration is in {copy}.")
    typer.echo(f"The database is at revision {head_revision()}.")
