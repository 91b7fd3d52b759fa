"""PUT and DELETE /4/accounts/{key}."""

from sqlalchemy import text

from andante.kit.database import Database
from tests.cast import ACCOUNT_IDS, NORTH, Person, message

from .bookkeeping import MINIMAL, create_account, create_attribute, create_link


def test_an_update_replaces_everything_except_the_key(carol: Person) -> None:
    carol.post("/customers", {"key": "X", "name": "X"})
    create_account(carol, "ACME", customerKey="X", monthlyBudget=10, externalContactName="Zoë", **{"global": True})

    changed = carol.put("/accounts/ACME", MINIMAL | {"name": "New", "status": "CLOSED", "leadAccountId": ACCOUNT_IDS["dave"]})

    assert changed.status_code == 200
    assert changed.json() == carol.get("/accounts/1").json()
    assert changed.json().keys() == {"self", "id", "key", "name", "status", "global", "lead", "links"}
    assert (changed.json()["name"], changed.json()["status"], changed.json()["global"]) == ("New", "CLOSED", False)
    assert changed.json()["lead"]["accountId"] == ACCOUNT_IDS["dave"]


def test_the_key_cannot_change(carol: Person) -> None:
    create_account(carol, "ACME")
    changed = carol.put("/accounts/ACME", MINIMAL | {"key": "BETA"})

    assert changed.status_code == 400
    assert message(changed) == "'key' of the account 'ACME' can't change to 'BETA'"
    assert carol.get("/accounts/1").json()["key"] == "ACME"


def test_bad_input_changes_nothing(carol: Person) -> None:
    before = create_account(carol, "ACME")

    assert carol.put("/accounts/ACME", MINIMAL | {"customerKey": "NIX"}).status_code == 400
    assert carol.put("/accounts/ACME", {}).status_code == 400
    assert carol.put("/accounts/NIX", MINIMAL).status_code == 404
    assert carol.get("/accounts/1").json() == before


def test_a_numeric_key_is_not_an_id(carol: Person) -> None:
    create_account(carol, "2")
    create_account(carol, "1")

    assert carol.get("/accounts/1").json()["key"] == "2"
    assert carol.put("/accounts/1", MINIMAL | {"key": "1", "name": "changed"}).json()["id"] == 2
    create_link(carol, "1")
    assert [link["account"]["self"][-1] for link in carol.get("/accounts/1/links").json()["results"]] == ["2"]
    assert carol.get("/accounts/2/links").json()["results"] == []
    assert carol.delete("/accounts/2").status_code == 204
    assert carol.get("/accounts/1").status_code == 404
    assert carol.get("/accounts/2").json()["name"] == "changed"


def test_an_account_in_use_cannot_be_deleted(carol: Person) -> None:
    create_account(carol, "ACME", **{"global": True})
    link = create_link(carol, "ACME")
    attribute = create_attribute(carol)
    worklog = carol.logs(attributes=[{"key": attribute, "value": "ACME"}])

    refused = carol.delete("/accounts/ACME")
    assert refused.status_code == 400
    assert message(refused) == "The account 'ACME' can't be deleted: it is used by account links and worklog attribute values"
    carol.delete(f"/account-links/{link}")
    assert message(carol.delete("/accounts/ACME")) == "The account 'ACME' can't be deleted: it is used by worklog attribute values"
    carol.delete(f"/worklogs/{worklog['tempoWorklogId']}")
    assert carol.delete("/accounts/ACME").status_code == 204
    assert carol.get("/accounts/1").status_code == 404
    assert carol.delete("/accounts/ACME").status_code == 404


def test_changing_and_deleting_need_the_permission(alice: Person, bob: Person, carol: Person) -> None:
    create_account(carol, "ACME")  # bob leads it

    for person in (alice, bob):
        assert person.put("/accounts/ACME", MINIMAL).status_code == 403
        assert person.delete("/accounts/ACME").status_code == 403
        assert person.put("/accounts/NIX", MINIMAL).status_code == 403


def test_every_write_adds_a_change_log_record(carol: Person, database: Database) -> None:
    carol.post("/customers", {"key": "X", "name": "X"})
    carol.put("/customers/X", {"key": "X", "name": "Y"})
    carol.post("/account-categories", {"key": "X", "name": "X"})
    carol.put("/account-categories/X", {"key": "X", "name": "Y"})
    create_account(carol, "ACME", customerKey="X")
    create_account(carol, "BETA")
    carol.put("/accounts/ACME", MINIMAL)
    create_link(carol, "ACME", NORTH, default=True)
    create_link(carol, "BETA", NORTH, default=True)
    carol.http.patch("/4/account-links/1/make-default")
    for path in ("/account-links/1", "/accounts/ACME", "/account-categories/X", "/customers/X"):
        assert carol.delete(path).status_code == 204

    with database.read() as db:
        rows = db.execute(text("SELECT entity, entity_id, action, actor FROM changes WHERE actor = :me ORDER BY id"), {"me": carol.id})
        logged = [f"{row.entity} {row.entity_id} {row.action}" for row in rows]
    assert logged == [
        "customer 1 Created",
        "customer 1 Updated",
        "accountcategory 1 Created",
        "accountcategory 1 Updated",
        "account 1 Created",
        "account 2 Created",
        "account 1 Updated",
        "accountlink 1 Created",
        "accountlink 1 Updated",
        "accountlink 2 Created",
        "accountlink 2 Updated",
        "accountlink 1 Updated",
        "accountlink 1 Deleted",
        "account 1 Deleted",
        "accountcategory 1 Deleted",
        "customer 1 Deleted",
    ]
