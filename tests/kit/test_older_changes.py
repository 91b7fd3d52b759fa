"""Migration of a change log without versions."""

from typing import Any

from alembic import command
from sqlalchemy import text

from andante import schema
from andante.kit.changes import START, read_after
from andante.kit.database import Database
from tests.directory.issues.test_older_databases import empty  # noqa: F401

BEFORE = "0010"
ADD = text(
    "INSERT INTO changes (entity, entity_id, action, actor, at, before, after)"
    " VALUES (:entity, :id, :action, 'x', '2025-01-02T03:04:05Z', :before, :after)"
)
OLD: list[tuple[str, str, str, str | None, str | None]] = [
    ("worklog", "7", "Created", None, '{"id":7}'),
    ("userproperty", "712020:a", "Updated", None, '{"key":"grade","value":"senior"}'),
    ("userproperty", "712020:a", "Updated", None, '{"key":"grade"}'),
    ("userproperty", "712020:b", "Created", None, '{"account_id":"712020:b","key":"team","value":"é"}'),
    ("skillassignment", "GENERIC/1", "Updated", '{"skill_ids":[]}', '{"skill_ids":[1]}'),
    ("skillassignment", "GENERIC/1", "Updated", '{"skill_ids":[1]}', '{"skill_ids":[1,2]}'),
    ("skillassignment", "GENERIC/1", "Updated", '{"skill_ids":[1,2]}', '{"skill_ids":[]}'),
]
NEW: list[tuple[str, str, str, str | None, str | None]] = [
    ("worklog", "7", "Created", None, '{"id":7}'),
    ("userproperty", "712020:a/grade", "Updated", None, '{"account_id":"712020:a","key":"grade","value":"senior"}'),
    ("userproperty", "712020:a/grade", "Deleted", None, None),
    ("userproperty", "712020:b/team", "Created", None, '{"account_id":"712020:b","key":"team","value":"é"}'),
    ("skillassignment", "GENERIC/1", "Created", None, '{"skill_ids":[1]}'),
    ("skillassignment", "GENERIC/1", "Updated", '{"skill_ids":[1]}', '{"skill_ids":[1,2]}'),
    ("skillassignment", "GENERIC/1", "Deleted", '{"skill_ids":[1,2]}', None),
]


def test_existing_rows_get_a_version_and_the_new_format_and_come_first(empty: Database) -> None:  # noqa: F811
    with empty.write() as db:
        command.upgrade(schema._config(db), BEFORE)
        for entity, id, action, before, after in OLD:
            db.execute(ADD, {"entity": entity, "id": id, "action": action, "before": before, "after": after})

    schema.migrate(empty)

    with empty.read() as db:
        found, _ = read_after(db, START, 1000)
    rows: list[Any] = [(change.entity, change.entity_id, change.action, change.before, change.after) for change in found]
    assert rows == NEW
    assert {(change.version, change.request_id) for change in found} == {(1, None)}
