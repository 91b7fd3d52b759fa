"""Creates workload schemes and reads responses in tests."""

from typing import Any

from tests.cast import Person

WEEK = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")


def week(*hours: float) -> list[dict[str, Any]]:
    """A week with these hours on Monday, Tuesday …, and 0 on the remaining days."""
    return [{"day": day, "requiredSeconds": int(3600 * hour)} for day, hour in zip(WEEK, (*hours, *[0] * 7), strict=False)]


def create_scheme(carol: Person, name: str = "Part time", *hours: float) -> int:
    """Creates a scheme and returns its id. Default: four hours from Monday to Thursday."""
    response = carol.post("/workload-schemes", {"name": name, "days": week(*(hours or (4, 4, 4, 4)))})
    assert response.status_code == 200, response.text
    return int(response.json()["id"])


def assign(carol: Person, scheme: int, *people: Person) -> None:
    response = carol.post(f"/workload-schemes/{scheme}/members", {"accountIds": [person.id for person in people]})
    assert response.status_code == 204, response.text


def counts(person: Person) -> dict[str, int]:
    """Member counts by the name of the scheme."""
    return {scheme["name"]: scheme["memberCount"] for scheme in person.get("/workload-schemes").json()["results"]}


def members(person: Person, scheme: int) -> list[str]:
    return [user["accountId"].removeprefix("712020:") for user in person.get(f"/workload-schemes/{scheme}/members").json()["results"]]
