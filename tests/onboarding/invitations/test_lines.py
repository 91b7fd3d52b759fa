"""Reading the people to invite from pasted lines."""

import pytest

from andante.kit.errors import Fault
from andante.onboarding.invitations.rules import lines_of, rows_of
from andante.onboarding.invitations.wire import InvitationRow

ADA = "ada@example.com"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Ada Lovelace, ada@example.com", ("Ada Lovelace", ADA, None, None)),
        ("Ada Lovelace,ada@example.com,North,Lead", ("Ada Lovelace", ADA, "North", "Lead")),
        ("Ada Lovelace;ada@example.com;North", ("Ada Lovelace", ADA, "North", None)),
        ("Ada Lovelace\tada@example.com\t\tLead", ("Ada Lovelace", ADA, None, "Lead")),
        ('"Lovelace, Ada",ada@example.com', ("Lovelace, Ada", ADA, None, None)),
        ("Ada Lovelace <ada@example.com>", ("Ada Lovelace", ADA, None, None)),
        ('"Ada Lovelace" <ada@example.com>', ("Ada Lovelace", ADA, None, None)),
        ("<ada@example.com>, North", ("Ada", ADA, "North", None)),
        ("ada@example.com", ("Ada", ADA, None, None)),
        ("ada.lovelace_king@example.com, North", ("Ada Lovelace King", "ada.lovelace_king@example.com", "North", None)),
    ],
)
def test_a_line_names_a_person(line: str, expected: tuple[str | None, ...]) -> None:
    [row] = rows_of(list(lines_of(line)))

    assert isinstance(row, InvitationRow)
    assert (row.name, row.email, row.team, row.role) == expected


@pytest.mark.parametrize(
    ("line", "messages"),
    [
        ("Ada", ["'email' is required"]),
        (", ada@example.com", ["'name' is required"]),
        ("Ada, nonsense", ["'email' must be an email address, not 'nonsense'"]),
        ("a, b@example.com, c, d, e", ["has 5 values, but name, email, team and role are only 4"]),
        ("Ada\0, ada@example.com", []),
        (f"{'x' * 256}, ada@example.com", ["'name' must be text of 1 to 255 characters"]),
    ],
)
def test_a_wrong_line_has_faults(line: str, messages: list[str]) -> None:
    [row] = rows_of(list(lines_of(line)))

    found = [str(fault) for fault in row] if isinstance(row, list) else []
    assert len(found) == len(messages)
    assert all(text.startswith(message) for text, message in zip(found, messages, strict=True)), found


def test_lines_keep_their_numbers_without_headings_and_empty_lines() -> None:
    text = "Name,Email,Team\n\nAda,ada@example.com\n  \nBob,bob@example.com\n"

    assert [(line.number, line.values["name"]) for line in lines_of(text)] == [(3, "Ada"), (5, "Bob")]
    assert not any(isinstance(fault, Fault) for line in lines_of(text) for fault in line.faults)
