"""Holiday schemes and holidays as tests make them."""

from typing import Any

from tests.cast import Person

CHRISTMAS = {"name": "Christmas", "type": "FIXED", "date": "2020-12-25", "durationSeconds": 28_800}
EASTER = {"name": "Easter Monday", "type": "FLOATING", "date": "2026-04-06", "durationSeconds": 28_800}


def make(carol: Person, name: str = "Berlin", *holidays: dict[str, Any]) -> int:
    response = carol.post("/holiday-schemes", {"name": name})
    assert response.status_code == 200, response.text
    scheme = int(response.json()["id"])
    for holiday in holidays:
        add(carol, scheme, holiday)
    return scheme


def add(carol: Person, scheme: int, holiday: dict[str, Any]) -> int:
    response = carol.post(f"/holiday-schemes/{scheme}/holidays", holiday)
    assert response.status_code == 200, response.text
    return int(response.json()["id"])


def put(carol: Person, scheme: int, *people: Person) -> None:
    response = carol.post(f"/holiday-schemes/{scheme}/members", {"accountIds": [person.id for person in people]})
    assert response.status_code == 204, response.text


def counts(person: Person) -> dict[str, int]:
    """The member count of each scheme by its name."""
    return {scheme["name"]: scheme["memberCount"] for scheme in person.get("/holiday-schemes").json()["results"]}


def coming(person: Person, scheme: int, **year: int) -> dict[str, str]:
    """The name of each holiday of a year by its date."""
    response = person.get(f"/holiday-schemes/{scheme}/holidays", **year)
    assert response.status_code == 200, response.text
    return {holiday["date"]: holiday["name"] for holiday in response.json()["results"]}
