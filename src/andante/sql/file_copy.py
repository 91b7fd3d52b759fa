"""Copies an SQLite database while other processes use it."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from . import private_files

PAGES = 1024
"""How many pages are copied before progress is reported: 4 MB."""

Progress = Callable[[int, int], None]
"""Called with the bytes that are done, and their total number."""


def connect_read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)


def copy_database(source: Path, target: Path, progress: Progress | None = None) -> None:
    """Copies the committed state of a database to a new file, which only its owner can read, and waits until it is on the disk.

    All pages come from one snapshot. Without one, SQLite would start again after each write of another process. Writers don't wait: only
    the WAL grows until the copy is complete.
    """
    target.unlink(missing_ok=True)
    private_files.create(str(target))
    with closing(connect_read_only(source)) as original, closing(sqlite3.connect(target, isolation_level=None)) as copy:
        copy.execute("PRAGMA synchronous = OFF")  # the file is synchronized once, at the end
        original.execute("BEGIN")
        original.execute("SELECT count(*) FROM sqlite_master").fetchone()
        (page_size,) = original.execute("PRAGMA page_size").fetchone()

        def report(_: int, remaining: int, total: int) -> None:
            if progress:
                progress((total - remaining) * page_size, total * page_size)

        original.backup(copy, pages=PAGES, progress=report)
        make_single_file(copy)
    synchronize(target)


def make_single_file(db: sqlite3.Connection) -> None:
    """Writes the WAL into the database and deletes it. Raises sqlite3.OperationalError if another connection is open."""
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    (mode,) = db.execute("PRAGMA journal_mode = DELETE").fetchone()
    if mode != "delete":
        raise sqlite3.OperationalError("database is locked")


def count_rows_in_file(db: sqlite3.Connection) -> dict[str, int]:
    """The number of rows of each table. Leaves the file as it is."""
    names = db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name").fetchall()
    return {name: db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in names}  # noqa: S608


def size_with_wal(path: Path) -> int:
    """The size of a database and of its WAL, in bytes."""
    return sum(file.stat().st_size for file in (path, Path(f"{path}-wal")) if file.exists())


def synchronize(path: Path) -> None:
    """Waits until a file, or the names in a directory, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace(source: Path, target: Path) -> None:
    """Renames a complete file, and waits until its new name is on the disk."""
    os.replace(source, target)
    synchronize(target.parent)
