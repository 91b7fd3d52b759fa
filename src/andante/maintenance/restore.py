"""Restores a backup into an empty database. It becomes visible when it is complete, or not at all."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from andante.kit.database import MAX_WAIT_SECONDS, Database
from andante.schema import TABLES, migrate, revisions
from andante.sql.file_copy import Progress, connect_read_only, count_rows_in_file, make_single_file, replace, synchronize
from andante.sql.integrity import count_rows, damage, dangling_references, table_names
from andante.sql.private_files import create
from andante.sql.write_lock import write_lock

from . import archive
from .archive import Archive, Manifest, UnusableArchive
from .programs import find_program, list_dump, run

PRODUCTS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
SUFFIXES = ("", "-wal", "-shm", "-journal", "-queue")
"""The endings of the files of an SQLite database."""
_SCHEMA = re.compile(r"^\d+; \d+ \d+ SCHEMA - .*$", re.MULTILINE)
"""The line for `CREATE SCHEMA public` in the contents of a dump. Every database has this schema already."""


class RestoreRefused(ValueError):
    """The backup can't be restored into this database. The message is for an administrator."""


def restore(database: Database, source: BinaryIO, progress: Progress | None = None) -> Manifest:
    """Restores a backup from a stream. The database must have no tables. On SQLite, `database` can't be used afterwards.

    Everything is checked before the database is changed. Raises RestoreRefused, UnusableArchive or ProgramFailed.
    """
    _require_empty(database)
    with archive.read(source) as opened:
        _check(opened.manifest, database)
        (_restore_sqlite if database.sqlite else _restore_postgresql)(database, opened, progress)
        return opened.manifest


def _require_empty(database: Database) -> None:
    with database.read() as db:
        found = table_names(db)
    if found:
        more = f" and {len(found) - 3} more" if len(found) > 3 else ""
        raise RestoreRefused(f"The database is not empty: it has the tables {', '.join(found[:3])}{more}. Restore into a new database.")


def _check(manifest: Manifest, database: Database) -> None:
    engine = "sqlite" if database.sqlite else "postgresql"
    if manifest.engine != engine:
        raise RestoreRefused(
            f"This is a backup of {PRODUCTS[manifest.engine]}, and the database is {PRODUCTS[engine]}. "
            "To move to another kind of database, use an archive: andante admin archive export"
        )
    if manifest.revision not in revisions():
        raise RestoreRefused(
            f"The backup has the schema {manifest.revision} of the newer version {manifest.version}. Update Andante before you restore it."
        )


def _restore_sqlite(database: Database, opened: Archive, progress: Progress | None) -> None:
    """Prepares the file next to the database, and renames it when it is complete. The lock keeps other restores away."""
    target = Path(str(database.url.database))
    with write_lock(f"{target}-queue", MAX_WAIT_SECONDS), _unfinished_file(target) as prepared:
        _extract(opened, prepared, progress)
        with closing(connect_read_only(prepared)) as db:
            _compare_rows(opened.manifest, count_rows_in_file(db))
        with closing(Database(f"sqlite:///{prepared}")) as copy:
            migrate(copy, keep_copy=False)
            _require_intact(copy)
        with closing(sqlite3.connect(prepared, isolation_level=None)) as db:
            make_single_file(db)
        synchronize(prepared)
        _put_in_place(database, prepared, target)


@contextmanager
def _unfinished_file(target: Path) -> Iterator[Path]:
    path = Path(f"{target}.restoring")
    _remove(path)  # from a restore that was killed
    try:
        yield path
    finally:
        _remove(path)


def _remove(path: Path) -> None:
    for suffix in SUFFIXES:
        Path(f"{path}{suffix}").unlink(missing_ok=True)


def _put_in_place(database: Database, prepared: Path, target: Path) -> None:
    """Renames the file. The WAL of the empty database must not stay: SQLite would apply it to the restored one."""
    _require_empty(database)
    database.close()
    try:
        with closing(sqlite3.connect(target, isolation_level=None)) as db:
            make_single_file(db)
    except sqlite3.OperationalError:
        raise RestoreRefused(f"{target} is in use by another program. Stop it, and try again.") from None
    replace(prepared, target)


def _restore_postgresql(database: Database, opened: Archive, progress: Progress | None) -> None:
    """pg_restore does everything in one transaction, which also fails if someone else creates a table meanwhile. It builds the indexes and
    checks the foreign keys."""
    with TemporaryDirectory(prefix="andante-restore-") as private:
        dump = Path(private) / archive.NAMES["postgresql"]
        _extract(opened, dump, progress)
        with database.read() as db:
            program = find_program("pg_restore", db)
        contents = dump.with_suffix(".list")
        contents.write_text(_SCHEMA.sub("", list_dump(program, dump)))
        options = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "--no-comments", f"--use-list={contents}")
        run(program, database.url, *options, str(dump))
    with database.read() as db:
        _compare_rows(opened.manifest, count_rows(db))
    migrate(database)


def _extract(opened: Archive, path: Path, progress: Progress | None) -> None:
    create(str(path))
    with path.open("wb") as file:
        opened.extract(file, progress)


def _compare_rows(manifest: Manifest, found: dict[str, int]) -> None:
    different = sorted(name for name in manifest.rows.keys() | found.keys() if manifest.rows.get(name) != found.get(name))
    if different:
        raise UnusableArchive(f"The backup is damaged: it has other rows than its manifest states in {', '.join(different)}.")


def _require_intact(database: Database) -> None:
    with database.snapshot() as db:
        if found := [*damage(db), *dangling_references(db, TABLES)]:
            raise UnusableArchive(f"The backup is damaged: {'; '.join(found[:3])}.")
