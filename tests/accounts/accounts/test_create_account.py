"""POST /4/accounts."""

from typing import Any

import pytest

from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from andante.organization.permissions import actions as permissions
from andante.scopes import Permission
from tests.cast import ACCOUNT_IDS, BASE_URL, Person, message

from .bookkeeping import MINIMAL


def test_an_account_is_created_and_returned_as_documented(carol: Person) -> None:
    carol.post("/customers", {"key": "SONS", "name": "Acme & Sons"})
    carol.post("/account-categories", {"key": "DEV", "name": "Development", "typeName": "BILLABLE"})
    more = {"customerKey": "SONS", "categoryKey": "DEV", "contactAccountId": ACCOUNT_IDS["dave"], "monthlyBudget": 160, "global": True}

    response = carol.post("/accounts", MINIMAL | more)

    assert response.status_code == 200
    assert response.json() == {
        "self": f"{BASE_URL}/4/accounts/1",
        "id": 1,
        "key": "ACME",
        "name": "Acme",
        "status": "OPEN",
        "global": True,
        "lead": {"self": f"{BASE_URL}/rest/api/2/user?accountId=712020:bob", "accountId": "712020:bob"},
        "links": {"self": f"{BASE_URL}/4/accounts/ACME/links"},
        "contact": {"type": "USER", "self": f"{BASE_URL}/rest/api/2/user?accountId=712020:dave", "accountId": "712020:dave"},
        "customer": {"self": f"{BASE_URL}/4/customers/1", "id": 1, "key": "SONS", "name": "Acme & Sons"},
        "category": {
            "self": f"{BASE_URL}/4/account-categories/DEV",
            "id": 1,
            "key": "DEV",
            "name": "Development",
            "type": {"name": "BILLABLE"},
        },
        "monthlyBudget": 160,
    }


def test_missing_fields_are_missing_from_the_response(carol: Person) -> None:
    account = carol.post("/accounts", MINIMAL).json()

    assert account["global"] is False
    assert account.keys() == {"self", "id", "key", "name", "status", "global", "lead", "links"}


def test_an_external_contact_has_a_name(carol: Person) -> None:
    account = carol.post("/accounts", MINIMAL | {"externalContactName": "Zoë Example"}).json()

    assert account["contact"] == {"type": "EXTERNAL", "displayName": "Zoë Example"}


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"key": ""}, "'key' must be 1 to 255 letters, digits, '_', '.' and '-', and not 'search', '.' or '..', not ''"),
        ({"key": "A B"}, "'key' must be 1 to 255 letters"),
        ({"key": "A\n"}, "'key' must be 1 to 255 letters"),
        ({"key": "Ä"}, "'key' must be 1 to 255 letters"),
        ({"key": "search"}, "'key' must be 1 to 255 letters"),
        ({"key": ".."}, "'key' must be 1 to 255 letters"),
        ({"key": "x" * 256}, "'key' must be 1 to 255 letters"),
        ({"key": None}, "'key' must be"),
        ({"name": ""}, "'name' must be text of 1 to 255 characters"),
        ({"name": "a\0b"}, "'name' must be text"),
        ({"name": "x" * 10_000_000}, "'name' must be text of 1 to 255 characters"),
        ({"status": "open"}, "'status' must be one of"),
        ({"status": None}, "'status' must be one of"),
        ({"leadAccountId": ""}, "'leadAccountId' must be text of 1 to 255 characters"),
        ({"leadAccountId": "712020:unknown"}, "'leadAccountId' names the user '712020:unknown', who does not exist"),
        ({"contactAccountId": "712020:unknown"}, "'contactAccountId' names the user '712020:unknown', who does not exist"),
        ({"contactAccountId": "712020:dave", "externalContactName": "Zoë"}, "'contactAccountId' and 'externalContactName' can't both"),
        ({"customerKey": "NIX"}, "'customerKey' names the customer 'NIX', which does not exist"),
        ({"customerKey": ""}, "'customerKey' must be text"),
        ({"categoryKey": "NIX"}, "'categoryKey' names the account category 'NIX', which does not exist"),
        ({"monthlyBudget": -1}, "'monthlyBudget' must be a whole number from 0 to 2147483647, not -1"),
        ({"monthlyBudget": 2**31}, "'monthlyBudget' must be a whole number from 0"),
        ({"monthlyBudget": 10**30}, "'monthlyBudget' must be a whole number from 0"),
        ({"monthlyBudget": "1.5"}, "'monthlyBudget' must be a whole number from 0"),
        ({"global": "maybe"}, "'global' must be true or false"),
    ],
)
def test_bad_input_is_refused_with_the_field_and_changes_nothing(carol: Person, wrong: dict[str, Any], expected: str) -> None:
    response = carol.post("/accounts", MINIMAL | wrong)

    assert response.status_code == 400
    assert expected in message(response)
    assert carol.post("/accounts/search", {}).json()["results"] == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"key":"\xff"}'])
def test_a_body_that_is_not_an_account_is_refused(carol: Person, body: bytes) -> None:
    response = carol.http.post("/4/accounts", content=body)

    assert response.status_code == 400
    assert message(response)


def test_a_key_is_unique(carol: Person) -> None:
    carol.post("/accounts", MINIMAL)
    again = carol.post("/accounts", MINIMAL | {"name": "Other"})

    assert again.status_code == 400
    assert message(again) == "Account with this key already exists: 'ACME'"


def test_creating_accounts_needs_the_permission_to_manage_them(alice: Person, frank: Person, database: Database) -> None:
    assert alice.post("/accounts", MINIMAL).status_code == 403
    assert frank.post("/accounts", MINIMAL).status_code == 403

    with database.write() as db:
        call = Call(db, SYSTEM, clock.now())
        permissions.create_global_role(call, "Accounting", [Permission.ACCOUNT_MANAGE], [ACCOUNT_IDS["alice"]])
    assert alice.post("/accounts", MINIMAL).status_code == 200


def test_a_token_without_the_scope_neither_reads_nor_writes(eve: Person) -> None:
    assert eve.get("/accounts").status_code == 403
    assert eve.post("/accounts", MINIMAL).status_code == 403
