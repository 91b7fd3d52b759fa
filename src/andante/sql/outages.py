"""Recognizes errors that an outage of the database causes: the machine, the network or other transactions, but not a bug."""

import errno
import sqlite3
from typing import Any, NamedTuple

from sqlalchemy.exc import TimeoutError as NoFreeConnection


class Outage(NamedTuple):
    """Why the database can't be used now. The message is for users: it names no files and hosts."""

    message: str
    retry_after_seconds: int


BUSY = Outage("The database is busy with other changes. Try again.", 5)
COLLISION = Outage("Another change of the same data was in progress. Try again.", 1)
NO_CONNECTION = Outage("All connections to the database are in use. Try again.", 5)
UNREACHABLE = Outage("The database can't be reached. Try again later.", 5)
NO_RESOURCES = Outage("The database has no resources left. Try again later.", 30)
READ_ONLY = Outage("The database is read-only. Try again later.", 30)
FULL = Outage("The disk of the database is full. Try again later.", 30)
BROKEN_DISK = Outage("The database file can't be read or written. Try again later.", 30)
DAMAGED = Outage("The database is damaged.", 60)

_BY_SQLITE_CODE = {
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
    sqlite3.SQLITE_PROTOCOL: BUSY,
    sqlite3.SQLITE_NOMEM: NO_RESOURCES,
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_IOERR: BROKEN_DISK,
    sqlite3.SQLITE_CANTOPEN: BROKEN_DISK,
    sqlite3.SQLITE_PERM: BROKEN_DISK,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_NOTADB: DAMAGED,
}

_BY_SQLSTATE = {
    "40001": COLLISION,  # serialization failure
    "40P01": COLLISION,  # deadlock
    "55P03": BUSY,  # a lock was not available in time
    "57014": BUSY,  # a statement took too long
    "53100": FULL,
    "53": NO_RESOURCES,
    "25006": READ_ONLY,
    "XX001": DAMAGED,
    "XX002": DAMAGED,
    "58": BROKEN_DISK,
    "08": UNREACHABLE,
    "57P": UNREACHABLE,  # the server is stopping, starting or ended the session
    "25P03": UNREACHABLE,  # the session was idle for too long
    "25P04": UNREACHABLE,  # the transaction took too long
    "28": UNREACHABLE,  # the password was changed
    "3D000": UNREACHABLE,  # the database was dropped or renamed
}
"""By the SQLSTATE of PostgreSQL, or its beginning. The longest one that matches is valid."""


_NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def outage_of(error: BaseException, file: str | None) -> Outage | None:
    """The outage that caused an error; None if it has another cause. Accepts the driver's error or SQLAlchemy's wrapper of it. `file` is
    the path of an SQLite database."""
    if isinstance(error, NoFreeConnection):
        return NO_CONNECTION
    cause: Any = getattr(error, "orig", None) or error
    if isinstance(cause, sqlite3.Error):
        return _BY_SQLITE_CODE.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF)
    if isinstance(cause, OSError):
        if not (file and str(cause.filename).startswith(file)):
            return None
        return FULL if cause.errno in _NO_SPACE else BROKEN_DISK
    return _outage_of_postgresql(cause) if type(cause).__module__.startswith("psycopg") else None


def _outage_of_postgresql(cause: Any) -> Outage | None:
    state = cause.sqlstate
    if state:
        return next((_BY_SQLSTATE[state[:length]] for length in (5, 3, 2) if state[:length] in _BY_SQLSTATE), None)
    names = {kind.__name__ for kind in type(cause).__mro__}  # without a state, the error comes from libpq, not from the server
    return UNREACHABLE if names & {"OperationalError", "InterfaceError"} else None
