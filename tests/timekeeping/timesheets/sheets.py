"""Requests for timesheets and their approval, which several tests share."""

from typing import Any

import httpx

from tests.cast import ACCOUNT_IDS, Person

FIRST, LAST = "2026-03-09", "2026-03-15"
"""The week before the stopped clock: a period."""

WEEK = {"from": FIRST, "to": LAST}


def path(owner: str = "alice", verb: str = "") -> str:
    return f"/timesheet-approvals/user/{ACCOUNT_IDS[owner]}{verb and f'/{verb}'}"


def request_step(person: Person, verb: str, owner: str = "alice", body: Any = None, **period: str) -> httpx.Response:
    """Requests a step of a timesheet approval, by default for the week."""
    return person.post(path(owner, verb), body, **({name.rstrip("_"): day for name, day in period.items()} or WEEK))


def take_step(person: Person, verb: str, owner: str = "alice", body: Any = None, **period: str) -> dict[str, Any]:
    """Like `request_step`, for a step that succeeds. Returns the timesheet after it."""
    response = request_step(person, verb, owner, body, **period)
    assert response.status_code == 200, response.text
    sheet: dict[str, Any] = response.json()
    return sheet


def sheet(person: Person, owner: str = "alice", **period: str) -> dict[str, Any]:
    response = person.get(path(owner), **(period or WEEK))
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def status(person: Person, owner: str = "alice", **period: str) -> str:
    return str(sheet(person, owner, **period)["status"]["key"])
