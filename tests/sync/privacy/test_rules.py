"""What happens to each column with people, and how names are removed from records."""

import re

import pytest
from sqlalchemy import Column

from andante.directory.people.store import users
from andante.kit.changes import ENTITIES
from andante.schema import TABLES, metadata
from andante.sync.privacy.rules import (
    EMAIL_COLUMNS,
    PERSON_COLUMNS,
    PRIVATE_ENTITIES,
    TEXTS_IN_RECORDS,
    USER_ENTITY,
    WRITTEN_TEXTS,
    Anonymous,
    Person,
    is_about,
    scrub_entity_id,
    scrub_record,
    text_scrubber,
)

PERSON = re.compile(
    r"(^|_)(account_id$|author|actor|creator|requester|reviewer|lead_id|manager|assignee|reporter|contact|by$|ours$|email|recipient|person$)"
)

OTHERS = {"users.account_id", "users.email", "accounts.external_contact_name"}
"""Columns that are named like people and need no decision: the person's own row, and people who are not users."""

GRACE = Person("712020:grace", frozenset({"Grace Hopper", "grace@example.com", "May"}))
ANONYMOUS = Anonymous("anonymous:1", "Anonymous 1")


def _refers_to_people(column: Column[object]) -> bool:
    targets = [key.column for key in column.foreign_keys]
    return users.c.account_id in targets or (not targets and bool(PERSON.search(column.name)))


def test_every_column_with_people_has_a_decision() -> None:
    """A new table with a person fails here: decide what happens to its rows, in PERSON_COLUMNS or EMAIL_COLUMNS, and in docs/privacy.md."""
    found = {str(column) for table in TABLES for column in table.columns if _refers_to_people(column)}

    assert found - OTHERS == PERSON_COLUMNS.keys() | EMAIL_COLUMNS


def test_every_declared_text_exists() -> None:
    assert [table for table, columns in WRITTEN_TEXTS.items() if not {*columns} <= {*metadata.tables[table].c.keys()}] == []
    assert [name for name, fields in TEXTS_IN_RECORDS.items() if not {*fields} <= {*ENTITIES[name].record.__struct_fields__}] == []
    assert {USER_ENTITY, *PRIVATE_ENTITIES} <= ENTITIES.keys()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ask Grace Hopper (GRACE@example.com)", "Ask Anonymous 1 (Anonymous 1)"),
        ("712020:grace", "anonymous:1"),
        ("712020:graceful and Grace Hoppers", "712020:graceful and Grace Hoppers"),
        ("May may do it", "Anonymous 1 may do it"),
        ("Grace", "Grace"),
    ],
)
def test_names_are_replaced_where_they_are_whole_words(text: str, expected: str) -> None:
    assert text_scrubber(GRACE, ANONYMOUS)(text) == expected


@pytest.mark.parametrize(
    ("entity_id", "expected"),
    [
        ("712020:grace", "anonymous:1"),
        ("712020:grace/cost-center", "anonymous:1/cost-center"),
        ("712020:grace:2026-03-01", "anonymous:1:2026-03-01"),
        ("USER/712020:grace", "USER/anonymous:1"),
        ("712020:graceful", None),
        ("17", None),
    ],
)
def test_entity_ids_that_name_the_person_are_replaced(entity_id: str, expected: str | None) -> None:
    assert is_about(entity_id, GRACE.account_id) == (expected is not None)
    assert scrub_entity_id(entity_id, GRACE, ANONYMOUS) == (expected or entity_id)


@pytest.mark.parametrize(
    ("entity", "record", "texts", "expected"),
    [
        (
            "user",
            {"account_id": "712020:grace", "display_name": "G.", "email": "g@x", "time_zone": "UTC", "name": "gh", "staff_id": "4711"},
            False,
            {"account_id": "anonymous:1", "display_name": "Anonymous 1", "email": None, "time_zone": "UTC", "name": None, "staff_id": None},
        ),
        ("apitoken", {"account_id": "712020:grace", "name": "laptop"}, False, None),
        (
            "apitoken",
            {"account_id": "712020:ada", "name": "of Grace Hopper"},
            False,
            {"account_id": "712020:ada", "name": "of Anonymous 1"},
        ),
        ("worklog", {"author_id": "712020:grace", "description": "x"}, False, {"author_id": "anonymous:1", "description": "x"}),
        ("worklog", {"author_id": "712020:grace", "description": "x"}, True, {"author_id": "anonymous:1", "description": ""}),
        ("worklog", {"author_id": "712020:ada", "description": "x"}, True, {"author_id": "712020:ada", "description": "x"}),
        ("permissiongroup", {"account_ids": ["712020:grace", "b"], "n": 1}, False, {"account_ids": ["anonymous:1", "b"], "n": 1}),
    ],
)
def test_a_record_of_the_change_log_loses_what_identifies_the_person(
    entity: str, record: dict[str, object], texts: bool, expected: dict[str, object] | None
) -> None:
    assert scrub_record(entity, record, GRACE, ANONYMOUS, text_scrubber(GRACE, ANONYMOUS), texts=texts) == expected
