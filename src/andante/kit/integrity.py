"""Words what the database itself refuses: where two writers got past the rules at the same time."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from .errors import Invalid

_POSTGRESQL = {"23505": "UNIQUE", "23P01": "EXCLUDE", "23503": "FOREIGN KEY", "23514": "CHECK", "23502": "NOT NULL"}
_SQLITE = re.compile(r"(UNIQUE|FOREIGN KEY|CHECK|NOT NULL) constraint failed(?:: (.*))?")


@contextmanager
def integrity() -> Iterator[None]:
    """What violates a constraint in it is refused like any other bad input. The rules say the same earlier and better where
    nobody interferes; this is for two who create the same key at once, or one who refers to what another deletes."""
    try:
        yield
    except Exception as error:
        cause = getattr(error, "orig", None) or error  # SQLAlchemy wraps the driver's error, a prepared statement does not
        if not isinstance(cause, sqlite3.IntegrityError) and getattr(cause, "sqlstate", None) not in _POSTGRESQL:
            raise
        raise _as_refusal(cause) from error


def _as_refusal(error: Any) -> Invalid:
    kind, table, name = _from_postgresql(error) if hasattr(error, "diag") else _from_sqlite(str(error))
    what = re.sub(rf"^(uq|fk|ck|pk)_({table}_)?", "", name).replace("_", " ")
    where = f" in {table.replace('_', ' ')}" if table else ""
    match kind:
        case "UNIQUE":
            return Invalid(f"There is an entry with the same {what}{where} already")
        case "EXCLUDE":
            return Invalid(f"It overlaps with an entry{where}")
        case "FOREIGN KEY":
            return Invalid("Something that this refers to has just been deleted, or something new refers to what this deletes. Try again")
    return Invalid(f"The value of {what}{where} is not possible")


def _from_postgresql(error: Any) -> tuple[str, str, str]:
    """(kind, table, name of the constraint or column)"""
    return _POSTGRESQL.get(error.sqlstate, ""), error.diag.table_name or "", error.diag.constraint_name or error.diag.column_name or ""


def _from_sqlite(message: str) -> tuple[str, str, str]:
    """The same. SQLite names the columns (`accounts.key`), of a check only its name, of a foreign key nothing."""
    found = _SQLITE.search(message)
    kind, subject = (found[1], found[2] or "") if found else ("", message)
    columns = [column.rpartition(".") for column in subject.split(", ")]
    return kind, columns[0][0], " ".join(name for _, _, name in columns)
