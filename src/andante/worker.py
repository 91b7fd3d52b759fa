"""The composition root of the worker: runs the background jobs of all areas in a process.

`andante serve` starts it as `python -m andante.worker PID`, with the process id of the server: it ends with the server.
"""

import os
import signal
import sys
from logging.config import dictConfig
from threading import Thread
from time import sleep
from typing import Any

from andante.accounts import area as accounts
from andante.activity import area as activity
from andante.directory import area as directory
from andante.identity import area as identity
from andante.kit import idempotency, jobs, logs
from andante.kit.database import Database
from andante.kit.jobs import Job
from andante.kit.settings import Settings, from_environment
from andante.kit.workers import THREADS, Worker
from andante.mail import area as mail
from andante.onboarding import area as onboarding
from andante.organization import area as organization
from andante.planning import area as planning
from andante.schedules import area as schedules
from andante.servlets import area as servlets
from andante.sync import area as sync
from andante.timekeeping import area as timekeeping

AREAS = (directory, mail, organization, accounts, schedules, identity, timekeeping, planning, activity, servlets, onboarding, sync)
"""All areas with tables: the change log and foreign keys need the tables of areas without jobs too."""

JOBS: list[Job[Any]] = [*jobs.JOBS, *idempotency.JOBS, *(job for area in AREAS for job in getattr(area, "JOBS", ()))]

STOP_SECONDS = 20
"""How long running jobs may take after the signal to stop. Other workers repeat those that take longer."""

PARENT_CHECK_SECONDS = 0.5
LOW_PRIORITY = 5
"""The worker yields to the processes that work on requests."""


def run(database: Database, settings: Settings) -> None:
    """Runs jobs until the process gets SIGTERM or SIGINT."""
    worker = Worker(database, settings, JOBS)
    for number in (signal.SIGTERM, signal.SIGINT):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, lambda *_: worker.stop())
    if not worker.run(STOP_SECONDS):
        os._exit(0)  # running jobs would keep the process alive


def main() -> None:
    """The process that a server starts. Ctrl-C reaches it too, but the server decides when it stops."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_stop_without, args=(int(sys.argv[1]),), daemon=True).start()
    os.nice(LOW_PRIORITY)
    settings = from_environment()
    dictConfig(logs.configuration(settings.log_level))
    run(Database(settings.database_url, THREADS + 1), settings)


def _stop_without(parent: int) -> None:
    """Stops this process when the server has ended."""
    while os.getppid() == parent:
        sleep(PARENT_CHECK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    sleep(STOP_SECONDS + 1)
    os._exit(1)


if __name__ == "__main__":
    main()
