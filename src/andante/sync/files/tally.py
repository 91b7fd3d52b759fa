"""Counts what comes by."""

import sqlite3
from collections.abc import Iterable


class Tally:
    """How often each thing was counted. It is kept in a temporary file: what is counted may be longer than memory."""

    def __init__(self) -> None:
        self.db = sqlite3.connect("", isolation_level=None)
        for statement in (
            "PRAGMA journal_mode=OFF",
            "PRAGMA synchronous=OFF",
            "CREATE TABLE tally (thing BLOB PRIMARY KEY, times INTEGER NOT NULL) WITHOUT ROWID",
            "BEGIN",
        ):
            self.db.execute(statement)

    def count(self, things: Iterable[bytes]) -> list[int]:
        """Counts each of them, and gives how often it has come by now."""
        statement = "INSERT INTO tally VALUES (?, 1) ON CONFLICT (thing) DO UPDATE SET times = times + 1 RETURNING times"
        return [self.db.execute(statement, (thing,)).fetchone()[0] for thing in things]

    def close(self) -> None:
        self.db.close()
