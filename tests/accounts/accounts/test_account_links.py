"""/4/account-links and GET /4/accounts/{key}/links."""

from typing import Any

import httpx
import pytest

from andante.kit.database import Database
from tests.cast import BASE_URL, NORTH, SOUTH, Person, message
from tests.statements import statements

from .bookkeeping import create_account, create_link

ACME_TO_NORTH = {"accountKey": "ACME", "scopeId": NORTH, "scopeType": "PROJECT"}


def defaults(response: httpx.Response) -> dict[int, bool]:
    assert response.status_code == 200, response.text
    return {link["id"]: link["default"] for link in response.json()["results"]}


def test_an_account_is_linked_to_a_project(carol: Person, alice: Person) -> None:
    create_account(carol, "ACME")
    response = carol.post("/account-links", ACME_TO_NORTH)

    assert response.status_code == 200
    assert response.json() == {
        "self": f"{BASE_URL}/4/account-links/1",
        "id": 1,
        "account": {"self": f"{BASE_URL}/4/accounts/1"},
        "scope": {"self": f"{BASE_URL}/rest/api/2/project/{NORTH}", "id": NORTH, "type": "PROJECT"},
        "default": False,
    }
    assert alice.get("/account-links/1").json() == response.json()
    assert alice.get("/accounts/ACME/links").json()["results"] == [response.json()]
    assert alice.get(f"/account-links/project/{NORTH}").json() == {
        "self": f"{BASE_URL}/4/account-links/project/{NORTH}",
        "metadata": {"count": 1},
        "results": [response.json()],
    }
    assert alice.get("/account-links/project/NORTH").json()["results"] == [response.json()]


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"accountKey": "NIX"}, "'accountKey' names the account 'NIX', which does not exist"),
        ({"accountKey": ""}, "'accountKey' must be text"),
        ({"accountKey": None}, "'accountKey' must be text"),
        ({"scopeId": 999}, "'scopeId' names the project 999, which does not exist"),
        ({"scopeId": 0}, "'scopeId' must be a whole number from 1"),
        ({"scopeId": 2**63}, "'scopeId' must be a whole number from 1"),
        ({"scopeId": "NORTH"}, "'scopeId' must be a whole number from 1"),
        ({"scopeType": "BOARD"}, "'scopeType' must be one of PROJECT, not 'BOARD'"),
        ({"default": "maybe"}, "'default' must be true or false"),
    ],
)
def test_bad_input_is_refused_with_the_field_and_changes_nothing(carol: Person, wrong: dict[str, Any], expected: str) -> None:
    create_account(carol, "ACME")
    response = carol.post("/account-links", ACME_TO_NORTH | wrong)

    assert response.status_code == 400
    assert expected in message(response)
    assert carol.get("/accounts/ACME/links").json()["results"] == []


def test_a_project_is_linked_once_to_an_account(carol: Person) -> None:
    create_account(carol, "ACME")
    create_link(carol, "ACME")

    assert message(carol.post("/account-links", ACME_TO_NORTH)) == "The account 'ACME' is already linked to the project NORTH"
    create_link(carol, "ACME", SOUTH)


def test_a_project_has_one_default_and_the_last_one_wins(carol: Person) -> None:
    for key in ("A", "B", "C"):
        create_account(carol, key)
    create_link(carol, "A", NORTH, default=True)
    create_link(carol, "A", SOUTH, default=True)
    create_link(carol, "B", NORTH, default=True)
    create_link(carol, "C", NORTH)

    assert defaults(carol.get("/account-links/project/NORTH")) == {1: False, 3: True, 4: False}
    assert carol.http.patch("/4/account-links/4/make-default").status_code == 204
    assert carol.http.patch("/4/account-links/4/make-default").status_code == 204
    assert defaults(carol.get("/account-links/project/NORTH")) == {1: False, 3: False, 4: True}
    assert defaults(carol.get("/account-links/project/SOUTH")) == {2: True}


def test_a_link_is_deleted(carol: Person) -> None:
    create_account(carol, "ACME")
    create_link(carol, "ACME", default=True)

    assert carol.delete("/account-links/1").status_code == 204
    assert carol.get("/account-links/1").status_code == 404
    assert carol.delete("/account-links/1").status_code == 404
    assert carol.http.patch("/4/account-links/1/make-default").status_code == 404
    create_link(carol, "ACME", default=True)


@pytest.mark.parametrize("id", ["0", "-1", "x", "9" * 30])
def test_an_unknown_link_is_not_found(carol: Person, id: str) -> None:
    assert carol.get(f"/account-links/{id}").status_code == 404
    assert carol.delete(f"/account-links/{id}").status_code == 404
    assert carol.http.patch(f"/4/account-links/{id}/make-default").status_code == 404


@pytest.mark.parametrize("project", ["999", "NIX", "-1", "9" * 30, "²", "%20"])
def test_an_unknown_project_is_not_found(carol: Person, project: str) -> None:
    assert carol.get(f"/account-links/project/{project}").status_code == 404


def test_the_links_of_an_unknown_account_are_not_found(carol: Person) -> None:
    assert carol.get("/accounts/NIX/links").status_code == 404


def test_a_global_account_is_available_in_every_project(carol: Person) -> None:
    create_account(carol, "PLAIN")
    unlinked = create_account(carol, "ALL", **{"global": True})
    linked = create_account(carol, "BOTH", **{"global": True})
    create_account(carol, "OLD", status="ARCHIVED", **{"global": True})
    create_link(carol, "BOTH", NORTH, default=True)

    path = "/account-links/project/NORTH"
    assert defaults(carol.get(path)) == {1: True}
    assert defaults(carol.get(path, includeGlobalAccounts="false")) == {1: True}
    found = carol.get(path, includeGlobalAccounts="true").json()["results"]
    assert [(link["account"]["self"], link["default"]) for link in found] == [(linked["self"], True), (unlinked["self"], False)]
    assert found[1]["id"] == -unlinked["id"]
    assert found[1] in carol.http.get(found[1]["self"]).json()["results"]
    assert carol.get(path, includeGlobalAccounts="maybe").status_code == 400


def test_all_users_read_and_only_users_with_the_permission_write(alice: Person, bob: Person, carol: Person) -> None:
    create_account(carol, "ACME")  # bob leads it
    create_link(carol, "ACME")

    for person in (alice, bob):
        assert person.post("/account-links", ACME_TO_NORTH).status_code == 403
        assert person.http.patch("/4/account-links/1/make-default").status_code == 403
        assert person.delete("/account-links/1").status_code == 403


def test_a_long_list_runs_the_same_number_of_statements_as_a_list_of_one(carol: Person, database: Database) -> None:
    paths = ("/account-links/project/NORTH", "/accounts/A0/links")
    create_account(carol, "A0")
    create_link(carol, "A0")
    with statements(database) as for_one:
        assert [len(carol.get(path, includeGlobalAccounts=True).json()["results"]) for path in paths] == [1, 1]
    for n in range(1, 10):
        create_account(carol, f"A{n}", **{"global": n % 2 == 0})
        if n < 6:
            create_link(carol, f"A{n}")
    create_link(carol, "A0", SOUTH)
    with statements(database) as for_many:
        assert [len(carol.get(path, includeGlobalAccounts=True).json()["results"]) for path in paths] == [8, 2]

    assert len(for_one) == len(for_many)
