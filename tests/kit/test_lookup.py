"""Ids in text, and the messages about objects that don't exist."""

import pytest

from andante.kit.errors import FaultCode, Invalid, NotFound
from andante.kit.lookup import parse_id, require_found, require_reference
from andante.kit.wire import MAX_INT64


def test_a_record_that_exists_is_returned() -> None:
    assert require_found("record", "Team", 7) == "record"
    assert require_reference("record", "teamId", "team", 7) == "record"


@pytest.mark.parametrize(("key", "expected"), [(7, "Team 7 not found"), ("A&B", "Team 'A&B' not found")])
def test_the_message_quotes_keys_but_not_ids(key: int | str, expected: str) -> None:
    with pytest.raises(NotFound) as refusal:
        require_found(None, "Team", key)
    assert str(refusal.value) == expected


@pytest.mark.parametrize(
    ("kind", "key", "expected"),
    [
        ("team", 7, "'field' names the team 7, which does not exist"),
        ("user", "bob", "'field' names the user 'bob', who does not exist"),
    ],
)
def test_a_reference_to_nothing_is_a_fault_of_its_field(kind: str, key: int | str, expected: str) -> None:
    with pytest.raises(Invalid) as refusal:
        require_reference(None, "field", kind, key)
    assert str(refusal.value) == expected
    assert [(fault.field, fault.code) for fault in refusal.value.faults] == [("field", FaultCode.NOT_FOUND)]


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("7", 7),
        ("007", 7),
        (str(MAX_INT64), MAX_INT64),
        (str(MAX_INT64 + 1), None),
        ("9" * 30, None),
        ("", None),
        ("-7", None),
        (" 7", None),
        ("7.0", None),
        ("٧", None),
        ("NORTH-1", None),
    ],
)
def test_an_id_is_read_from_ascii_digits_only(text: str, id: int | None) -> None:
    assert parse_id(text) == id
