"""Workload schemes as tests make them."""

from typing import Any

from tests.cast import Person

WEEK = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")


def week(*hours: float) -> list[dict[str, Any]]:
    """Hours of Monday, Tuesday …; none for the days that are not given."""
    return [{"day": day, "requiredSeconds": int(3600 * hour)} for day, hour in zip(WEEK, (*hours, *[0] * 7), strict=False)]


def make(carol: Person, name: str = "Part time", *hours: float) -> int:
    """A scheme, four hours from Monday to Thursday unless told otherwise."""
    response = carol.post("/workload-schemes", {"name": name, "days": week(*(hours or (4, 4, 4, 4)))})
    assert response.status_code == 200, response.text
    return int(response.json()["id"])


def put(carol: Person, scheme: int, *people: Person) -> None:
    response = carol.post(f"/workload-schemes/{scheme}/members", {"accountIds": [person.id for person in people]})
    assert response.status_code == 204, response.text


def counts(person: Person) -> dict[str, int]:
    """The member count of each scheme by its name."""
    return {scheme["name"]: scheme["memberCount"] for scheme in person.get("/workload-schemes").json()["results"]}


def members(person: Person, scheme: int) -> list[str]:
    return [user["accountId"].removeprefix("712020:") for user in person.get(f"/workload-schemes/{scheme}/members").json()["results"]]
