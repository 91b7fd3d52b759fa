"""Checks the database as a whole: damage, references, counters and the change log. Checks of single areas are in their `checks.py`."""

from collections.abc import Iterator

from sqlalchemy import Connection, func, select, text

from andante.kit import changes, clock, jobs
from andante.kit.checks import Check, State, rows_of
from andante.kit.clock import Instant
from andante.kit.database import CLOCK_TOLERANCE_SECONDS
from andante.kit.db import on_sqlite
from andante.schema import AREAS, TABLES
from andante.sql import commit_order
from andante.sql.counters import last_id
from andante.sql.integrity import damage, dangling_references

RESTORE = "Stop the server, and restore a backup: andante admin restore"
MAX_DIFFERENCE_SECONDS = 5
"""Between the clocks of this machine and of PostgreSQL."""

MAX_DELAY_SECONDS = 600
"""How long a job may wait for a worker."""

_j = jobs.jobs.c
_failed_jobs = select(_j.id, _j.kind, _j.last_error).where(_j.state == jobs.FAILED).order_by(_j.id.desc())
_server_time = text("SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')")


def _references(db: Connection) -> list[str]:
    return dangling_references(db, TABLES)


def _counters(db: Connection) -> Iterator[str]:
    """Tables in which the next generated id is already used. Their counters were not restored with the rows."""
    for table in TABLES:
        column = table.autoincrement_column
        highest = None if column is None else db.scalar(select(func.max(column)))
        last = last_id(db, table)
        if highest is not None and highest > last:
            yield f"the next id of {table.name} is {last + 1}, and {highest} is used"


def _order(db: Connection) -> Iterator[str]:
    if commit_order.is_behind(db, changes.changes.c.transaction_id):
        yield "new changes would come before existing ones"


def _overdue_jobs(db: Connection) -> Iterator[str]:
    """Jobs that no worker takes, and jobs whose worker died without another one taking over."""
    limit = clock.later(clock.now(), -MAX_DELAY_SECONDS)
    query = select(_j.id, _j.kind, _j.run_at).where(_j.finished_at.is_(None), _j.run_at < limit).order_by(_j.run_at, _j.id)
    return (f"job {id} ({kind}) should have run at {run_at}" for id, kind, run_at in db.execute(query))


def _clock(db: Connection) -> Iterator[str]:
    now = clock.now()
    latest = changes.latest_time(db)
    if latest > clock.later(now, CLOCK_TOLERANCE_SECONDS):
        yield f"the clock is {clock.seconds_between(now, latest):,} seconds behind the newest change ({latest})"
    if not on_sqlite(db):
        difference = abs(clock.seconds_between(now, Instant(str(db.scalar(_server_time)))))
        if difference > MAX_DIFFERENCE_SECONDS:
            yield f"the clock of PostgreSQL differs by {difference:,} seconds"


CHECKS = [
    Check("Integrity", damage, RESTORE),
    Check("Foreign keys", _references, RESTORE),
    Check("Generated ids", _counters, "Restore a backup with andante admin restore, which restores the counters too."),
    Check("Order of the change log", _order, "Run: andante admin migrate"),
    Check("Waiting jobs", _overdue_jobs, "Start the server, or a worker: andante admin worker"),
    Check(
        "Failed jobs",
        rows_of(_failed_jobs, lambda row: f"job {row.id} ({row.kind}) failed: {row.last_error}"),
        "Remove the cause, and run: andante admin jobs retry ID",
        State.WARNING,
    ),
    Check("Clock", _clock, "Set the clock, and keep it synchronized (NTP)."),
]

AREA_CHECKS: list[Check] = [check for area in AREAS for check in getattr(area, "CHECKS", [])]
