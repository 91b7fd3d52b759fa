"""Finds the constraint that caused a database error."""

import re
import sqlite3
from typing import Any

_KINDS = {"23505": "UNIQUE", "23P01": "UNIQUE", "23503": "FOREIGN KEY", "23514": "CHECK", "23502": "NOT NULL"}


def violated(error: Any) -> tuple[str, str] | None:
    """The kind of constraint and its name as text; None if the error has another cause. Accepts the driver's error or
    SQLAlchemy's wrapper of it."""
    cause = getattr(error, "orig", None) or error
    if isinstance(cause, sqlite3.IntegrityError):
        kind, _, subject = str(cause).partition(" constraint failed")
    elif (kind := _KINDS.get(getattr(cause, "sqlstate", None) or "", "")) != "":
        subject = cause.diag.constraint_name or f"{cause.diag.table_name}.{cause.diag.column_name}"
    else:
        return None
    return kind, re.sub("[_.]", " ", re.sub("^(: )?((uq|ck|pk|ex)_)?", "", subject))
