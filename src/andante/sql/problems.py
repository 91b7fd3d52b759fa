"""Explains in one sentence why a database can't be used, and what to do about it."""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

VARIABLE = "ANDANTE_DATABASE_URL"
EXAMPLES = "sqlite:///andante.db or postgresql://user@host/name"
POSTGRESQL = "postgresql+psycopg"

_DRIVERS = {
    "sqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
    "postgres": POSTGRESQL,
    "postgresql": POSTGRESQL,
    POSTGRESQL: POSTGRESQL,
}

_SQLITE_PROBLEMS: dict[int, Callable[[str], str]] = {
    sqlite3.SQLITE_NOTADB: lambda file: f"{file} is not an SQLite database. Correct {VARIABLE}.",
    sqlite3.SQLITE_CORRUPT: lambda file: f"{file} is damaged. Restore a backup.",
    sqlite3.SQLITE_READONLY: lambda file: _read_only(file),
    sqlite3.SQLITE_CANTOPEN: lambda file: file_problem(file) or f"{file} can't be opened. Check its permissions, or correct {VARIABLE}.",
    sqlite3.SQLITE_FULL: lambda file: f"The disk of {file} is full. Free some space.",
    sqlite3.SQLITE_IOERR: lambda file: f"{file} can't be read or written. Check the disk, or restore a backup.",
}
"""By SQLite's result code: the explanation for a file."""

_POSTGRESQL_REMEDIES = {
    "25006": "is read-only. Connect to the primary server",
    "42501": "denies permission. Make the user the owner of the database",
    "53": "has no resources left. Reduce ANDANTE_DATABASE_CONNECTIONS, or raise the limits of the server",
    "57P": "is shutting down or starting. Try again later",
}
"""By the beginning of the SQLSTATE."""


class UnusableDatabase(ValueError):
    """The database can't be used as configured. The message is for an administrator and names the remedy."""


def parse_url(text: str) -> URL:
    """The URL with the driver that we use: `postgres://` and `postgresql://` mean psycopg. Raises UnusableDatabase."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise UnusableDatabase(f"{VARIABLE} is not a URL like {EXAMPLES}.") from None
    driver = _DRIVERS.get(url.drivername)
    if driver is None:
        raise UnusableDatabase(f"{VARIABLE}: '{url.drivername}' is not supported. Use sqlite:/// or postgresql://.")
    if driver == "sqlite" and url.database in (None, "", ":memory:"):
        raise UnusableDatabase(f"{VARIABLE} names no file. Use a URL like sqlite:///andante.db.")
    return url.set(drivername=driver)


def file_problem(file: str) -> str | None:
    """Why the file can't be a database. None if it can, or if it can be created."""
    path = Path(file)
    if not path.parent.is_dir():
        return f"The directory {path.parent} doesn't exist. Create it, or correct {VARIABLE}."
    if path.exists() and not path.is_file():
        return f"{file} is not a file. Correct {VARIABLE}."
    if not all(os.access(each, os.R_OK | os.W_OK) for each in (path, path.parent) if each.exists()):
        return _read_only(file)
    return None


def explain(error: Exception, url: URL) -> str | None:
    """Why the database failed. None for errors that neither the configuration nor the machine causes. Accepts the driver's error or
    SQLAlchemy's wrapper of it."""
    cause: Any = getattr(error, "orig", None) or error
    if isinstance(cause, ModuleNotFoundError) and cause.name in ("psycopg", "psycopg_pool"):
        return "The driver for PostgreSQL is missing. Install it: pip install '/path/to/andante[server,postgres]'"
    if isinstance(cause, sqlite3.Error):
        find = _SQLITE_PROBLEMS.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF)
        return find(str(url.database)) if find else None
    if isinstance(cause, OSError) and str(cause.filename).startswith(f"{url.database}-"):
        return f"{cause.filename} can't be used: {cause.strerror}. Check its permissions."
    return _explain_postgresql(cause, url) if type(cause).__module__.startswith("psycopg") else None


def _explain_postgresql(cause: Any, url: URL) -> str | None:
    server = f"PostgreSQL at {url.host or 'this machine'}:{url.port or 5432}"
    for beginning, remedy in _POSTGRESQL_REMEDIES.items():
        if (cause.sqlstate or "").startswith(beginning):
            return f"{server} {remedy}, or correct {VARIABLE}."
    unreachable = type(cause).__name__ == "OperationalError" or "connection option" in str(cause)
    if cause.sqlstate is None and unreachable:
        return f"{server} can't be used: {_connection_failure(str(cause))}. Start it, or correct {VARIABLE}."
    return None


def _connection_failure(message: str) -> str:
    """The reason of the last attempt, without the address that libpq puts in front of it."""
    lines = [line for line in message.splitlines() if line.strip()] or ["no reason given"]
    line = next((line for line in reversed(lines) if "failed: " in line), lines[0])
    return line.rpartition("failed: ")[2].removeprefix("FATAL:").strip().rstrip(".")


def _read_only(file: str) -> str:
    return f"{file} is read-only. Allow this user to write to the file and its directory, or correct {VARIABLE}."
