"""Counts values on disk."""

import sqlite3
from collections.abc import Iterable


class DiskCounter:
    """Counts how often each value occurs. The counts are stored in a temporary file, because they may not fit into memory."""

    def __init__(self) -> None:
        self.db = sqlite3.connect("", isolation_level=None)
        for statement in (
            "PRAGMA journal_mode=OFF",
            "PRAGMA synchronous=OFF",
            "CREATE TABLE counts (value BLOB PRIMARY KEY, occurrences INTEGER NOT NULL) WITHOUT ROWID",
            "BEGIN",
        ):
            self.db.execute(statement)

    def count(self, values: Iterable[bytes]) -> list[int]:
        """Counts each value, and returns how often it has occurred so far."""
        statement = "INSERT INTO counts VALUES (?, 1) ON CONFLICT (value) DO UPDATE SET occurrences = occurrences + 1 RETURNING occurrences"
        return [self.db.execute(statement, (value,)).fetchone()[0] for value in values]

    def close(self) -> None:
        self.db.close()
