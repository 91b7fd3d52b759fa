"""Creates holiday schemes and holidays, and reads responses in tests."""

from typing import Any

from tests.cast import Person

CHRISTMAS = {"name": "Christmas", "type": "FIXED", "date": "2020-12-25", "durationSeconds": 28_800}
EASTER = {"name": "Easter Monday", "type": "FLOATING", "date": "2026-04-06", "durationSeconds": 28_800}


def create_scheme(carol: Person, name: str = "Berlin", *holidays: dict[str, Any]) -> int:
    response = carol.post("/holiday-schemes", {"name": name})
    assert response.status_code == 200, response.text
    scheme = int(response.json()["id"])
    for holiday in holidays:
        add_holiday(carol, scheme, holiday)
    return scheme


def add_holiday(carol: Person, scheme: int, holiday: dict[str, Any]) -> int:
    response = carol.post(f"/holiday-schemes/{scheme}/holidays", holiday)
    assert response.status_code == 200, response.text
    return int(response.json()["id"])


def assign(carol: Person, scheme: int, *people: Person) -> None:
    response = carol.post(f"/holiday-schemes/{scheme}/members", {"accountIds": [person.id for person in people]})
    assert response.status_code == 204, response.text


def counts(person: Person) -> dict[str, int]:
    """Member counts by the name of the scheme."""
    return {scheme["name"]: scheme["memberCount"] for scheme in person.get("/holiday-schemes").json()["results"]}


def holidays_by_date(person: Person, scheme: int, **year: int) -> dict[str, str]:
    """The names of the holidays of a year by date."""
    response = person.get(f"/holiday-schemes/{scheme}/holidays", **year)
    assert response.status_code == 200, response.text
    return {holiday["date"]: holiday["name"] for holiday in response.json()["results"]}
