"""GET /4/accounts, GET /4/accounts/{id}, POST /4/accounts/search, GET /4/customers/{id}/accounts."""

from typing import Any

import httpx
import pytest
from sqlalchemy import insert

from andante.accounts.accounts.store import accounts
from andante.kit.database import Database
from tests.cast import ACCOUNT_IDS, Person
from tests.statements import statements

from .bookkeeping import create_account


def keys(response: httpx.Response) -> list[str]:
    assert response.status_code == 200, response.text
    return [account["key"] for account in response.json()["results"]]


@pytest.fixture
def four_accounts(carol: Person) -> None:
    create_account(carol, "A")
    create_account(carol, "B", status="CLOSED")
    create_account(carol, "C", status="ARCHIVED")
    create_account(carol, "D", **{"global": True})


def account_rows(count: int) -> list[dict[str, Any]]:
    return [
        {"key": f"MANY-{n}", "name": "Many", "status": "OPEN", "is_global": False, "lead_id": ACCOUNT_IDS["bob"], "customer_id": 1}
        for n in range(count)
    ]


@pytest.mark.usefixtures("four_accounts")
def test_all_users_see_the_accounts_that_are_not_archived(alice: Person) -> None:
    assert keys(alice.get("/accounts")) == ["A", "B", "D"]


@pytest.mark.usefixtures("four_accounts")
@pytest.mark.parametrize(
    ("search", "found"),
    [
        ({}, ["A", "B", "C", "D"]),
        ({"statuses": ["ARCHIVED"]}, ["C"]),
        ({"statuses": ["OPEN", "CLOSED", "OPEN"]}, ["A", "B", "D"]),
        ({"statuses": []}, ["A", "B", "C", "D"]),
        ({"keys": ["C", "A", "NIX", "a"]}, ["A", "C"]),
        ({"ids": [1, "2", 99]}, ["A", "B"]),
        ({"global": True}, ["D"]),
        ({"global": False}, ["A", "B", "C"]),
        ({"ids": [1, 2], "statuses": ["CLOSED"], "keys": ["A", "B"], "global": False}, ["B"]),
        ({"ids": [1], "keys": ["B"]}, []),
    ],
)
def test_a_search_matches_all_fields_and_any_value_of_each(alice: Person, search: dict[str, Any], found: list[str]) -> None:
    assert keys(alice.post("/accounts/search", search)) == found


@pytest.mark.parametrize(
    "search", [{"ids": "1"}, {"ids": [0]}, {"ids": [2**63]}, {"ids": ["x"]}, {"keys": [""]}, {"statuses": ["OLD"]}, {"global": "x"}, []]
)
def test_an_invalid_search_is_refused(alice: Person, search: Any) -> None:
    assert alice.post("/accounts/search", search).status_code == 400


@pytest.mark.usefixtures("four_accounts")
def test_an_archived_account_is_read_by_id(alice: Person) -> None:
    assert alice.get("/accounts/3").json()["status"] == "ARCHIVED"


@pytest.mark.parametrize("id", ["0", "99", "-1", "A", "9" * 30, "%00", "%20"])
@pytest.mark.usefixtures("four_accounts")
def test_an_unknown_account_id_is_not_found(alice: Person, id: str) -> None:
    assert alice.get(f"/accounts/{id}").status_code == 404


@pytest.mark.parametrize("paging", [{"limit": 0}, {"limit": -1}, {"limit": "abc"}, {"offset": -1}, {"offset": "x"}, {"cursor": "x"}])
def test_invalid_paging_is_refused(alice: Person, paging: dict[str, Any]) -> None:
    assert alice.get("/accounts", **paging).status_code == 400
    assert alice.post("/accounts/search", {}, **paging).status_code == 400


def test_the_accounts_of_a_customer_are_listed_with_any_status(carol: Person, alice: Person) -> None:
    carol.post("/customers", {"key": "X", "name": "X"})
    carol.post("/customers", {"key": "Y", "name": "Y"})
    create_account(carol, "A", customerKey="Y")
    create_account(carol, "B", customerKey="X")
    create_account(carol, "C", customerKey="Y", status="ARCHIVED")

    assert keys(alice.get("/customers/2/accounts")) == ["A", "C"]
    assert keys(alice.get("/customers/2/accounts", limit=1, offset=1)) == ["C"]


def test_ten_thousand_accounts_are_read_page_by_page(carol: Person, database: Database) -> None:
    carol.post("/customers", {"key": "X", "name": "X"})
    with database.write() as db:
        db.execute(insert(accounts), account_rows(10_000))

    for start in ("/accounts?limit=5000", "/customers/1/accounts?limit=1000"):
        url, ids, statement_counts = f"/4{start}", list[int](), set[int]()
        for page in range(10):
            with statements(database) as run:
                result = carol.http.get(url).json()
            assert result["metadata"]["limit"] == 1000
            ids += [account["id"] for account in result["results"]]
            statement_counts.add(len(run))
            url = result["metadata"].get("next", "")
            assert bool(url) == (page < 9)
        assert ids == list(range(1, 10_001))
        assert len(statement_counts) == 1


def test_a_list_of_a_hundred_runs_the_same_number_of_statements_as_a_list_of_one(carol: Person, database: Database) -> None:
    carol.post("/customers", {"key": "X", "name": "X"})
    create_account(carol, "A", customerKey="X", contactAccountId=ACCOUNT_IDS["dave"])
    lists = ("/accounts", "/customers/1/accounts")
    with statements(database) as for_one:
        assert [len(carol.get(path, limit=100).json()["results"]) for path in lists] == [1, 1]
    with database.write() as db:
        db.execute(insert(accounts), account_rows(99))
    with statements(database) as for_many:
        assert [len(carol.get(path, limit=100).json()["results"]) for path in lists] == [100, 100]

    assert len(for_one) == len(for_many)
