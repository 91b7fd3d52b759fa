"""Template databases, which are created once and then copied, because migrating a new database takes longer than most tests."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from andante import __version__
from andante.demo import story
from andante.kit import clock
from andante.kit.call import SYSTEM
from andante.kit.database import Access, Database
from andante.schema import head_revision, migrate
from andante.sql.write_lock import write_lock

TIMEOUT_SECONDS = 300
"""How long a process waits while another one creates the same database."""


def empty(folder: Path) -> Path:
    """The path of a migrated, empty database in `folder`."""
    return _template(folder, "empty", f"{__version__}-{head_revision()}", migrate)


def demo(folder: Path) -> Path:
    """The path of a database with the example company as of today."""
    return _template(folder, "demo", f"{__version__}-{head_revision()}-{clock.today(clock.now(), 'UTC')}", _fill_demo)


def copy(template: Path, target: Path) -> Database:
    shutil.copyfile(template, target)
    return Database(f"sqlite:///{target}")


def _fill_demo(database: Database) -> None:
    migrate(database)
    with database.call(SYSTEM, Access.WRITE) as call:
        story.fill(call)


def _template(folder: Path, kind: str, version: str, fill: Callable[[Database], object]) -> Path:
    """The template of a kind and version. Creates it if it doesn't exist, and deletes older versions. If several processes need
    it at the same time, only one creates it."""
    template = folder / f"{kind}-{version}.db"
    with write_lock(str(folder / f"{kind}-queue"), TIMEOUT_SECONDS):
        if not template.exists():
            unfinished = folder / f"{kind}-unfinished.db"
            unfinished.unlink(missing_ok=True)
            _create(unfinished, fill)
            for old in folder.glob(f"{kind}-*.db"):
                if old != unfinished:
                    old.unlink()
            os.replace(unfinished, template)
    return template


def _create(path: Path, fill: Callable[[Database], object]) -> None:
    database = Database(f"sqlite:///{path}")
    fill(database)
    database.close()  # the last connection writes the whole WAL into the file
