"""Concurrent writers: the first one commits while the second one is running."""

import datetime as dt
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from andante.accounts.accounts import actions as accounts
from andante.accounts.accounts.store import account_links, issue_accounts
from andante.accounts.accounts.store import accounts as accounts_table
from andante.accounts.accounts.wire import AccountInput, AccountLinkInput
from andante.accounts.customers import actions as customers
from andante.accounts.customers.wire import CategoryInput, CustomerInput
from andante.directory.issues import queries as issues
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from andante.kit.errors import Invalid, Refusal
from andante.timekeeping.work_attributes import actions as attributes
from andante.timekeeping.work_attributes.wire import CreateWorkAttributeInput
from andante.timekeeping.worklogs import actions as worklogs
from andante.timekeeping.worklogs.wire import WorkAttributeValueInput, WorklogInput
from tests.cast import ACCOUNT_IDS, NORTH, NORTH_1
from tests.concurrency import concurrently

Write = Callable[[Call], Any]


def account(key: str, customer: str | None = None, is_global: bool = False) -> AccountInput:
    return AccountInput(key=key, name=key, status="OPEN", lead_account_id=ACCOUNT_IDS["bob"], customer_key=customer, global_=is_global)


def link(key: str, *, default: bool = False) -> AccountLinkInput:
    return AccountLinkInput(account_key=key, scope_id=NORTH, scope_type="PROJECT", default=default)


def worklog(value: str) -> WorklogInput:
    return WorklogInput(
        author_account_id=ACCOUNT_IDS["alice"],
        issue_id=NORTH_1,
        start_date=dt.date(2026, 3, 17),
        time_spent_seconds=60,
        attributes=[WorkAttributeValueInput("_Account_", value)],
    )


@pytest.fixture
def database_with_accounts(database: Database) -> Database:
    with database.write() as db:
        call = Call(db, SYSTEM, clock.now())
        customers.create_customer(call, CustomerInput(key="X", name="X"))
        attributes.create(call, CreateWorkAttributeInput(name="Account", type="ACCOUNT"))
        for key in ("A", "B"):
            accounts.create(call, account(key, is_global=True))
    return database


def race(database: Database, first: Write, second: Write) -> str | None:
    """Starts the second writer before the first one commits. Returns the message of the refusal, or None."""
    kinds: list[type[Refusal]] = []
    outcomes = concurrently(database, *(partial(_by_the_system, kinds, write) for write in (first, second)))
    assert outcomes[0] == ""
    assert set(kinds) <= {Invalid}
    return outcomes[1] or None


def _by_the_system(kinds: list[type[Refusal]], write: Write, call: Call) -> None:
    try:
        write(Call(call.db, SYSTEM, call.now))
    except Refusal as refusal:
        kinds.append(type(refusal))
        raise


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        pytest.param(
            lambda call: accounts.create(call, account("NEW")), lambda call: accounts.create(call, account("NEW")), "key", id="account"
        ),
        pytest.param(
            lambda call: customers.create_customer(call, CustomerInput(key="NEW", name="a")),
            lambda call: customers.create_customer(call, CustomerInput(key="NEW", name="b")),
            "key",
            id="customer",
        ),
        pytest.param(
            lambda call: customers.create_category(call, CategoryInput(key="NEW", name="a")),
            lambda call: customers.create_category(call, CategoryInput(key="NEW", name="b")),
            "key",
            id="category",
        ),
        pytest.param(lambda call: accounts.link(call, link("A")), lambda call: accounts.link(call, link("A")), "already", id="link"),
        pytest.param(
            lambda call: customers.remove_customer(call, "X"),
            lambda call: accounts.create(call, account("NEW", customer="X")),
            "",
            id="account for a customer that is deleted",
        ),
        pytest.param(
            lambda call: accounts.remove(call, "A"),
            lambda call: accounts.link(call, link("A")),
            "",
            id="link to an account that is deleted",
        ),
        pytest.param(
            lambda call: accounts.remove(call, "A"),
            lambda call: worklogs.log(call, worklog("A")),
            "",
            id="worklog on an account that is deleted",
        ),
        pytest.param(
            lambda call: accounts.link(call, link("A")),
            lambda call: accounts.remove(call, "A"),
            "",
            id="deletion of an account that is linked",
        ),
        pytest.param(
            lambda call: worklogs.log(call, worklog("A")),
            lambda call: accounts.remove(call, "A"),
            "",
            id="deletion of an account that gets a worklog",
        ),
    ],
)
def test_the_second_of_two_conflicting_writers_is_refused(
    database_with_accounts: Database, first: Write, second: Write, expected: str
) -> None:
    refused = race(database_with_accounts, first, second)

    assert refused is not None
    assert expected in refused


def test_the_second_of_two_concurrent_defaults_wins(database_with_accounts: Database) -> None:
    assert (
        race(
            database_with_accounts,
            lambda call: accounts.link(call, link("A", default=True)),
            lambda call: accounts.link(call, link("B", default=True)),
        )
        is None
    )
    with database_with_accounts.read() as db:
        rows = db.execute(account_links.select().order_by(account_links.c.id)).all()
    assert [(row.account_id, row.is_default) for row in rows] == [(1, False), (2, True)]

    assert race(database_with_accounts, lambda call: accounts.make_default(call, 1), lambda call: accounts.make_default(call, 2)) is None
    with database_with_accounts.read() as db:
        assert list(db.scalars(account_links.select().where(account_links.c.is_default))) == [2]


def test_one_of_two_concurrent_accounts_of_an_issue_remains(database_with_accounts: Database) -> None:
    race(
        database_with_accounts,
        lambda call: accounts.set_account_of_issue(call, issues.find(call, NORTH_1), "A"),
        lambda call: accounts.set_account_of_issue(call, issues.find(call, NORTH_1), "B"),
    )
    with database_with_accounts.read() as db:
        assert len(db.execute(issue_accounts.select()).all()) == 1


def test_concurrent_requests_create_the_same_account_once(database_with_accounts: Database) -> None:
    outcomes: list[str] = []

    def run() -> None:
        own = Database(database_with_accounts.url.render_as_string(hide_password=False))
        try:
            with own.write() as db:
                accounts.create(Call(db, SYSTEM, clock.now()), account("NEW"))
            outcomes.append("created")
        except Invalid:
            outcomes.append("refused")
        finally:
            own.close()

    threads = [threading.Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["created"] + ["refused"] * 5
    with database_with_accounts.read() as db:
        assert len(db.execute(accounts_table.select().where(accounts_table.c.key == "NEW")).all()) == 1
