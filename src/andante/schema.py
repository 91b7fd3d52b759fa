"""Lists the tables of all areas, and migrates a database from any older schema to the newest one."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from glob import escape
from pathlib import Path
from shutil import disk_usage
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, column, inspect, select, table

from andante.accounts import area as accounts
from andante.activity import area as activity
from andante.directory import area as directory
from andante.identity import area as identity
from andante.kit import changes, idempotency, jobs
from andante.kit.database import Database
from andante.kit.db import lock, metadata
from andante.mail import area as mail
from andante.onboarding import area as onboarding
from andante.organization import area as organization
from andante.planning import area as planning
from andante.schedules import area as schedules
from andante.servlets import area as servlets
from andante.sql import commit_order
from andante.sql.file_copy import copy_database, replace, size_with_wal
from andante.sql.problems import VARIABLE, UnusableDatabase
from andante.sync import area as sync
from andante.timekeeping import area as timekeeping

if TYPE_CHECKING:
    from alembic.config import Config

__all__ = ["AREAS", "TABLES", "continue_after_restore", "current_revision", "head_revision", "metadata", "migrate", "revisions"]

AREAS = (directory, mail, organization, accounts, schedules, identity, timekeeping, planning, activity, servlets, onboarding, sync)

TABLES: list[Table] = [changes.changes, idempotency.keys, jobs.jobs, *(table for area in AREAS for table in area.TABLES)]
"""All tables, in the order of the areas."""

MIGRATIONS = Path(__file__).parent / "migrations"

OWN_TABLES = {"global_configuration", "worklogs", "worklog_attribute_values"}
"""Tables that every revision has. A database with other tables but not these belongs to another program."""

MARGIN_BYTES = 16 * 1024 * 1024
"""This much must stay free on the disk next to the copy of a database: for the migration itself."""


def migrate(database: Database, *, keep_copy: bool = True) -> Path | None:
    """Migrates the database to the newest schema, in one transaction. Call it at every start; several processes may do so at the same
    time. An SQLite database with data is copied first, unless `keep_copy` is False. Returns the path of the copy."""
    copy = None
    if current_revision(database) != head_revision():
        with schema_transaction(database) as db:
            lock(db, "migrate")
            if keep_copy and database.sqlite and _revision(db) not in (None, head_revision()):
                copy = _copy_before_migration(Path(str(database.url.database)))
            _upgrade(db)
    continue_after_restore(database)
    return copy


def _copy_before_migration(database: Path) -> Path:
    """Copies the database to `andante.db.before-0024.backup`, where 0024 is the newest revision, and deletes older copies. The transaction
    of the migration is open, so no one writes between the copy and the migration. Raises UnusableDatabase if there is no space."""
    copy = database.with_name(f"{database.name}.before-{head_revision()}.backup")
    needed, free = size_with_wal(database) + MARGIN_BYTES, disk_usage(database.absolute().parent).free
    if free < needed:
        raise UnusableDatabase(
            f"The database must be migrated, and there is no space to copy it first: {needed // 10**6} MB are needed next to {database}, "
            f"{free // 10**6} MB are free. Free some space, or run: andante admin migrate --no-backup"
        )
    unfinished = Path(f"{copy}.part")
    copy_database(database, unfinished)
    replace(unfinished, copy)
    for older in database.absolute().parent.glob(f"{escape(database.name)}.before-*.backup"):
        if older.name != copy.name:
            older.unlink()
    return copy


def continue_after_restore(database: Database) -> None:
    """Makes new changes sort after existing ones, if the database was restored from a dump of another PostgreSQL installation. Call it
    at every start."""
    with database.read() as db:
        if not commit_order.is_behind(db, changes.changes.c.transaction_id):
            return
    with database.write() as db:
        lock(db, "commit order")
        if commit_order.is_behind(db, changes.changes.c.transaction_id):
            commit_order.catch_up(db, changes.changes.c.transaction_id)


@contextmanager
def schema_transaction(database: Database) -> Iterator[Connection]:
    """A transaction that changes the schema. On SQLite, migrations change a table by dropping and re-creating it. This must not affect
    rows that refer to it, so foreign keys are off during the transaction, and are checked before the commit."""
    if not database.sqlite:
        with database.write() as db:
            yield db
        return
    with database.engine.connect() as db:
        driver: Any = db.connection.driver_connection
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            driver.execute("BEGIN IMMEDIATE")
            with db.begin():
                yield db
                dangling = driver.execute("PRAGMA foreign_key_check").fetchall()
                assert not dangling, f"rows refer to missing rows: {dangling[:20]}"
        finally:
            driver.execute("PRAGMA foreign_keys=ON")


def head_revision() -> str:
    """The newest revision of the schema."""
    return max(revisions())


def current_revision(database: Database) -> str | None:
    """The revision of the database's schema. None if the database is empty. Raises UnusableDatabase if it belongs to another program
    or to a newer version of Andante."""
    with database.read() as db:
        found = _revision(db)
        if found == head_revision():
            return found
        tables = set(inspect(db).get_table_names()) - {"alembic_version"}
    if not tables:
        return None
    if found is None or not tables >= OWN_TABLES:
        raise UnusableDatabase(
            f"The database contains tables of another program: {_listed(tables)}. Create an empty database, or correct {VARIABLE}."
        )
    if found not in revisions():
        raise UnusableDatabase(
            f"The database has the schema {found} of a newer version. Update Andante, or restore a backup from before the update."
        )
    return found


@cache
def revisions() -> frozenset[str]:
    """The revisions that this version knows: `0024` is in the file `0024_worker.py`. Alembic would load every migration to find them, so
    only migrations import it."""
    return frozenset(file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*_*.py"))


def _revision(db: Connection) -> str | None:
    if not inspect(db).has_table("alembic_version"):
        return None
    return db.scalar(select(column("version_num")).select_from(table("alembic_version")))


def _upgrade(db: Connection) -> None:
    from alembic import command

    command.upgrade(_config(db), "head")


def _config(db: Connection | None) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = db
    return config


def _listed(tables: set[str]) -> str:
    """The first names in alphabetical order."""
    names = sorted(tables)
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
