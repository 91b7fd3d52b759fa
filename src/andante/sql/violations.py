"""Which constraint a statement violated, as both databases tell it."""

import re
from typing import Any

from sqlalchemy.exc import IntegrityError

_POSTGRESQL = {"23505": "UNIQUE", "23P01": "EXCLUDE", "23503": "FOREIGN KEY", "23514": "CHECK", "23502": "NOT NULL"}
_SQLITE = re.compile(r"(UNIQUE|FOREIGN KEY|CHECK|NOT NULL) constraint failed(?:: (.*))?")


def violated(error: IntegrityError) -> tuple[str, str, str]:
    """(kind, table, name of the constraint or of its columns); empty where the database does not say."""
    return _from_postgresql(error.orig) if hasattr(error.orig, "diag") else _from_sqlite(str(error.orig))


def _from_postgresql(error: Any) -> tuple[str, str, str]:
    return _POSTGRESQL.get(error.sqlstate, ""), error.diag.table_name or "", error.diag.constraint_name or error.diag.column_name or ""


def _from_sqlite(message: str) -> tuple[str, str, str]:
    """SQLite names the columns (`accounts.key`), of a check only its name, of a foreign key nothing."""
    found = _SQLITE.search(message)
    kind, subject = (found[1], found[2] or "") if found else ("", message)
    columns = [column.rpartition(".") for column in subject.split(", ")]
    return kind, columns[0][0], " ".join(name for _, _, name in columns)
