"""Accounts in the ACCOUNT attribute of a worklog."""

from typing import Any

import httpx
import pytest

from andante.kit.database import Database
from tests.accounts.accounts.bookkeeping import MINIMAL, create_account, create_attribute, create_link
from tests.cast import ACCOUNT_IDS, NORTH, NORTH_1, SOUTH, SOUTH_1, Company, Person, message
from tests.statements import statements

WORK = {"authorAccountId": ACCOUNT_IDS["alice"], "issueId": NORTH_1, "startDate": "2026-03-17", "timeSpentSeconds": 3600}
LABEL = "Work attribute 'Account' (_Account_): "


@pytest.fixture(autouse=True)
def accounts(carol: Person) -> None:
    create_attribute(carol)
    create_account(carol, "LINKED")
    create_link(carol, "LINKED", NORTH)
    create_account(carol, "ELSEWHERE")
    create_link(carol, "ELSEWHERE", SOUTH)
    create_account(carol, "GLOBAL", **{"global": True})
    create_account(carol, "CLOSED", status="CLOSED", **{"global": True})
    create_account(carol, "OLD", status="ARCHIVED", **{"global": True})


def with_account(account: str, **more: Any) -> dict[str, Any]:
    return WORK | {"attributes": [{"key": "_Account_", "value": account}]} | more


def refusal(response: httpx.Response) -> str:
    assert response.status_code == 400
    return message(response)


@pytest.mark.parametrize("account", ["LINKED", "GLOBAL"])
def test_time_can_be_logged_on_an_open_account_that_is_linked_or_global(alice: Person, account: str) -> None:
    response = alice.post("/worklogs", with_account(account))

    assert response.status_code == 200
    assert response.json()["attributes"]["values"] == [{"key": "_Account_", "value": account}]


@pytest.mark.parametrize(
    ("account", "text"),
    [
        ("xyz", "Account 'xyz' not found"),
        ("linked", "Account 'linked' not found"),
        ("", "Account '' not found"),
        ("1", "Account '1' not found"),
        ("ELSEWHERE", "Account 'ELSEWHERE' is neither linked to the project of the issue nor global"),
        ("CLOSED", "Account 'CLOSED' is CLOSED, and the global configuration doesn't allow logging on closed accounts"),
        ("OLD", "Account 'OLD' is ARCHIVED, so no time can be logged on it"),
    ],
)
def test_any_other_account_is_refused_with_the_reason(alice: Person, account: str, text: str) -> None:
    assert refusal(alice.post("/worklogs", with_account(account))) == LABEL + text
    assert alice.get("/worklogs").json()["results"] == []


def test_time_can_be_logged_on_a_closed_account_if_configured_but_not_on_an_archived_one(
    company: Company, alice: Person, database: Database
) -> None:
    company.configure(database, allow_logging_on_closed_account=True)

    assert alice.post("/worklogs", with_account("CLOSED")).status_code == 200
    assert "ARCHIVED" in refusal(alice.post("/worklogs", with_account("OLD")))


def test_a_move_to_another_project_checks_the_account_again(alice: Person) -> None:
    id = alice.post("/worklogs", with_account("LINKED")).json()["tempoWorklogId"]

    assert "neither linked" in refusal(alice.put(f"/worklogs/{id}", with_account("LINKED", issueId=SOUTH_1)))
    assert alice.put(f"/worklogs/{id}", with_account("ELSEWHERE", issueId=SOUTH_1)).status_code == 200
    assert alice.put(f"/worklogs/{id}", WORK | {"issueId": SOUTH_1}).json()["attributes"]["values"] == []


def test_a_worklog_on_an_account_that_was_closed_cannot_be_changed(alice: Person, carol: Person) -> None:
    id = alice.post("/worklogs", with_account("LINKED")).json()["tempoWorklogId"]
    carol.put("/accounts/LINKED", MINIMAL | {"key": "LINKED", "status": "CLOSED"})

    assert "CLOSED" in refusal(alice.put(f"/worklogs/{id}", with_account("LINKED", timeSpentSeconds=7200)))
    assert alice.get(f"/worklogs/{id}").json()["timeSpentSeconds"] == 3600


def test_bulk_creation_reports_the_index_of_a_worklog_with_a_wrong_account(alice: Person) -> None:
    drafts = [with_account("LINKED"), with_account("xyz"), with_account("GLOBAL"), with_account("OLD")]
    text = refusal(alice.post("/worklogs/issue/NORTH-1/bulk", drafts))

    assert text == f"[1] {LABEL}Account 'xyz' not found; [3] {LABEL}Account 'OLD' is ARCHIVED, so no time can be logged on it"
    assert alice.get("/worklogs").json()["results"] == []


def test_the_accounts_of_fifty_worklogs_are_loaded_in_one_statement(alice: Person, database: Database) -> None:
    with statements(database) as for_two:
        assert alice.post("/worklogs/issue/NORTH-1/bulk", [with_account("LINKED") | {"timeSpentSeconds": 60}] * 2).status_code == 200
    with statements(database) as for_fifty:
        drafts = [with_account(account) | {"timeSpentSeconds": 60} for account in ("LINKED", "GLOBAL") for _ in range(25)]
        assert alice.post("/worklogs/issue/NORTH-1/bulk", drafts).status_code == 200

    queries_for_two, queries_for_fifty = ([text for text in texts if text.startswith("SELECT")] for texts in (for_two, for_fifty))
    assert len([text for text in queries_for_fifty if "FROM accounts" in text]) == 1
    assert queries_for_two == queries_for_fifty


def test_no_accounts_are_loaded_for_a_worklog_without_an_account(alice: Person, database: Database) -> None:
    with statements(database) as executed:
        alice.post("/worklogs", WORK)

    assert [text for text in executed if "accounts" in text] == []


def test_added_accounts_are_checked_against_the_project_of_each_worklog(alice: Person, carol: Person) -> None:
    other = create_attribute(carol, "Note", "INPUT_FIELD")
    north = alice.logs()["tempoWorklogId"]
    south = alice.logs(issueId=SOUTH_1)["tempoWorklogId"]

    def add(*pairs: tuple[int, str]) -> httpx.Response:
        values = [[{"key": other, "value": "x"}, {"key": "_Account_", "value": account}] for _, account in pairs]
        body = [{"tempoWorklogId": id, "attributeValues": entries} for (id, _), entries in zip(pairs, values, strict=True)]
        return alice.post("/worklogs/work-attribute-values", body)

    assert "'LINKED' is neither linked" in refusal(add((north, "LINKED"), (south, "LINKED")))
    assert "Account 'xyz' not found" in refusal(add((north, "xyz"), (south, "ELSEWHERE")))
    assert add((north, "LINKED"), (south, "ELSEWHERE")).status_code == 204
    assert alice.get(f"/worklogs/{south}/work-attribute-values/_Account_").json()["value"] == "ELSEWHERE"
    assert carol.delete("/accounts/ELSEWHERE").status_code == 400


def test_an_attribute_of_another_type_may_contain_any_text(alice: Person, carol: Person) -> None:
    key = create_attribute(carol, "Note", "INPUT_FIELD")

    assert alice.post("/worklogs", WORK | {"attributes": [{"key": key, "value": "xyz"}]}).status_code == 200
