"""Writes backups of the database while it is in use."""

import os
import re
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import BinaryIO

from sqlalchemy import text

from andante import __version__
from andante.kit import clock
from andante.kit.clock import Instant
from andante.kit.database import Database
from andante.kit.settings import Settings, without_secrets
from andante.schema import current_revision
from andante.sql.file_copy import Progress, connect_read_only, copy_database, count_rows_in_file, replace, synchronize
from andante.sql.integrity import count_rows
from andante.sql.private_files import create

from . import archive
from .archive import Engine, Manifest
from .programs import find_program, run

LOCK_MILLISECONDS = 60_000
"""How long pg_dump waits for a migration that holds a table."""

ABANDONED_SECONDS = 24 * 3600
"""An unfinished backup that is older was left behind by a process that was killed."""

PRIVATE_FOLDER = ".andante-backup-"
"""The beginning of the name of a folder with an uncompressed copy."""

_OWN_NAME = re.compile(r"andante-\d{4}-\d\d-\d\dT\d{4}Z\.tar\.gz")
_UNFINISHED_NAME = re.compile(rf"{_OWN_NAME.pattern}\.part|{re.escape(PRIVATE_FOLDER)}\w+")
_extensions = text("SELECT extname FROM pg_extension WHERE extname = 'btree_gist'")  # its operators are used by a constraint
_revision = text("SELECT version_num FROM alembic_version")


class BackupFailed(ValueError):
    """No backup was made. The message is for an administrator."""


def file_name(now: Instant) -> str:
    """The name of a backup in a directory, like `andante-2026-11-27T0300Z.tar.gz`. Sorting the names sorts by time."""
    return f"andante-{datetime.fromisoformat(now):%Y-%m-%dT%H%M}Z.tar.gz"


def back_up_to_file(database: Database, settings: Settings, path: Path, progress: Progress | None = None) -> Manifest:
    """Writes a backup that only its owner can read. The file appears under its name when it is complete and on the disk."""
    unfinished = Path(f"{path}.part")
    unfinished.unlink(missing_ok=True)
    create(str(unfinished))
    try:
        with unfinished.open("wb") as target:
            manifest = back_up(database, settings, target, path.parent, progress)
        synchronize(unfinished)
        replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
    return manifest


def back_up(database: Database, settings: Settings, target: BinaryIO, folder: Path, progress: Progress | None = None) -> Manifest:
    """Writes a backup to a stream. Needs space for an uncompressed copy in `folder`: the size and checksum of the database come before it.
    Raises BackupFailed, or ProgramFailed."""
    if current_revision(database) is None:
        raise BackupFailed("The database is empty. No backup was made.")
    engine: Engine = "sqlite" if database.sqlite else "postgresql"
    with TemporaryDirectory(prefix=PRIVATE_FOLDER, dir=folder) as private:
        copy = Path(private) / archive.NAMES[engine]
        created = clock.now()
        revision, rows = (_copy_sqlite if database.sqlite else _dump_postgresql)(database, copy, progress)
        manifest = Manifest(
            version=__version__,
            revision=revision,
            engine=engine,
            created=created,
            members=[archive.describe(copy, copy.name)],
            rows=rows,
            settings=without_secrets(settings),
        )
        archive.write(target, manifest, copy, progress)
    return manifest


def _copy_sqlite(database: Database, copy: Path, progress: Progress | None) -> tuple[str, dict[str, int]]:
    copy_database(Path(str(database.url.database)), copy, progress)
    with closing(connect_read_only(copy)) as db:  # `Database` would turn it into a file with a WAL
        (problem,) = db.execute("PRAGMA quick_check(1)").fetchone()
        if problem != "ok":
            raise BackupFailed(f"The database is damaged ({problem}). No backup was made, and none was deleted. Run: andante admin doctor")
        (revision,) = db.execute(str(_revision)).fetchone()
        return revision, count_rows_in_file(db)


def _dump_postgresql(database: Database, copy: Path, _: Progress | None) -> tuple[str, dict[str, int]]:
    """The rows are counted in the snapshot that is dumped."""
    with database.snapshot() as db:
        snapshot = db.scalar(text("SELECT pg_export_snapshot()"))
        schema = db.scalar(text("SELECT quote_ident(current_schema())"))
        extensions = (f"--extension={name}" for name in db.scalars(_extensions))
        format = ("--format=custom", "--compress=0", "--no-owner", "--no-privileges", "--no-comments")
        options = (f"--snapshot={snapshot}", f"--schema={schema}", *extensions, f"--lock-wait-timeout={LOCK_MILLISECONDS}")
        with copy.open("wb") as output:
            run(find_program("pg_dump", db), database.url, *format, *options, output=output)
        return str(db.scalar(_revision)), count_rows(db)


def verify(path: Path, progress: Progress | None = None) -> None:
    """Reads a backup and compares its checksums. Raises UnusableArchive."""
    with path.open("rb") as source, archive.read(source) as opened, open(os.devnull, "wb") as nowhere:
        opened.extract(nowhere, progress)


def remove_old(folder: Path, keep: int) -> list[Path]:
    """Deletes all but the newest backups of a folder, and the remains of backups that were killed. Other files stay. Returns the deleted
    backups."""
    for abandoned in folder.iterdir():
        if _UNFINISHED_NAME.fullmatch(abandoned.name) and _is_old(abandoned):
            rmtree(abandoned) if abandoned.is_dir() else abandoned.unlink()
    backups = sorted(path for path in folder.iterdir() if _OWN_NAME.fullmatch(path.name) and path.is_file())
    for path in backups[:-keep]:
        path.unlink()
    return backups[:-keep]


def _is_old(path: Path) -> bool:
    changed = clock.instant(datetime.fromtimestamp(path.lstat().st_mtime, UTC))
    return changed < clock.later(clock.now(), -ABANDONED_SECONDS)
