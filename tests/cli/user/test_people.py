"""Commands about other people: their names, and what the user may not see."""

import json

import pytest

from tests.cast import Person
from tests.shell import Shell


@pytest.mark.parametrize(
    "command",
    [("week", "--user"), ("list", "--user"), ("report", "--user"), ("approve",), ("reject",), ("reopen",)],
    ids=lambda command: command[0],
)
def test_the_time_of_others_needs_a_permission(as_alice: Shell, command: tuple[str, ...]) -> None:
    as_alice(*command, "bob@example.com", code=1)

    assert as_alice.errors == "You may not see the time of Bob\n"


def test_a_user_that_does_not_exist_is_reported(as_alice: Shell) -> None:
    as_alice("week", "--user", "712020:nobody", code=1)

    assert as_alice.errors == "No user has the account id '712020:nobody'\n"


def test_plans_that_the_user_may_not_see_are_not_called_missing(as_alice: Shell) -> None:
    assert as_alice("plan", "list", "--user", "bob@example.com") == (
        "Nothing that you may see is planned for Bob from 2026-03-01 to 2026-03-31.\n"
    )


def test_messages_of_the_server_name_people(as_alice: Shell, as_bob: Shell, alice: Person) -> None:
    alice.logs(3600)
    as_alice("submit")
    as_alice("log", "NORTH-1", "1h", code=1)

    assert "The timesheet of Alice for 2026-03-16 to 2026-03-22" in as_alice.errors
    [row] = json.loads(as_bob("waiting", "--json"))
    assert (row["user"], row["name"], row["reviewerName"]) == (alice.id, "Alice", "Bob")


def test_whoami_shows_the_user_and_the_server(as_alice: Shell, alice: Person) -> None:
    assert as_alice("whoami") == f"Alice ({alice.id}) on https://time.example.com\n"
    as_alice("token", "revoke", as_alice.listed("token", "list", "--user", "alice@example.com").split("\t")[0])
    as_alice("whoami", code=3)
    assert as_alice.errors == "The server does not accept this token: it is wrong, expired or revoked. Sign in again: andante login\n"


def test_an_unquoted_account_id_becomes_a_name_too(as_alice: Shell) -> None:
    as_alice("plan", "add", "NORTH-1", "1h", "--user", "bob@example.com", code=1)

    assert as_alice.errors.startswith("You may not plan the time of Bob on 2026-03-18")


def test_an_unknown_email_is_reported(as_alice: Shell) -> None:
    as_alice("list", "--user", "nobody@nowhere.example", code=1)

    assert as_alice.errors == "No user has the email 'nobody@nowhere.example'\n"
