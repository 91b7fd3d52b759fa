"""Helpers that create accounts, account links and work attributes."""

from typing import Any

from tests.cast import ACCOUNT_IDS, NORTH, Person

MINIMAL = {"key": "ACME", "name": "Acme", "status": "OPEN", "leadAccountId": ACCOUNT_IDS["bob"]}


def create_account(who: Person, key: str, **more: Any) -> dict[str, Any]:
    """Creates an account, open by default, and returns it."""
    response = who.post("/accounts", MINIMAL | {"key": key, "name": key.title()} | more)
    assert response.status_code == 200, response.text
    account: dict[str, Any] = response.json()
    return account


def create_link(who: Person, key: str, project: int = NORTH, *, default: bool = False) -> int:
    """Links an account to a project, and returns the link's id."""
    response = who.post("/account-links", {"accountKey": key, "scopeId": project, "scopeType": "PROJECT", "default": default})
    assert response.status_code == 200, response.text
    return int(response.json()["id"])


def create_attribute(who: Person, name: str = "Account", type: str = "ACCOUNT") -> str:
    """Creates a work attribute, and returns its key."""
    response = who.post("/work-attributes", {"name": name, "type": type})
    assert response.status_code == 200, response.text
    return str(response.json()["key"])
