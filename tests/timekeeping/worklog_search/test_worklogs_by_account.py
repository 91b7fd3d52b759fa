"""GET /4/worklogs/account/{accountKey}."""

import random
from typing import Any

import pytest

from andante.accounts.accounts import actions as accounts
from andante.directory.issues import queries as issues
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from andante.timekeeping.worklog_search import store
from tests.accounts.accounts.bookkeeping import create_account, create_attribute, create_link
from tests.cast import NORTH, NORTH_1, NORTH_2, SOUTH_1, Person, ids, message


@pytest.fixture(autouse=True)
def open_accounts(carol: Person) -> None:
    create_attribute(carol)
    for key in ("A", "B", "C"):
        create_account(carol, key, **{"global": True})


def put_on_issue(database: Database, issue: int, key: str | None) -> None:
    with database.write() as db:
        call = Call(db, SYSTEM, clock.now())
        accounts.set_account_of_issue(call, issues.find(call, issue), key)


def logs(person: Person, account: str | None = None, **more: Any) -> int:
    attributes = [{"key": "_Account_", "value": account}] if account else []
    return int(person.logs(attributes=attributes, **more)["tempoWorklogId"])


def test_the_worklogs_with_the_account_are_listed(alice: Person) -> None:
    logs(alice)
    mine = logs(alice, "A")
    logs(alice, "B")

    assert ids(alice.get("/worklogs/account/A")) == [mine]
    assert alice.get("/worklogs/account/C").json()["metadata"] == {"count": 0, "offset": 0, "limit": 50}


def test_the_attribute_has_priority_over_the_issue_and_the_issue_over_the_default(alice: Person, carol: Person, database: Database) -> None:
    by_default = logs(alice, issueId=NORTH_2)
    by_issue = logs(alice, issueId=NORTH_1)
    by_attribute = logs(alice, "C", issueId=NORTH_1)
    logs(alice, issueId=SOUTH_1)
    assert ids(alice.get("/worklogs/account/A")) == []

    create_link(carol, "A", NORTH, default=True)
    assert ids(alice.get("/worklogs/account/A")) == [by_default, by_issue]
    put_on_issue(database, NORTH_1, "B")
    assert ids(alice.get("/worklogs/account/A")) == [by_default]
    assert ids(alice.get("/worklogs/account/B")) == [by_issue]
    assert ids(alice.get("/worklogs/account/C")) == [by_attribute]
    put_on_issue(database, NORTH_1, None)
    assert ids(alice.get("/worklogs/account/A")) == [by_default, by_issue]


def test_a_link_that_is_not_the_default_has_no_effect(alice: Person, carol: Person) -> None:
    logs(alice)
    create_link(carol, "A", NORTH)

    assert ids(alice.get("/worklogs/account/A")) == []


def test_an_unknown_account_is_not_found(alice: Person) -> None:
    response = alice.get("/worklogs/account/NIX")

    assert response.status_code == 404
    assert message(response) == "Account 'NIX' not found"
    assert alice.get("/worklogs/account/1").status_code == 404


def test_the_worklogs_of_an_archived_account_are_listed(alice: Person, carol: Person) -> None:
    mine = logs(alice, "A")
    account = carol.get("/accounts/1").json()
    carol.put("/accounts/A", account | {"status": "ARCHIVED", "leadAccountId": carol.id})

    assert ids(alice.get("/worklogs/account/A")) == [mine]


def test_a_user_sees_only_worklogs_that_they_may_view(alice: Person, dave: Person, frank: Person) -> None:
    hers, his = logs(alice, "A"), logs(dave, "A")

    assert ids(alice.get("/worklogs/account/A")) == [hers]
    assert ids(dave.get("/worklogs/account/A")) == [his]
    assert ids(frank.get("/worklogs/account/A")) == [hers, his]


def test_the_list_can_be_filtered_by_dates_and_by_last_change(alice: Person, stopped_clock: Any) -> None:
    first, second, third = (logs(alice, "A", on=f"2026-03-{day}") for day in (10, 11, 12))
    stopped_clock.advance(3600)
    late = logs(alice, "A", on="2026-03-01")

    assert ids(alice.get("/worklogs/account/A")) == [late, first, second, third]
    assert ids(alice.get("/worklogs/account/A", from_="2026-03-11")) == [second, third]
    assert ids(alice.get("/worklogs/account/A", from_="2026-03-02", to="2026-03-11")) == [first, second]
    assert ids(alice.get("/worklogs/account/A", updatedFrom="2026-03-18T12:30:00Z")) == [late]
    assert alice.get("/worklogs/account/A", from_="2026-03-12", to="2026-03-11").status_code == 400
    assert alice.get("/worklogs/account/A", from_="2026-02-30").status_code == 400
    assert alice.get("/worklogs/account/A", limit=0).status_code == 400


def test_a_worklog_with_accounts_in_two_attributes_is_listed_once_for_each_account(alice: Person, carol: Person) -> None:
    second = create_attribute(carol, "Cost")
    both = [[{"key": "_Account_", "value": "A"}, {"key": second, "value": value}] for value in ("A", "B")]
    same, two = (alice.logs(attributes=pairs)["tempoWorklogId"] for pairs in both)

    assert ids(alice.get("/worklogs/account/A")) == [same, two]
    assert ids(alice.get("/worklogs/account/B")) == [two]


@pytest.mark.parametrize("window", [0, 1000])
def test_following_next_links_returns_each_worklog_once_in_order_for_large_and_small_accounts(
    alice: Person, carol: Person, database: Database, window: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "MIN_WINDOW", window)
    create_link(carol, "A", NORTH, default=True)
    put_on_issue(database, NORTH_2, "B")
    generator = random.Random(7)
    expected: dict[str, list[tuple[str, int]]] = {"A": [], "B": [], "C": []}
    of_issue = {NORTH_1: "A", NORTH_2: "B", SOUTH_1: None}
    for number in range(120):
        issue = generator.choice([NORTH_1, NORTH_1, NORTH_2, SOUTH_1])
        in_attribute = generator.choice([None, None, "A", "B"]) if number % 40 else "C"
        day = f"2026-03-{generator.randint(1, 17):02}"
        id = logs(alice, in_attribute, issueId=issue, on=day)
        if account := in_attribute or of_issue[issue]:
            expected[account].append((day, id))

    for account, entries in expected.items():
        for limit in (1, 2, 7, 50):
            collected, url = list[int](), f"/4/worklogs/account/{account}?limit={limit}"
            while url:
                result = alice.http.get(url)
                collected += ids(result)
                url = result.json()["metadata"].get("next", "")
            assert collected == [id for _, id in sorted(entries)]
        beyond = ids(alice.get(f"/worklogs/account/{account}", limit=3, offset=2))
        assert beyond == [id for _, id in sorted(entries)][2:5]
        few = ids(alice.get(f"/worklogs/account/{account}", limit=3, from_="2026-03-09", to="2026-03-12"))
        assert few == [id for day, id in sorted(entries) if "2026-03-09" <= day <= "2026-03-12"][:3]
