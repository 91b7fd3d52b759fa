"""What the tests of timesheets have in common."""

from typing import Any

import httpx

from tests.cast import ACCOUNT_IDS, Person

FIRST, LAST = "2026-03-09", "2026-03-15"
"""The week before the one in which the tests happen: a period."""

WEEK = {"from": FIRST, "to": LAST}


def path(whose: str = "alice", verb: str = "") -> str:
    return f"/timesheet-approvals/user/{ACCOUNT_IDS[whose]}{verb and f'/{verb}'}"


def does(who: Person, verb: str, whose: str = "alice", body: Any = None, **period: str) -> httpx.Response:
    """Somebody does something to a timesheet, of the week unless told otherwise."""
    return who.post(path(whose, verb), body, **({name.rstrip("_"): day for name, day in period.items()} or WEEK))


def did(who: Person, verb: str, whose: str = "alice", body: Any = None, **period: str) -> dict[str, Any]:
    """The same where it goes well: the timesheet afterwards."""
    response = does(who, verb, whose, body, **period)
    assert response.status_code == 200, response.text
    sheet: dict[str, Any] = response.json()
    return sheet


def sheet(who: Person, whose: str = "alice", **period: str) -> dict[str, Any]:
    response = who.get(path(whose), **(period or WEEK))
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def status(who: Person, whose: str = "alice", **period: str) -> str:
    return str(sheet(who, whose, **period)["status"]["key"])
