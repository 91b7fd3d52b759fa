"""Finds out whether a database can be written, for readiness checks: is it intact, and is there space?"""

import os
import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, text

from .dialects import on_sqlite

VALID_SECONDS = 5
"""How long a good result is valid."""

FREE_BYTES = 256 * 1024
"""This much must fit on the disk: some commits."""

_tables = "SELECT name, sql LIKE '%WITHOUT ROWID%' FROM sqlite_master WHERE type = 'table'"
_ends = 'SELECT (SELECT min(rowid) FROM "{0}"), (SELECT max(rowid) FROM "{0}")'
_beginning = 'SELECT * FROM "{0}" LIMIT 1'


class FileHealth:
    """The state of an SQLite file."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._valid_until = 0.0
        self._suspects_damage = False

    def suspect_damage(self) -> None:
        """A query found damage: the next checks read the whole file, until it is intact."""
        self._suspects_damage = True
        self._valid_until = 0.0

    def check(self) -> None:
        """Raises an OSError or sqlite3.Error if the file is damaged or the disk is full. Takes about a millisecond."""
        if time.monotonic() < self._valid_until:
            return
        self._check_space()
        self._check_content()
        self._valid_until = time.monotonic() + VALID_SECONDS

    def _check_space(self) -> None:
        try:
            with tempfile.TemporaryFile(dir=os.path.dirname(self._path) or ".", buffering=0) as file:
                file.write(bytes(FREE_BYTES))
        except OSError as error:
            raise OSError(error.errno, error.strerror, self._path) from error

    def _check_content(self) -> None:
        """Reads the schema and the first and last row of each table; everything if damage is suspected. Uses a new connection, because
        an open one has pages in its memory."""
        with closing(sqlite3.connect(f"{Path(self._path).absolute().as_uri()}?mode=ro", uri=True)) as db:
            for table, without_rowid in db.execute(_tables).fetchall():
                db.execute((_beginning if without_rowid else _ends).format(table)).fetchone()
            if self._suspects_damage:
                self._check_everything(db)

    def _check_everything(self, db: sqlite3.Connection) -> None:
        (problem,) = db.execute("PRAGMA quick_check(1)").fetchone()
        if problem != "ok":
            error = sqlite3.DatabaseError(problem)
            error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
            raise error
        self._suspects_damage = False


def database_bytes(db: Connection) -> int:
    """The size of the database, without the write-ahead log."""
    of_sqlite = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
    return int(db.scalar(text(of_sqlite if on_sqlite(db) else "SELECT pg_database_size(current_database())")) or 0)


def is_read_only(db: Connection) -> bool:
    """Whether PostgreSQL refuses writes, for example because the server is a standby. A query of any kind on SQLite."""
    query = "SELECT 'off'" if on_sqlite(db) else "SHOW transaction_read_only"
    return bool(db.scalar(text(query)) == "on")
