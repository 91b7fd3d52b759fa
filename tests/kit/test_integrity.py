"""Violated constraints of the database are refused like any other bad input."""

import pytest
from sqlalchemy import text

from andante.accounts.customers import store as customers
from andante.kit.database import Database
from andante.kit.errors import Invalid
from tests.cast import Person, message

ACCOUNT = "INSERT INTO accounts (id, key, name, status, is_global, lead_id) VALUES (1, 'A', 'A', {status}, true, {lead})"


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        (
            ["INSERT INTO customers (id, key, name) VALUES (1, 'A', 'A'), (2, 'A', 'A')"],
            "This customers key already exists",
        ),
        (["INSERT INTO customers (id, key, name) VALUES (1, 'A', 'A'), (1, 'B', 'A')"], "already exists"),
        ([ACCOUNT.format(status="'OPEN'", lead="'nobody'")], "A referenced object has just been deleted"),
        ([ACCOUNT.format(status="'LOST'", lead="'712020:bob'")], "This accounts status is not allowed"),
        ([ACCOUNT.format(status="NULL", lead="'712020:bob'")], "This accounts status is not allowed"),
        (
            [
                ACCOUNT.format(status="'OPEN'", lead="'712020:bob'"),
                "INSERT INTO account_links (account_id, project_id, is_default) VALUES (1, 10000, false)",
                "INSERT INTO account_links (account_id, project_id, is_default) VALUES (1, 10000, false)",
            ],
            "This account links account id",
        ),
        (
            [
                ACCOUNT.format(status="'OPEN'", lead="'712020:bob'"),
                "INSERT INTO account_links (account_id, project_id, is_default) VALUES (1, 10000, false)",
                "DELETE FROM accounts",
            ],
            "or a new object refers to the deleted one",
        ),
    ],
)
def test_a_violated_constraint_is_refused_with_a_message(database: Database, statements: list[str], expected: str) -> None:
    with pytest.raises(Invalid, match=expected):
        run(database, statements)


def run(database: Database, statements: list[str]) -> None:
    with database.write() as db:
        for statement in statements:
            db.execute(text(statement))


def test_the_response_is_a_400_and_nothing_changes(carol: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    carol.post("/customers", {"key": "A", "name": "first"})
    monkeypatch.setattr(customers, "customer_by_key", lambda db, key: None)

    response = carol.post("/customers", {"key": "A", "name": "second"})

    assert response.status_code == 400
    assert message(response) == "This customers key already exists"
    assert [customer["name"] for customer in carol.get("/customers").json()["results"]] == ["first"]
