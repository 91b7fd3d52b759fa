"""A database of each revision of the schema, with data in every table.

The databases grow from one: it is migrated one revision at a time, and each new table gets rows. So all of them have the same data, as
far as their tables exist.
"""

import shutil
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path

import psycopg
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from andante import schema
from andante.kit.database import Database
from tests.cast import stopped_clock

from .generated_rows import fill

REVISIONS = sorted(script.revision for script in ScriptDirectory.from_config(schema._config(None)).walk_revisions())


class History(ABC):
    """`tables`: the names of the tables at each revision."""

    def __init__(self) -> None:
        self.tables: dict[str, set[str]] = {}

    @abstractmethod
    def keep(self, url: str, revision: str) -> None:
        """Keeps the state of a database as that of a revision."""

    @abstractmethod
    def copy(self, revision: str) -> str:
        """The URL of a new copy of the database at a revision."""

    def grow(self, url: str) -> None:
        known: set[str] = set()
        with stopped_clock():
            for revision in REVISIONS:
                with closing(Database(url)) as database, schema.schema_transaction(database) as db:
                    command.upgrade(schema._config(db), revision)
                    self.tables[revision] = set(inspect(db).get_table_names()) - {"alembic_version"}
                    if added := self.tables[revision] - known:
                        fill(db, added)
                    known |= added
                self.keep(url, revision)


class SqliteHistory(History):
    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder, self._numbers = folder, count(1)
        self.grow(f"sqlite:///{folder / 'growing.db'}")

    def keep(self, url: str, revision: str) -> None:
        shutil.copyfile(url.removeprefix("sqlite:///"), self._folder / f"{revision}.db")

    def copy(self, revision: str) -> str:
        target = self._folder / f"copy-{next(self._numbers)}.db"
        shutil.copyfile(self._folder / f"{revision}.db", target)
        return f"sqlite:///{target}"


class PostgresqlHistory(History):
    def __init__(self, server: str) -> None:
        super().__init__()
        self._server, self._numbers = server, count(1)
        self._admin = psycopg.connect(server.replace("+psycopg", ""), autocommit=True)
        self._created: list[str] = []
        self.grow(self._create("growing", "template1"))

    def keep(self, url: str, revision: str) -> None:
        self._create(f"at_{revision}", "growing")

    def copy(self, revision: str) -> str:
        return self._create(f"upgraded_{next(self._numbers)}", f"at_{revision}")

    def _create(self, name: str, template: str) -> str:
        self._admin.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy".encode())
        self._created.append(name)
        return self._server.replace("/postgres?", f"/{name}?")

    def close(self) -> None:
        for name in self._created:
            self._admin.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
        self._admin.close()


@contextmanager
def history_on_postgresql(server: str) -> Iterator[History]:
    with closing(PostgresqlHistory(server)) as history:
        yield history
