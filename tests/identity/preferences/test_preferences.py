"""GET and PUT /4-andante/preferences."""

import pytest

from andante.kit.database import Database
from tests.cast import Person, message
from tests.change_log import records

DEFAULTS = {
    "durationFormat": "HOURS_MINUTES",
    "timeFormat": "24_HOURS",
    "theme": "SYSTEM",
    "density": "COMFORTABLE",
    "calendarSnapMinutes": 15,
    "singleKeyShortcuts": True,
}
CHOSEN = {
    "language": "de",
    "durationFormat": "DECIMAL",
    "timeFormat": "12_HOURS",
    "weekStart": 7,
    "theme": "DARK",
    "density": "COMPACT",
    "calendarSnapMinutes": 5,
    "singleKeyShortcuts": False,
}
PATH = "/4-andante/preferences"


def test_a_user_changes_preferences(alice: Person, bob: Person) -> None:
    assert alice.http.get(PATH).json() == DEFAULTS
    assert alice.http.put(PATH, json=CHOSEN).json() == CHOSEN
    assert alice.http.get(PATH).json() == CHOSEN
    assert bob.http.get(PATH).json() == DEFAULTS


def test_a_missing_field_gets_its_default(alice: Person) -> None:
    alice.http.put(PATH, json=CHOSEN)

    assert alice.http.put(PATH, json={"theme": "DARK"}).json() == DEFAULTS | {"theme": "DARK"}
    assert alice.http.get(PATH).json() == DEFAULTS | {"theme": "DARK"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("language", "xx"),
        ("durationFormat", "DAYS"),
        ("timeFormat", "24"),
        ("weekStart", 0),
        ("weekStart", 8),
        ("theme", "PINK"),
        ("density", "dense"),
        ("calendarSnapMinutes", 0),
        ("calendarSnapMinutes", 61),
        ("singleKeyShortcuts", "maybe"),
    ],
)
def test_other_values_are_refused(alice: Person, field: str, value: object) -> None:
    response = alice.http.put(PATH, json={field: value})

    assert response.status_code == 400
    assert field in message(response)
    assert alice.http.get(PATH).json() == DEFAULTS


def test_changes_are_recorded_and_unchanged_preferences_are_not(alice: Person, database: Database) -> None:
    for body in ({}, CHOSEN, CHOSEN, {}):
        alice.http.put(PATH, json=body)
    changes = [change for change in records(database) if change.entity == "preferences"]

    assert [(str(change.action), change.entity_id, change.actor) for change in changes] == [
        ("Created", alice.id, alice.id),
        ("Updated", alice.id, alice.id),
    ]


def test_a_token_needs_the_scope(eve: Person) -> None:
    """Eve's token has only scopes for worklogs and periods."""
    assert eve.http.get(PATH).status_code == 403
    assert eve.http.put(PATH, json={}).status_code == 403
