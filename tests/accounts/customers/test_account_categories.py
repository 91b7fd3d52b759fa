"""/4/account-categories and /4/account-category-types."""

from typing import Any

import pytest

from tests.accounts.accounts.bookkeeping import create_account
from tests.cast import BASE_URL, Person, message

DEV = {"key": "300", "name": "Development", "typeName": "CAPITALIZED"}


def test_a_category_is_created_and_read_by_key(carol: Person, alice: Person) -> None:
    created = carol.post("/account-categories", DEV)

    assert created.status_code == 200
    assert created.json() == {
        "self": f"{BASE_URL}/4/account-categories/300",
        "id": 1,
        "key": "300",
        "name": "Development",
        "type": {"name": "CAPITALIZED"},
    }
    assert alice.get("/account-categories/300").json() == created.json()
    assert alice.get("/account-categories").json() == {
        "self": f"{BASE_URL}/4/account-categories",
        "metadata": {"count": 1},
        "results": [created.json()],
    }


def test_a_category_may_have_no_type(carol: Person) -> None:
    assert "type" not in carol.post("/account-categories", {"key": "X", "name": "X"}).json()


def test_the_list_with_an_id_contains_that_category_only(carol: Person) -> None:
    carol.post("/account-categories", DEV)
    carol.post("/account-categories", {"key": "1", "name": "key looks like an id"})

    assert [category["key"] for category in carol.get("/account-categories", id=1).json()["results"]] == ["300"]
    assert carol.get("/account-categories", id=300).json()["results"] == []
    assert carol.get("/account-categories", id=0).json()["results"] == []
    assert carol.get("/account-categories", id="x").status_code == 400
    assert carol.get("/account-categories", id=-1).status_code == 400
    assert carol.get("/account-categories", id=10**20).status_code == 400


def test_the_four_types_are_listed(alice: Person) -> None:
    result = alice.get("/account-category-types").json()

    assert [type["name"] for type in result["results"]] == ["BILLABLE", "CAPITALIZED", "INTERNAL", "OPERATIONAL"]
    assert result["metadata"] == {"count": 4}


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"key": ""}, "'key' must be text"),
        ({"key": "a/b"}, "without '/'"),
        ({"name": ""}, "'name' must be text of 1 to 255 characters"),
        ({"typeName": "billable"}, "'typeName' must be one of BILLABLE, CAPITALIZED, INTERNAL, OPERATIONAL, not 'billable'"),
        ({"typeName": 1}, "'typeName' must be one of"),
    ],
)
def test_bad_input_is_refused_with_the_field_and_changes_nothing(carol: Person, wrong: dict[str, Any], expected: str) -> None:
    response = carol.post("/account-categories", DEV | wrong)

    assert response.status_code == 400
    assert expected in message(response)
    assert carol.get("/account-categories").json()["results"] == []


def test_a_key_is_unique(carol: Person) -> None:
    carol.post("/account-categories", DEV)

    assert message(carol.post("/account-categories", DEV)) == "Account category with this key already exists: '300'"


def test_an_update_replaces_name_and_type_and_keeps_the_key(carol: Person) -> None:
    carol.post("/account-categories", DEV)
    changed = carol.put("/account-categories/300", {"key": "300", "name": "Dev"})

    assert (changed.json()["name"], "type" in changed.json()) == ("Dev", False)
    assert carol.put("/account-categories/300", DEV | {"key": "301"}).status_code == 400
    assert carol.put("/account-categories/nix", DEV).status_code == 404
    assert carol.get("/account-categories/nix").status_code == 404


def test_a_category_of_accounts_cannot_be_deleted(carol: Person) -> None:
    carol.post("/account-categories", DEV)
    create_account(carol, "BOOKS", categoryKey="300")

    refused = carol.delete("/account-categories/300")
    assert refused.status_code == 400
    assert message(refused) == "The account category '300' can't be deleted: it is used by accounts"
    carol.delete("/accounts/BOOKS")
    assert carol.delete("/account-categories/300").status_code == 204
    assert carol.delete("/account-categories/300").status_code == 404


def test_all_users_read_and_only_users_with_the_permission_write(alice: Person, carol: Person) -> None:
    carol.post("/account-categories", DEV)

    assert alice.post("/account-categories", DEV).status_code == 403
    assert alice.put("/account-categories/300", DEV).status_code == 403
    assert alice.delete("/account-categories/300").status_code == 403
