"""The schema as a whole: every domain's tables, and the way from any older state to the newest."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from .accesscontrol import store as accesscontrol
from .accounts import store as accounts
from .answers import store as answers
from .attributes import store as attributes
from .auth import store as auth
from .configuration import store as configuration
from .customers import store as customers
from .flexplans import store as flexplans
from .holidays import store as holidays
from .issues import store as issues
from .kit import changes
from .kit.db import Database, metadata, queue_for
from .mirrors import store as mirrors
from .oauth import store as oauth
from .people import store as people
from .periods import store as periods
from .permissions import store as permissions
from .plans import store as plans
from .projects import store as projects
from .resources import store as resources
from .roles import store as roles
from .signin import store as signin
from .teamlinks import store as teamlinks
from .teams import store as teams
from .timesheets import store as timesheets
from .workload import store as workload
from .worklogs import store as worklogs

__all__ = ["metadata", "migrate", "newest", "present"]

STORES = (
    accesscontrol,
    accounts,
    answers,
    attributes,
    auth,
    changes,
    configuration,
    customers,
    flexplans,
    holidays,
    issues,
    mirrors,
    oauth,
    people,
    periods,
    permissions,
    projects,
    plans,
    resources,
    roles,
    signin,
    teamlinks,
    teams,
    timesheets,
    workload,
    worklogs,
)
"""Named, so that their tables are known to `metadata`."""


def migrate(database: Database) -> None:
    """Brings the database to the newest state, in one transaction. Safe to call at every start, by many at once."""
    if present(database) == newest():
        return
    with restructure(database) as db:
        queue_for(db, "migrate")
        command.upgrade(_config(db), "head")


@contextmanager
def restructure(database: Database) -> Iterator[Connection]:
    """A transaction that changes the schema. SQLite changes a table by dropping it and building it anew, which must not
    touch the rows that refer to it: their references are not held meanwhile, and all checked before the commit."""
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
                assert not dangling, f"rows refer to what is not there: {dangling[:20]}"
        finally:
            driver.execute("PRAGMA foreign_keys=ON")


def newest() -> str:
    head = ScriptDirectory.from_config(_config(None)).get_current_head()
    assert head is not None
    return head


def present(database: Database) -> str | None:
    """The revision that the database is in; None where it is empty."""
    with database.read() as db:
        return MigrationContext.configure(db).get_current_revision()


def _config(db: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = db
    return config
