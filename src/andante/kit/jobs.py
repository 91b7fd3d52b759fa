"""Background jobs: work that a worker process does later, repeats after failures, or does periodically.

A job is a row of the table `jobs`, written in the transaction that needs it. A worker leases the row while it runs the job. If the worker
dies, its lease ends and another one runs the job again. Decision 24 explains this; docs/kit.md shows how to add a job.
"""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from threading import Event
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec
from msgspec import Struct
from sqlalchemy import Column, Connection, Index, Integer, Named, String, Table, Text, TypedColumns, delete, func, insert, select, update
from sqlalchemy.sql.elements import ColumnElement

from . import clock
from .call import SYSTEM, Call
from .clock import Instant, later
from .database import Access, Database
from .db import NOT_ARCHIVED, InstantType, Key, in_values, lock, metadata, where_null
from .settings import Settings

LEASE_SECONDS = 60
"""A job whose worker hasn't renewed its lease for this time is run again."""

YIELD_SECONDS = 0.005
"""The pause after a write transaction of a job on SQLite. A job that takes the write lock again at once would keep it from requests that
wait for it, because the kernel doesn't hand it over in their order."""

MAX_ERROR_LENGTH = 1000
WAITING, RUNNING, DONE, FAILED = STATES = ("waiting", "running", "done", "failed")
_PERIODIC_KEY = ""


class JobColumns(TypedColumns):
    """`run_at` is when a worker may take the job; for a running job, when its lease ends. `lease_owner` identifies one run: its host,
    process and a random number. `finished_at` is empty for waiting and running jobs."""

    id: Named[int] = Column(Key, primary_key=True)
    kind: Named[str] = Column(String(50), nullable=False)
    payload: Named[str] = Column(Text, nullable=False)
    key: Named[str | None] = Column(String(255))
    state: Named[str] = Column(String(10), nullable=False)
    attempts: Named[int] = Column(Integer, nullable=False)
    run_at: Named[Instant] = Column(InstantType, nullable=False)
    lease_owner: Named[str | None] = Column(String(100))
    last_error: Named[str | None] = Column(Text)
    created_at: Named[Instant] = Column(InstantType, nullable=False)
    finished_at: Named[Instant | None] = Column(InstantType)


jobs = Table("jobs", metadata, JobColumns, sqlite_autoincrement=True, info=NOT_ARCHIVED)
_j = jobs.c
_unfinished = _j.finished_at.is_(None)
Index("ix_jobs_run_at", _j.run_at, _j.id, **where_null(_j.finished_at))
Index("ix_jobs_kind", _j.kind, _j.key, _j.id, **where_null(_j.finished_at))
Index("ix_jobs_finished_at", _j.finished_at)

_earlier = jobs.alias("earlier")
_is_first = ~(
    select(_earlier.c.id)
    .where(_earlier.c.kind == _j.kind, _earlier.c.key == _j.key, _earlier.c.finished_at.is_(None), _earlier.c.id < _j.id)
    .exists()
)
"""Whether no earlier job with the same key is unfinished."""


class LeaseLost(Exception):
    """The lease of a running job ended, so another worker may be running it."""


class Retry(Struct, frozen=True):
    """How often a job that fails is run, and how many seconds after each failure. The wait grows by `factor`."""

    attempts: int = 10
    first_seconds: int = 10
    factor: float = 2
    max_seconds: int = 3600

    def wait(self, attempts: int) -> int:
        """Seconds until the next run, after this number of failures. Varies by a tenth, so that jobs that failed together are not all
        repeated together."""
        exact: float = min(self.first_seconds * self.factor ** min(attempts - 1, 50), self.max_seconds)
        return round(exact * random.uniform(0.9, 1.1))  # noqa: S311


class NoPayload(Struct):
    """The payload of jobs that need no input."""


Payload = TypeVar("Payload", bound=Struct)


@dataclass(frozen=True, eq=False)
class Job(Generic[Payload]):
    """A kind of job. An area registers its kinds in the `JOBS` of its `area.py`.

    A job may run more than once: if its worker dies before the end of a run is stored, it is run again. So the work must be repeatable,
    like the deletion of expired rows.
    """

    name: str
    payload: type[Payload]
    run: "Callable[[JobContext, Payload], None]"
    """Does the work. Any exception is a failure."""
    retry: Retry = field(default_factory=Retry)
    every: int | None = None
    """For a periodic job: the seconds from the end of a run to the next one. Its payload needs defaults. It never fails for good."""
    wanted: Callable[[Connection], ColumnElement[bool]] | None = None
    """For a periodic job: returns an SQL condition. When it is true, the next run starts at once. Workers check it every second."""


class ClaimedJob(NamedTuple):
    """A job that this worker runs. `lease` identifies the run."""

    id: int
    kind: str
    payload: str
    attempts: int
    lease: str


class JobContext:
    """What a running job gets. `stopping` is set when the worker is about to stop: a long job should end soon, and be continued by its next
    run."""

    def __init__(self, database: Database, settings: Settings, claimed: ClaimedJob, stopping: Event) -> None:
        self.database = database
        self.settings = settings
        self.stopping = stopping
        self._claimed = claimed

    @property
    def attempt(self) -> int:
        """The number of this run, 1 for the first one."""
        return self._claimed.attempts

    def read(self) -> AbstractContextManager[Call]:
        """A read transaction of the system."""
        return self.database.call(SYSTEM, settings=self.settings)

    @contextmanager
    def write(self) -> Iterator[Call]:
        """A write transaction of the system, during which no other worker can take over the job. Raises LeaseLost if one has."""
        with self.database.call(SYSTEM, Access.WRITE, settings=self.settings) as call:
            _update_leased(call.db, self._claimed, run_at=later(call.now, LEASE_SECONDS))
            yield call
        if self.database.sqlite:
            time.sleep(YIELD_SECONDS)


def enqueue(db: Connection, job: Job[Payload], payload: Payload, *, key: str | None = None, run_at: Instant | None = None) -> None:
    """Adds a job in the caller's transaction: it runs soon after the commit, or at `run_at`. Does nothing if a job of this kind with the
    same `key` is waiting. Jobs of a kind with the same key run one after the other."""
    if key is not None:
        lock(db, "job", job.name, key)
        waiting = select(_j.id).where(_j.kind == job.name, _j.key == key, _unfinished, _j.state == WAITING)
        if db.scalar(waiting.limit(1)) is not None:
            return
    _insert(db, job.name, msgspec.json.encode(payload).decode(), key, run_at)


def schedule(db: Connection, kinds: Sequence[Job[Any]]) -> None:
    """Adds the periodic jobs that don't exist yet. Each has one row, which is never finished."""
    lock(db, "periodic jobs")
    rows = db.execute(select(_j.kind, _j.run_at).where(_unfinished, _j.key == _PERIODIC_KEY))
    found: dict[str, Instant] = {row.kind: row.run_at for row in rows}
    for job in kinds:
        if job.every is not None and job.name not in found:
            _insert(db, job.name, "{}", _PERIODIC_KEY, None)
        elif job.every is not None and found[job.name] > (latest := later(clock.now(), job.every)):  # `every` was longer before
            db.execute(update(jobs).where(_unfinished, _j.kind == job.name, _j.state == WAITING).values(run_at=latest))


def _insert(db: Connection, kind: str, payload: str, key: str | None, run_at: Instant | None) -> None:
    now = clock.now()
    values = {"kind": kind, "payload": payload, "key": key, "state": WAITING, "attempts": 0, "run_at": run_at or now, "created_at": now}
    db.execute(insert(jobs).values(values))


def due(db: Connection, kinds: Sequence[Job[Any]]) -> list[ColumnElement[bool]]:
    """The conditions for the jobs of these kinds that a worker may take now, in this order: those whose condition is true come before
    those whose time has come, which may be many. Usually one small query."""
    now = clock.now()
    has_time = (_j.run_at <= now) & in_values(_j.kind, [job.name for job in kinds])
    watched = [job for job in kinds if job.wanted is not None]
    conditions = [job.wanted(db) for job in watched if job.wanted is not None]
    row: Any = db.execute(select(select(_j.id).where(_unfinished, has_time, _is_first).exists(), *conditions)).one()
    wanted = [job.name for job, is_wanted in zip(watched, row[1:], strict=True) if is_wanted]
    is_ready = in_values(_j.kind, wanted) & (_j.state == WAITING) & (_j.attempts == 0)
    has_ready = bool(wanted) and db.scalar(select(_j.id).where(_unfinished, is_ready).limit(1)) is not None
    return [*([is_ready] if has_ready else []), *([has_time] if row[0] else [])]


def claim(db: Connection, conditions: Sequence[ColumnElement[bool]], lease: str) -> ClaimedJob | None:
    """Takes a job that meets one of the conditions of `due`. Call it in a write transaction. None if other workers were faster."""
    values = {"state": RUNNING, "attempts": _j.attempts + 1, "lease_owner": lease, "run_at": later(clock.now(), LEASE_SECONDS)}
    for condition in conditions:
        pick = select(_j.id).where(_unfinished, condition, _is_first).order_by(_j.run_at, _j.id).limit(1)
        taken = update(jobs).where(_j.id.in_(pick.with_for_update(skip_locked=True).scalar_subquery())).values(values)
        row = db.execute(taken.returning(_j.id, _j.kind, _j.payload, _j.attempts)).one_or_none()
        if row:
            return ClaimedJob(*row, lease)
    return None


def renew(db: Connection, leases: Sequence[str]) -> None:
    """Renews leases. Skips those whose jobs are in a write transaction, which renews them itself."""
    mine = select(_j.id).where(_unfinished, in_values(_j.lease_owner, leases)).with_for_update(skip_locked=True)
    db.execute(update(jobs).where(_j.id.in_(mine)).values(run_at=later(clock.now(), LEASE_SECONDS)))


def finish(db: Connection, job: Job[Any], claimed: ClaimedJob, error: str | None = None) -> None:
    """Stores the end of a run, with its error if it failed. Raises LeaseLost."""
    now = clock.now()
    if job.every is not None:
        wait = job.every if error is None else min(job.every, job.retry.wait(claimed.attempts))
        values: dict[str, Any] = {"state": WAITING, "run_at": later(now, wait), "last_error": error}
        values |= {"attempts": 0} if error is None else {}
    elif error is None:
        values = {"state": DONE, "finished_at": now}
    elif claimed.attempts < job.retry.attempts:
        values = {"state": WAITING, "run_at": later(now, job.retry.wait(claimed.attempts)), "last_error": error}
    else:
        values = {"state": FAILED, "finished_at": now, "last_error": error}
    _update_leased(db, claimed, lease_owner=None, **values)


def _update_leased(db: Connection, claimed: ClaimedJob, **values: object) -> None:
    if db.execute(update(jobs).where(_j.id == claimed.id, _j.lease_owner == claimed.lease).values(values)).rowcount == 0:
        raise LeaseLost(f"another worker has taken over the job {claimed.id}")


class JobRow(Struct, frozen=True):
    """A job as administrators see it. `run_at` is the time of its next run; for a running job, when its lease ends."""

    id: int
    kind: str
    key: str | None
    state: str
    attempts: int
    run_at: Instant
    last_error: str | None
    created_at: Instant
    finished_at: Instant | None


def list_all(db: Connection, state: str | None, limit: int) -> list[JobRow]:
    """The jobs in a state, or all: unfinished ones first, then the newest."""
    query = select(*(_j[name] for name in JobRow.__struct_fields__)).order_by(~_unfinished, _j.id.desc()).limit(limit)
    return [JobRow(*row) for row in db.execute(query.where(_j.state == state) if state else query)]


def count_by_state(db: Connection) -> list[tuple[str, str, int]]:
    """The kinds and states of the jobs that are stored, and how many there are of each."""
    return [(kind, state, count) for kind, state, count in db.execute(select(_j.kind, _j.state, func.count()).group_by(_j.kind, _j.state))]


def retry(db: Connection, id: int) -> bool:
    """Makes a job run soon that failed, or that waits after a failure. False if there is no such job."""
    failed = (_j.id == id, (_j.state == FAILED) | ((_j.state == WAITING) & (_j.attempts > 0)))
    values = {"state": WAITING, "attempts": 0, "run_at": clock.now(), "finished_at": None}
    return db.execute(update(jobs).where(*failed).values(values)).rowcount == 1


def _delete_finished(context: JobContext, _: NoPayload) -> None:
    with context.write() as call:
        limit = later(call.now, -context.settings.job_retention_days * clock.SECONDS_PER_DAY)
        call.db.execute(delete(jobs).where(_j.finished_at <= limit))


JOBS: list[Job[Any]] = [Job("jobs.delete_finished", NoPayload, _delete_finished, every=3600)]
