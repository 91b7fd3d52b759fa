"""Lists the tables of all areas, and migrates a database from any older schema to the newest one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Table, inspect

from andante.accounts import area as accounts
from andante.directory import area as directory
from andante.identity import area as identity
from andante.kit import changes, idempotency
from andante.kit.database import Database
from andante.kit.db import lock, metadata
from andante.organization import area as organization
from andante.planning import area as planning
from andante.schedules import area as schedules
from andante.servlets import area as servlets
from andante.sql import commit_order
from andante.sql.problems import VARIABLE, UnusableDatabase
from andante.sync import area as sync
from andante.timekeeping import area as timekeeping

__all__ = ["TABLES", "continue_after_restore", "current_revision", "head_revision", "metadata", "migrate"]

AREAS = (directory, organization, accounts, schedules, identity, timekeeping, planning, servlets, sync)

TABLES: list[Table] = [changes.changes, idempotency.keys, *(table for area in AREAS for table in area.TABLES)]
"""All tables, in the order of the areas."""

OWN_TABLES = {"global_configuration", "worklogs", "worklog_attribute_values"}
"""Tables that every revision has. A database with other tables but not these belongs to another program."""


def migrate(database: Database) -> None:
    """Migrates the database to the newest schema, in one transaction. Call it at every start; several processes may do so at the same
    time."""
    if current_revision(database) != head_revision():
        with schema_transaction(database) as db:
            lock(db, "migrate")
            command.upgrade(_config(db), "head")
    continue_after_restore(database)


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
    head = ScriptDirectory.from_config(_config(None)).get_current_head()
    assert head is not None
    return head


def current_revision(database: Database) -> str | None:
    """The revision of the database's schema. None if the database is empty. Raises UnusableDatabase if it belongs to another program
    or to a newer version of Andante."""
    with database.read() as db:
        found = "".join(MigrationContext.configure(db).get_current_heads()) or None
        if found == head_revision():
            return found
        tables = set(inspect(db).get_table_names()) - {"alembic_version"}
    if not tables:
        return None
    if found is None or not tables >= OWN_TABLES:
        raise UnusableDatabase(
            f"The database contains tables of another program: {_listed(tables)}. Create an empty database, or correct {VARIABLE}."
        )
    if found not in {script.revision for script in ScriptDirectory.from_config(_config(None)).walk_revisions()}:
        raise UnusableDatabase(
            f"The database has the schema {found} of a newer version. Update Andante, or restore a backup from before the update."
        )
    return found


def _listed(tables: set[str]) -> str:
    """The first names in alphabetical order."""
    names = sorted(tables)
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _config(db: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = db
    return config
