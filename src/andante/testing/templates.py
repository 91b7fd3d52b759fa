"""Databases that are made once and copied ever after: to migrate one anew takes longer than many a test."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from andante import __version__
from andante.demo.story import fill
from andante.kit import clock
from andante.kit.call import SYSTEM
from andante.kit.database import Access, Database
from andante.schema import migrate, newest
from andante.sql.write_lock import write_lock

TIMEOUT_SECONDS = 300
"""How long one process waits for another one that makes the same database."""


def empty(folder: Path) -> Path:
    """A migrated database in `folder` with nothing in it."""
    return _kept(folder, "empty", f"{__version__}-{newest()}", migrate)


def demo(folder: Path) -> Path:
    """One with the company of `andante demo` in it, as it is today: its last worklogs are of yesterday."""
    return _kept(folder, "demo", f"{__version__}-{newest()}-{clock.today(clock.now(), 'UTC')}", _tell)


def copied(template: Path, target: Path) -> Database:
    shutil.copyfile(template, target)
    return Database(f"sqlite:///{target}")


def _tell(database: Database) -> None:
    migrate(database)
    with database.call(SYSTEM, Access.WRITE) as call:
        fill(call)


def _kept(folder: Path, kind: str, state: str, make: Callable[[Database], None]) -> Path:
    """The template of this kind, made where it is not there in this state; those of older states are thrown away. Of many
    processes that want it at once, one makes it."""
    wanted = folder / f"{kind}-{state}.db"
    with write_lock(str(folder / f"{kind}-queue"), TIMEOUT_SECONDS):
        if not wanted.exists():
            unfinished = folder / f"{kind}-unfinished.db"
            unfinished.unlink(missing_ok=True)
            _make(unfinished, make)
            for old in folder.glob(f"{kind}-*.db"):
                if old != unfinished:
                    old.unlink()
            os.replace(unfinished, wanted)
    return wanted


def _make(path: Path, make: Callable[[Database], None]) -> None:
    database = Database(f"sqlite:///{path}")
    make(database)
    database.close()  # the last one out puts all of the WAL into the file
