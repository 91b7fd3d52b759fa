"""The operations under /4-andante/notifications."""

import pytest

from andante.kit.database import Database
from tests.cast import Person, message
from tests.change_log import records

from . import samples

PATH = "/4-andante/notifications"
MISSING = {"kind": "MISSING_TIME", "pages": False, "mail": "DAILY"}


def test_a_user_reads_notifications(alice: Person, bob: Person, database: Database) -> None:
    with database.write() as db:
        samples.add(db)
    (found,) = alice.http.get(PATH).json()["results"]

    assert found["text"] == "Bob approved your timesheet for 23 Feb\N{THIN SPACE}\N{EN DASH}\N{THIN SPACE}1 Mar 2026"
    assert "readAt" not in found
    assert bob.http.get(PATH).json()["results"] == []

    bob.http.post(f"{PATH}/read", json={})
    bob.http.post(f"{PATH}/read", json={"ids": [found["id"]]})
    assert "readAt" not in alice.http.get(PATH).json()["results"][0]

    assert alice.http.post(f"{PATH}/read", json={"ids": [found["id"]]}).status_code == 204
    assert alice.http.get(PATH).json()["results"][0]["readAt"] == "2026-03-18T12:00:00Z"


def test_texts_are_in_the_language_of_the_user(alice: Person, database: Database) -> None:
    with database.write() as db:
        samples.add(db)
    alice.http.put("/4-andante/preferences", json={"language": "de"})

    assert alice.http.get(PATH).json()["results"][0]["text"].startswith("Bob hat Ihren Stundenzettel für 23. Feb.")
    assert alice.http.get(f"{PATH}/settings").json()["results"][0]["title"] == "Einzureichende Stundenzettel"


def test_a_user_chooses_kinds_and_channels(alice: Person, bob: Person, database: Database) -> None:
    before = alice.http.get(f"{PATH}/settings").json()["results"]
    chosen = alice.http.put(f"{PATH}/settings", json={"choices": [MISSING]}).json()["results"]

    assert [each for each in chosen if each not in before] == [MISSING | {"title": "Missing time"}]
    assert alice.http.get(f"{PATH}/settings").json()["results"] == chosen
    assert bob.http.get(f"{PATH}/settings").json()["results"] == before
    assert [(row.entity, row.entity_id, row.action) for row in records(database)][-1] == ("notificationsettings", alice.id, "Created")

    assert alice.http.put(f"{PATH}/settings", json={"choices": []}).json()["results"] == before


@pytest.mark.parametrize("change", [{"kind": "WEATHER"}, {"pages": "maybe"}, {"mail": "HOURLY"}])
def test_other_values_are_refused(alice: Person, change: dict[str, str]) -> None:
    response = alice.http.put(f"{PATH}/settings", json={"choices": [MISSING | change]})

    assert response.status_code == 400
    assert str(*change.values()) in message(response)
