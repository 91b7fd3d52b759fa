"""Runs background jobs: finds the ones that are due, leases them, runs them in threads and stores the results."""

import logging
import os
import socket
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from secrets import token_hex
from threading import Event
from typing import Any

import msgspec

from . import jobs
from .database import Database
from .errors import Unavailable
from .jobs import ClaimedJob, Job, JobContext, LeaseLost
from .settings import Settings

POLL_SECONDS = 1
RENEW_SECONDS = 15
OUTAGE_SECONDS = 10
"""How long a worker waits while the database can't be used."""

THREADS = 4
"""How many jobs a worker runs at the same time."""

RENEW_TIMEOUT_SECONDS = 5
"""How long renewing leases waits for other writers on SQLite. While they write, no other worker can take a job either."""

_log = logging.getLogger("andante")


class Worker:
    """Runs the jobs of these kinds. Several workers, also on other machines, share the jobs of a database."""

    def __init__(self, database: Database, settings: Settings, kinds: Sequence[Job[Any]]) -> None:
        self._database = database
        self._settings = settings
        self._kinds = {job.name: job for job in kinds}
        self._name = f"{socket.gethostname()[:60]}:{os.getpid()}"
        self._running: dict[Future[None], ClaimedJob] = {}
        self._next_renewal = 0.0
        self._stopping, self._wake = Event(), Event()

    def stop(self) -> None:
        """Makes `run` return when the running jobs have ended."""
        self._stopping.set()
        self._wake.set()

    def run(self, stop_seconds: float) -> bool:
        """Runs jobs until `stop` is called. Returns False if jobs are still running `stop_seconds` later."""
        pool, is_scheduled, seconds = ThreadPoolExecutor(THREADS), False, POLL_SECONDS
        while not self._stopping.is_set():
            try:
                is_scheduled = is_scheduled or self._schedule()
                self._renew()
                while len(self._running) < THREADS and (claimed := self._claim()):
                    future = pool.submit(self._work, claimed)
                    self._running[future] = claimed
                    future.add_done_callback(self._end)
                seconds = POLL_SECONDS
            except Exception as error:
                _log.warning("The worker can't take jobs: %s", error.reason if isinstance(error, Unavailable) else error)
                seconds = OUTAGE_SECONDS
            self._wake.wait(seconds)
            self._wake.clear()
        return self._finish(time.monotonic() + stop_seconds)

    def _finish(self, until: float) -> bool:
        """Waits for running jobs. Returns False if it takes too long."""
        while self._running and time.monotonic() < until:
            with suppress(Exception):
                self._renew()
            wait(list(self._running), timeout=POLL_SECONDS)
        return not self._running

    def run_pending(self) -> int:
        """Runs all jobs that are due, one after the other in this thread, and returns their number: for tests."""
        self._schedule()
        count = 0
        while claimed := self._claim():
            self._work(claimed)
            count += 1
        return count

    def _schedule(self) -> bool:
        with self._database.write() as db:
            jobs.schedule(db, list(self._kinds.values()))
        return True

    def _claim(self) -> ClaimedJob | None:
        """Takes a job that is due. Reads first, so that an idle worker doesn't need the write lock."""
        with self._database.read() as db:
            conditions = jobs.due(db, list(self._kinds.values()))
        if not conditions:
            return None
        with self._database.write() as db:
            return jobs.claim(db, conditions, f"{self._name}:{token_hex(8)}")

    def _renew(self) -> None:
        if self._running and time.monotonic() >= self._next_renewal:
            with self._database.write(RENEW_TIMEOUT_SECONDS) as db:
                jobs.renew(db, [claimed.lease for claimed in list(self._running.values())])
            self._next_renewal = time.monotonic() + RENEW_SECONDS

    def _work(self, claimed: ClaimedJob) -> None:
        """Runs a job and stores the result."""
        job = self._kinds[claimed.kind]
        try:
            error = self._error_of(job, claimed)
            with self._database.write() as db:
                jobs.finish(db, job, claimed, error)
        except LeaseLost as lost:
            _log.warning("A run of %s is ignored: %s", job.name, lost)
        except Exception:
            _log.exception("The end of a run of %s can't be stored, so it will be repeated", job.name)

    def _error_of(self, job: Job[Any], claimed: ClaimedJob) -> str | None:
        """Runs a job. Returns None if it succeeded."""
        if claimed.attempts > job.retry.attempts and job.every is None:
            return "The worker ended while it ran the job for the last time."
        try:
            payload = msgspec.json.decode(claimed.payload, type=job.payload)
            job.run(JobContext(self._database, self._settings, claimed, self._stopping), payload)
        except LeaseLost:
            raise
        except Exception as error:
            _log.exception("The job %s failed", job.name)
            return f"{type(error).__name__}: {error}"[: jobs.MAX_ERROR_LENGTH]
        return None

    def _end(self, future: Future[None]) -> None:
        del self._running[future]
        self._wake.set()
