"""Requests weeks and changes cells in tests."""

from typing import Any

import httpx

from tests.cast import Person

HOUR = 3600


def week_of(person: Person, day: str = "2026-03-18", **params: Any) -> dict[str, Any]:
    response = person.http.get(f"/4-andante/weeks/{day}", params=params)
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    return body


def grid(week: dict[str, Any]) -> dict[str, list[float]]:
    """The hours of each row, by issue key."""
    return {row["issue"]["key"]: [cell["timeSpentSeconds"] / HOUR for cell in row["cells"]] for row in week["rows"]}


def set_cell(person: Person, hours: float, was: float = 0, on: str = "2026-03-17", **more: Any) -> httpx.Response:
    """Sets the hours of a cell, by default of NORTH-1."""
    body = {"issueKey": "NORTH-1", "date": on, "timeSpentSeconds": int(hours * HOUR), "wasSeconds": int(was * HOUR)}
    return person.http.put("/4-andante/weeks/cells", json=body | more)


def worklogs_on(person: Person, day: str = "2026-03-17") -> list[tuple[str, float]]:
    """The start and the hours of the person's worklogs on a day."""
    found = person.get(f"/worklogs/user/{person.id}", from_=day, to=day).json()["results"]
    return sorted((worklog["startTime"][:5], worklog["timeSpentSeconds"] / HOUR) for worklog in found)


def create_phase(carol: Person, *labels: str) -> list[list[dict[str, str]]]:
    """Creates the STATIC_LIST attribute "Phase". Returns the attribute values of each option."""
    created = carol.post("/work-attributes", {"key": "_Phase_", "name": "Phase", "type": "STATIC_LIST", "values": list(labels)}).json()
    values = {label: value for value, label in created["names"].items()}
    return [[{"key": "_Phase_", "value": values[label]}] for label in labels]


def submit(person: Person) -> None:
    """Submits the person's timesheet of the week of 2026-03-18."""
    response = person.http.post(f"/4/timesheet-approvals/user/{person.id}/submit?from=2026-03-16&to=2026-03-22", json={})
    assert response.status_code == 200, response.text
