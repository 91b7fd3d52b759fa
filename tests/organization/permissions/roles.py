"""Helpers for the tests of permission roles."""

from typing import Any

from tests.cast import NORTHERNERS, Person

VIEW, MANAGE, APPROVE = "permissions.worklog.view", "permissions.worklog.manage", "permissions.timesheet.approve"
LEAD_OF_NORTHERNERS = 2**30 + NORTHERNERS


def role(name: str = "Auditors", *keys: str, people: list[str] | None = None, teams: list[int] | None = None) -> dict[str, Any]:
    """The body of a request for a role. With teams it is a TEAM role, otherwise a GLOBAL role."""
    body = {"name": name, "accessType": "TEAM" if teams else "GLOBAL", "permissionKeys": list(keys), "permittedAccountIds": people or []}
    return body | ({"accessEntityIds": teams} if teams else {})


def create_role_for(carol: Person, to: Person, *keys: str, teams: list[int] | None = None) -> int:
    """Creates a TEAM role that grants a user permissions over the team Northerners by default. Returns its id."""
    response = carol.post("/permission-roles", role("Granted", *keys, people=[to.id], teams=teams or [NORTHERNERS]))
    assert response.status_code == 200, response.text
    return int(response.json()["id"])


def names(response: Any) -> list[str]:
    assert response.status_code == 200, response.text
    return [item["name"] for item in response.json()["results"]]
