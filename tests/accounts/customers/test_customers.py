"""/4/customers."""

from typing import Any

import httpx
import pytest
from sqlalchemy import insert

from andante.accounts.customers.store import customers
from andante.kit.database import Database
from tests.accounts.accounts.bookkeeping import create_account
from tests.cast import BASE_URL, Person, message
from tests.statements import statements

ACME = {"key": "ACME", "name": "Acme & Sons"}


def keys(response: httpx.Response) -> list[str]:
    assert response.status_code == 200, response.text
    return [customer["key"] for customer in response.json()["results"]]


def test_a_customer_is_created_and_read_by_id(carol: Person, alice: Person) -> None:
    created = carol.post("/customers", ACME)

    assert created.status_code == 200
    assert created.json() == {"self": f"{BASE_URL}/4/customers/1", "id": 1, "key": "ACME", "name": "Acme & Sons"}
    assert alice.get("/customers/1").json() == created.json()
    assert alice.get("/customers").json()["results"] == [created.json()]


def test_a_key_may_contain_any_character_that_a_path_can_contain(carol: Person) -> None:
    carol.post("/customers", {"key": "A & B? 100%", "name": "Odd"})

    assert carol.put("/customers/A%20%26%20B%3F%20100%25", {"key": "A & B? 100%", "name": "Even"}).json()["name"] == "Even"


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"key": None}, "'key' must be text of 1 to 255 characters"),
        ({"key": ""}, "'key' must be text of 1 to 255 characters"),
        ({"key": "a/b"}, "without '/' or control characters, and not 'search', '.' or '..', not 'a/b'"),
        ({"key": "search"}, "not 'search', '.' or '..'"),
        ({"key": ".."}, "not 'search', '.' or '..'"),
        ({"key": [7]}, "'key' must be"),
        ({"key": "x" * 256}, "'key' must be"),
        ({"name": ""}, "'name' must be text of 1 to 255 characters"),
        ({"name": "a\0b"}, "'name' must be text"),
        ({"name": "x" * 10_000_000}, "'name' must be text of 1 to 255 characters"),
        ({"name": ["Acme"]}, "'name' must be text"),
    ],
)
def test_bad_input_is_refused_with_the_field_and_changes_nothing(carol: Person, wrong: dict[str, Any], expected: str) -> None:
    response = carol.post("/customers", ACME | wrong)

    assert response.status_code == 400
    assert expected in message(response)
    assert keys(carol.get("/customers")) == []


def test_a_missing_body_is_refused_with_all_required_fields(carol: Person) -> None:
    assert message(carol.http.post("/4/customers")) == "'key' is required; 'name' is required"


def test_a_key_is_unique(carol: Person) -> None:
    carol.post("/customers", ACME)
    again = carol.post("/customers", ACME | {"name": "Other"})

    assert again.status_code == 400
    assert message(again) == "Customer with this key already exists: 'ACME'"
    assert carol.get("/customers/1").json()["name"] == "Acme & Sons"


def test_a_customer_is_renamed_and_keeps_its_key(carol: Person) -> None:
    carol.post("/customers", ACME)
    assert carol.put("/customers/ACME", ACME | {"name": "Acme"}).json()["name"] == "Acme"

    changed = carol.put("/customers/ACME", {"key": "BETA", "name": "Beta"})
    assert changed.status_code == 400
    assert message(changed) == "'key' of the customer 'ACME' can't change to 'BETA'"
    assert carol.put("/customers/NIX", ACME).status_code == 404


def test_a_numeric_key_is_not_an_id(carol: Person) -> None:
    carol.post("/customers", {"key": "2", "name": "first"})
    carol.post("/customers", {"key": "1", "name": "second"})

    assert carol.get("/customers/1").json()["name"] == "first"
    assert carol.put("/customers/1", {"key": "1", "name": "changed"}).json()["id"] == 2
    assert carol.delete("/customers/2").status_code == 204
    assert keys(carol.get("/customers")) == ["1"]
    assert carol.get("/customers/1").status_code == 404


@pytest.mark.parametrize("id", ["0", "99", "-1", "x", "9" * 30, "1.5", "%00"])
def test_an_unknown_customer_id_is_not_found(carol: Person, id: str) -> None:
    assert carol.get(f"/customers/{id}").status_code == 404
    assert carol.get(f"/customers/{id}/accounts").status_code == 404


def test_customers_are_searched_by_ids_and_keys(carol: Person, alice: Person) -> None:
    for key in ("A", "B", "C"):
        carol.post("/customers", {"key": key, "name": key})

    assert keys(alice.post("/customers/search", {"keys": ["C", "A", "NIX"]})) == ["A", "C"]
    assert keys(alice.post("/customers/search", {"ids": ["1", 2]})) == ["A", "B"]
    assert keys(alice.post("/customers/search", {"ids": [1, 2], "keys": ["B", "C"]})) == ["B"]
    assert keys(alice.post("/customers/search", {})) == ["A", "B", "C"]
    assert keys(alice.http.post("/4/customers/search")) == ["A", "B", "C"]
    assert alice.post("/customers/search", {"ids": ["x"]}).status_code == 400


def test_a_customer_with_accounts_cannot_be_deleted(carol: Person) -> None:
    carol.post("/customers", ACME)
    create_account(carol, "BOOKS", customerKey="ACME")

    refused = carol.delete("/customers/ACME")
    assert refused.status_code == 400
    assert message(refused) == "The customer 'ACME' can't be deleted: it is used by accounts"
    carol.delete("/accounts/BOOKS")
    assert carol.delete("/customers/ACME").status_code == 204
    assert carol.delete("/customers/ACME").status_code == 404


def test_all_users_read_and_only_users_with_the_permission_write(alice: Person, carol: Person, eve: Person) -> None:
    carol.post("/customers", ACME)

    assert alice.post("/customers", {"key": "MINE", "name": "Mine"}).status_code == 403
    assert alice.put("/customers/ACME", ACME).status_code == 403
    assert alice.delete("/customers/ACME").status_code == 403
    assert eve.get("/customers").status_code == 403  # the token lacks the scope


def test_a_list_of_a_hundred_runs_the_same_number_of_statements_as_a_list_of_one(carol: Person, database: Database) -> None:
    carol.post("/customers", ACME)
    with statements(database) as for_one:
        carol.get("/customers", limit=100)
    with database.write() as db:
        db.execute(insert(customers), [{"key": f"C{n}", "name": "Many"} for n in range(99)])
    with statements(database) as for_many:
        assert len(carol.get("/customers", limit=100).json()["results"]) == 100

    assert len(for_one) == len(for_many)
