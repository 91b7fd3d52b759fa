"""Words what the database itself refuses: where two writers got past the rules at the same time."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from .errors import Invalid


@contextmanager
def integrity() -> Iterator[None]:
    """What violates a constraint in it is refused like any other bad input. The rules say the same earlier and better where
    nobody interferes; this is for two who create the same key at once, or one who refers to what another deletes."""
    try:
        yield
    except Exception as error:
        cause = getattr(error, "orig", None) or error  # SQLAlchemy wraps the driver's error, a prepared statement does not
        if not isinstance(cause, sqlite3.IntegrityError) and not str(getattr(cause, "sqlstate", "")).startswith("23"):
            raise
        raise _as_refusal(cause) from error


def _as_refusal(error: Any) -> Invalid:
    diagnosis = getattr(error, "diag", None)
    if diagnosis:  # PostgreSQL
        kind, subject = diagnosis.sqlstate, diagnosis.constraint_name or f"{diagnosis.table_name}.{diagnosis.column_name}"
    else:
        kind, _, subject = str(error).partition(" constraint failed")
    if kind in ("FOREIGN KEY", "23503"):
        return Invalid("Something that this refers to has just been deleted, or something new refers to what this deletes. Try again")
    what = re.sub("[_.]", " ", re.sub("^(: )?((uq|ck|pk|ex)_)?", "", subject))
    return Invalid(f"This {what} {'exists already' if kind in ('UNIQUE', '23505', '23P01') else 'is not possible'}")
