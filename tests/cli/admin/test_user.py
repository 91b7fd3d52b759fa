"""andante user."""

import pytest

from tests.shell import Shell


def test_a_user_who_was_added_is_listed(andante: Shell) -> None:
    account_id = andante("user", "add", "Grace Hopper", "--email", "grace@example.com", "--time-zone", "America/New_York").strip()

    assert f"{account_id}\tGrace Hopper\tgrace@example.com\tAmerica/New_York\t\t\t" in andante("user", "list").splitlines()


def test_the_account_id_may_be_the_one_that_jira_has(andante: Shell) -> None:
    assert andante("user", "add", "Grace", "--account-id", "5b10a2844c20165700ede21g") == "5b10a2844c20165700ede21g\n"


def test_an_administrator_may_do_everything_at_once(andante: Shell) -> None:
    andante("user", "add", "Grace", "--email", "grace@example.com", "--admin")

    assert andante("token", "create", "--user", "grace@example.com").startswith("andante_")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["Alice", "--email", "alice@example.com"], "The email 'alice@example.com' belongs to the user '712020:alice' already"),
        (["Alice", "--account-id", "712020:alice"], "There is a user with the account id '712020:alice' already"),
        (["Alice", "--email", "nowhere"], "--email must be an email address, not 'nowhere'"),
        (["Alice", "--time-zone", "Europe/Atlantis"], "--time-zone must be the name of a time zone like Europe/Berlin"),
        (["Alice", "--account-id", "a b"], "--account-id must be an account id like 712020:5f00aa11, not 'a b'"),
        ([""], "NAME must be text of 1 to 255 characters"),
    ],
)
def test_a_user_who_can_not_be_is_refused_and_nothing_changes(andante: Shell, arguments: list[str], words: str) -> None:
    before = andante("user", "list")

    andante("user", "add", *arguments, code=1)

    assert words in andante.errors
    assert andante("user", "list") == before


def test_a_change_touches_only_what_is_given(andante: Shell) -> None:
    andante("user", "change", "alice@example.com", "--name", "Alice Liddell", "--inactive")

    assert "712020:alice\tAlice Liddell\talice@example.com\tEurope/Berlin\t\t\tinactive" in andante("user", "list").splitlines()


def test_an_administrator_can_be_made_and_unmade_but_not_the_last_one(andante: Shell) -> None:
    andante("user", "change", "dave@example.com", "--no-admin", code=1)
    assert "is no administrator" in andante.errors

    andante("user", "change", "dave@example.com", "--admin")
    andante("user", "change", "carol@example.com", "--no-admin")
    andante("user", "change", "dave@example.com", "--no-admin", code=1)
    assert "the last active administrator" in andante.errors


def test_somebody_unknown_can_not_be_changed(andante: Shell) -> None:
    andante("user", "change", "nobody@example.com", "--name", "Nobody", code=1)

    assert "No user has the account id, email or user name 'nobody@example.com'" in andante.errors
