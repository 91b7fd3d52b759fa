"""Counts values on disk."""

import sqlite3
from collections.abc import Sequence

MAX_PARAMETERS = 1000
"""The number of values that one statement looks up."""


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

    def count(self, values: Sequence[bytes]) -> list[int]:
        """Counts each value, and returns how often it has occurred so far."""
        totals = self._stored(values)
        numbers = []
        for value in values:
            totals[value] = number = totals.get(value, 0) + 1
            numbers.append(number)
        self.db.executemany("INSERT OR REPLACE INTO counts VALUES (?, ?)", totals.items())
        return numbers

    def _stored(self, values: Sequence[bytes]) -> dict[bytes, int]:
        """The counts of these values, without those that have not occurred."""
        found: dict[bytes, int] = {}
        for start in range(0, len(values), MAX_PARAMETERS):
            part = values[start : start + MAX_PARAMETERS]
            marks = ", ".join("?" * len(part))
            found.update(self.db.execute(f"SELECT value, occurrences FROM counts WHERE value IN ({marks})", part))  # noqa: S608 - only marks
        return found

    def close(self) -> None:
        self.db.close()
