"""Requests about timers, as their tests send them."""

from typing import Any

import httpx

from tests.cast import Person

TIMER = "/4-andante/timer"


def start(person: Person, issue: str | None = "NORTH-1", **fields: Any) -> dict[str, Any]:
    response = person.http.put(TIMER, json={"issueKey": issue} | fields)
    assert response.status_code == 200, response.text
    timer: dict[str, Any] = response.json()
    return timer


def current(person: Person) -> Any:
    response = person.http.get(TIMER)
    assert response.status_code == 200, response.text
    return response.json()["timer"]


def stop(person: Person, **fields: Any) -> httpx.Response:
    return person.http.post(f"{TIMER}/stop", json=fields)


def logged(response: httpx.Response) -> list[tuple[str, str, int]]:
    """The date, start time and seconds of each worklog."""
    assert response.status_code == 200, response.text
    return [(each["startDate"], each["startTime"], each["timeSpentSeconds"]) for each in response.json()["worklogs"]]
