"""GET /4-andante/favorites, PUT and DELETE /4-andante/favorites/{issueKey}."""

import pytest

from andante.timekeeping.favorites import actions as favorites
from tests.cast import Person, message


def keys(person: Person) -> list[str]:
    return [favorite["issue"]["key"] for favorite in person.http.get("/4-andante/favorites").json()["results"]]


def test_favorites_are_added_once_and_removed(alice: Person, bob: Person) -> None:
    for key in ("SOUTH-1", "NORTH-1", "SOUTH-1"):
        assert alice.http.put(f"/4-andante/favorites/{key}").status_code == 204
    assert keys(alice) == ["NORTH-1", "SOUTH-1"]
    assert keys(bob) == []

    assert alice.http.delete("/4-andante/favorites/SOUTH-1").status_code == 204
    assert alice.http.delete("/4-andante/favorites/SOUTH-1").status_code == 204
    assert keys(alice) == ["NORTH-1"]


def test_an_unknown_issue_is_not_found(alice: Person) -> None:
    assert alice.http.put("/4-andante/favorites/NORTH-99").status_code == 404


def test_the_number_of_favorites_is_limited(alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(favorites, "MAX_FAVORITES", 1)
    alice.http.put("/4-andante/favorites/NORTH-1")

    refused = alice.http.put("/4-andante/favorites/SOUTH-1")

    assert refused.status_code == 400
    assert "Only 1 issues can be favorites" in message(refused)
