"""The databases of the tests: templates, copies of them, and one database per engine that tests share.

Creating a database, an application and its connections takes longer than most tests. So each process has one of each per
engine, and restores the data after every test (`SharedServer`). A test marked `own_database` gets a new one.
"""

import shutil
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, cast
from wsgiref.types import WSGIApplication

import psycopg
import pytest

from andante import schema
from andante.app import application
from andante.kit.database import Database
from andante.kit.settings import Settings
from andante.kit.workers import Worker
from andante.sql.private_files import MODE
from andante.worker import JOBS

from .cast import create_company, stopped_clock

sqlite_only = pytest.mark.parametrize("template", ["sqlite"], indirect=True)
"""Runs a test on SQLite only. Allowed if another test runs all its statements on both engines, so that a run on PostgreSQL
couldn't find more faults: for command lines that are parsed and refused, pages with fixed content, and requests that are refused
before they reach a domain. Not allowed for anything else that reads or writes data."""

LOCK_SECONDS = 2
"""How long a restore waits for a transaction that a test left open, before the database is replaced."""

MAX_ROWS = 2000
"""If a test leaves more rows than this in a table on PostgreSQL, the database is replaced: deleted rows would slow down later
tests."""


class Restorer(ABC):
    """Restores a database to the state of its template."""

    @abstractmethod
    def restore(self) -> bool:
        """Restores all rows and counters. False if the database can't be used again, because its schema was changed or a
        transaction is still open."""

    @abstractmethod
    def close(self) -> None: ...


class Template(ABC):
    """A database with users and issues, which is copied."""

    def __init__(self, url: str) -> None:
        self.url = url
        with stopped_clock():
            database = Database(url)
            schema.migrate(database)
            with database.write() as db:
                self.tokens: Mapping[str, str] = create_company(db)
            database.close()
        self.shared = SharedServer(self)

    @abstractmethod
    def copy(self) -> str:
        """The URL of a new copy."""

    @abstractmethod
    def drop(self, url: str) -> None:
        """Deletes a copy."""

    @abstractmethod
    def restorer(self, database: Database) -> Restorer: ...

    @contextmanager
    def own(self) -> Iterator["Server"]:
        """A server on its own copy."""
        url = self.copy()
        server = Server(Database(url))
        yield server
        server.database.close()
        self.drop(url)


class Server:
    """A database with an application."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @cached_property
    def app(self) -> WSGIApplication:
        return application(Settings(access_log=False), self.database)

    def run_jobs(self) -> int:
        """Runs the background jobs that are due, in this thread. Returns their number."""
        return Worker(self.database, Settings(), JOBS).run_pending()


class SharedServer:
    """The server that tests share, one after the other."""

    def __init__(self, template: Template) -> None:
        self._template = template
        self._opened: tuple[Server, Restorer] | None = None

    @contextmanager
    def borrowed(self) -> Iterator[Server]:
        """The server with the data of the template. Afterwards the data is restored, or the server is replaced."""
        server, restorer = self._opened = self._opened or self._open()
        yield server
        if not restorer.restore():
            self.close()

    def close(self) -> None:
        if self._opened:
            (server, restorer), self._opened = self._opened, None
            restorer.close()
            server.database.close()
            self._template.drop(server.database.url.render_as_string(hide_password=False))

    def _open(self) -> tuple[Server, Restorer]:
        database = Database(self._template.copy())
        return Server(database), self._template.restorer(database)


class SqliteTemplate(Template):
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._copies = 0
        self.path = folder / "template.db"
        super().__init__(f"sqlite:///{self.path}")

    def copy(self) -> str:
        self._copies += 1
        target = self._folder / f"{self._copies}.db"
        shutil.copyfile(self.path, target)
        target.chmod(MODE)
        return f"sqlite:///{target}"

    def drop(self, url: str) -> None:
        for suffix in ("", "-wal", "-shm", "-queue"):
            Path(url.removeprefix("sqlite:///") + suffix).unlink(missing_ok=True)

    def restorer(self, database: Database) -> Restorer:
        return SqliteRestorer(database, self.path)


class SqliteRestorer(Restorer):
    """Compares each table with the template's, and copies the rows of those that differ."""

    def __init__(self, database: Database, template: Path) -> None:
        self._connection = database.engine.connect()  # from the engine, because some indexes need its functions
        self._db = cast("sqlite3.Connection", self._connection.connection.driver_connection)
        self._db.execute("ATTACH ? AS template", (str(template),))
        for pragma in ("foreign_keys=OFF", "synchronous=OFF", f"busy_timeout={LOCK_SECONDS * 1000}"):
            self._db.execute(f"PRAGMA {pragma}")
        tables = [name for (name,) in self._db.execute("SELECT name FROM template.sqlite_master WHERE type = 'table'")]
        self._tables = sorted(tables, key=lambda name: name == "sqlite_sequence")  # last: inserting rows moves the counters
        self._differences = " UNION ALL ".join(map(_sqlite_difference, self._tables))
        self._schema = self._schema_version()

    def restore(self) -> bool:
        if self._schema_version() != self._schema:
            return False
        try:
            self._db.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
        changed = {table for table, differs in self._db.execute(self._differences) if differs}
        for table in self._tables:
            if table in changed or (changed and table == "sqlite_sequence"):
                self._db.execute(f'DELETE FROM main."{table}"')
                self._db.execute(f'INSERT INTO main."{table}" SELECT * FROM template."{table}"')
        self._db.execute("COMMIT")
        return True

    def close(self) -> None:
        self._connection.close()

    def _schema_version(self) -> Any:
        return self._db.execute("PRAGMA main.schema_version").fetchone()


def _sqlite_difference(table: str) -> str:
    """Whether the table differs. As every table has a key, a table with as many rows as the template differs only if it has a row
    that the template doesn't have."""
    counts = f'(SELECT count(*) FROM main."{table}") <> (SELECT count(*) FROM template."{table}")'
    new = f'EXISTS (SELECT * FROM main."{table}" EXCEPT SELECT * FROM template."{table}")'
    return f"SELECT '{table}', {counts} OR {new}"


class PostgresqlTemplate(Template):
    """Copies have a second schema, `template`, with the original rows and counters."""

    def __init__(self, server: str) -> None:
        self._server = server
        self._copies = 0
        self._admin = psycopg.connect(server.replace("+psycopg", ""), autocommit=True)
        self._admin.execute("CREATE DATABASE template_company")
        super().__init__(self._named("template_company"))

    def copy(self) -> str:
        self._copies += 1
        self._admin.execute(f"CREATE DATABASE test_{self._copies} TEMPLATE template_company STRATEGY file_copy")
        return self._named(f"test_{self._copies}")

    def drop(self, url: str) -> None:
        name = url.partition("?")[0].rpartition("/")[2]
        self._admin.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def restorer(self, database: Database) -> Restorer:
        return PostgresqlRestorer(database.url.render_as_string(hide_password=False).replace("+psycopg", ""))

    def close(self) -> None:
        self._admin.close()

    def _named(self, name: str) -> str:
        return self._server.replace("/postgres?", f"/{name}?")


class PostgresqlRestorer(Restorer):
    """Keeps the template's rows in a second schema. A table has changed if it has more or fewer rows than its copy, or rows of
    transactions that started after the last restore."""

    def __init__(self, url: str) -> None:
        self._db = psycopg.connect(url, autocommit=True)
        self._db.execute(f"SET lock_timeout = '{LOCK_SECONDS}s'")
        self._db.execute("SET session_replication_role = replica")  # turns off foreign keys
        self._tables = self._names("r")
        self._db.execute("CREATE SCHEMA template")
        for table in self._tables:
            self._db.execute(f'CREATE TABLE template."{table}" AS TABLE public."{table}"')
        self._counters = {name: self._counter(name) for name in self._names("S")}
        self._differences = " UNION ALL ".join([*map(_postgresql_difference, self._tables), *self._moved_counters(), _ALTERED, _IN_USE])
        self._since = self._next_transaction()

    def restore(self) -> bool:
        found = self._db.execute(self._differences, {"since": self._since}, prepare=True).fetchall()
        changed = [name for name, differs in found if differs]
        if "" in changed or any(self._has_too_many_rows(name) for name in changed if name in self._tables):
            return False
        if changed:
            try:
                self._db.execute("; ".join(map(self._restore_statements, changed)).encode())
            except psycopg.errors.LockNotAvailable:
                return False
            self._since = self._next_transaction()
        return True

    def close(self) -> None:
        self._db.close()

    def _names(self, kind: str) -> list[str]:
        query = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = %s ORDER BY relname"
        return [name for (name,) in self._db.execute(query, [kind])]

    def _counter(self, name: str) -> tuple[int, bool]:
        return cast("tuple[int, bool]", self._db.execute(f'SELECT last_value, is_called FROM public."{name}"'.encode()).fetchone())

    def _moved_counters(self) -> Iterator[str]:
        for name, (value, called) in self._counters.items():
            yield f"SELECT '{name}', (last_value, is_called) <> ({value}, {called}) FROM public.\"{name}\""

    def _restore_statements(self, name: str) -> str:
        if name in self._counters:
            value, called = self._counters[name]
            return f"SELECT setval('public.\"{name}\"', {value}, {called})"
        return f'DELETE FROM public."{name}"; INSERT INTO public."{name}" SELECT * FROM template."{name}"'

    def _has_too_many_rows(self, table: str) -> bool:
        return self._db.execute(f'SELECT FROM public."{table}" OFFSET {MAX_ROWS} LIMIT 1'.encode()).fetchone() is not None

    def _next_transaction(self) -> Any:
        (id,) = self._db.execute("SELECT pg_current_xact_id()::text::bigint").fetchone() or ()
        return id


def _postgresql_difference(table: str) -> str:
    counts = f'(SELECT count(*) FROM public."{table}") <> (SELECT count(*) FROM template."{table}")'
    new = f'EXISTS (SELECT FROM public."{table}" WHERE xmin::text::bigint > %(since)s)'
    return f"SELECT '{table}', {counts} OR {new}"


_ALTERED = """SELECT '', EXISTS (
    SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace AND xmin::text::bigint > %(since)s
)"""
"""Whether a table or an index was added or altered."""

_IN_USE = """SELECT '', EXISTS (
    SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
    WHERE datname = current_database() AND mode = 'RowExclusiveLock' AND pid <> pg_backend_pid()
)"""
"""Whether a transaction that writes is still open."""
