"""Searches that read the change log in small parts."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import insert

from andante.activity.audit import store
from andante.activity.audit.rules import Filter
from andante.kit.changes import Change, changes
from andante.kit.clock import Instant
from andante.kit.database import Database

START, END = Instant("2026-03-01T00:00:00Z"), Instant("2026-03-01T00:59:59Z")
PEOPLE = ("ann", "ben", None)
WANTED = {"entity": "worklog", "action": "Updated", "person": "ben"}


def _rows(chance: random.Random, count: int) -> list[dict[str, Any]]:
    """Changes of a few objects by a few people, with many at the same time."""
    kinds = {"Created": ("before",), "Deleted": ("after",), "Updated": ()}
    rows = []
    for _ in range(count):
        action = chance.choice(sorted(kinds))
        records = {name: None if name in kinds[action] else "{}" for name in ("before", "after")}
        rows.append(
            {
                "entity": chance.choice(["worklog"] * 6 + ["allocation", "team", "program"]),
                "entity_id": str(chance.randint(1, 9)),
                "action": action,
                "actor": chance.choice(["ann"] * 5 + ["ben"]),
                "person": chance.choice(PEOPLE),
                "at": Instant(f"2026-03-01T00:{chance.randint(0, 20):02}:00Z"),
                "version": 1,
                "request_id": None,
                **records,
            }
        )
    return rows


FILTERS: list[tuple[Filter, Callable[[dict[str, Any]], bool]]] = [
    (Filter(), lambda row: True),
    (Filter(["program"]), lambda row: row["entity"] == "program"),
    (Filter(["team", "program"], authors=["ben"]), lambda row: row["entity"] in ("team", "program") and row["actor"] == "ben"),
    (Filter(["team", "program", "allocation"]), lambda row: row["entity"] != "worklog"),
    (Filter(["worklog", "team"], ["Deleted"]), lambda row: row["entity"] in ("worklog", "team") and row["action"] == "Deleted"),
    (
        Filter(["worklog"], ["Updated"], ["ann", "ben"], ["ben"]),
        lambda row: row.items() >= WANTED.items(),
    ),
    (Filter(authors=["ben", "ann", "cleo"]), lambda row: True),
    (Filter(["worklog"], ids=["3"]), lambda row: (row["entity"], row["entity_id"]) == ("worklog", "3")),
    (Filter([]), lambda row: False),
]


@pytest.mark.parametrize("limit", [1, 4, 1000])
def test_pages_contain_each_match_once_in_order(database: Database, monkeypatch: pytest.MonkeyPatch, limit: int) -> None:
    monkeypatch.setattr(store, "WINDOW", 12)
    with database.write() as db:
        rows = _rows(random.Random(limit), 120)
        ids = [db.execute(insert(changes).values(row)).inserted_primary_key[0] for row in rows]  # type: ignore[index]
        rows = [row | {"id": id} for id, row in zip(ids, rows, strict=True)]

        for filter, matches in FILTERS:
            expected = sorted(((row["at"], row["id"]) for row in rows if matches(row)), reverse=True)
            found: list[Change] = []
            position = None
            while True:
                page = store.newest(db, filter, START, END, position, limit)
                assert len(page.changes) <= limit
                found += page.changes
                if (position := page.next) is None:
                    break
            assert [(change.at, change.id) for change in found] == expected, filter
