"""andante admin user"""

import pytest

from tests.shell import Shell


def test_an_added_user_is_listed(andante: Shell) -> None:
    account_id = andante("user", "add", "Grace Hopper", "--email", "grace@example.com", "--time-zone", "America/New_York").strip()

    assert f"{account_id}\tGrace Hopper\tgrace@example.com\tAmerica/New_York\t\t\t" in andante.listed("user", "list").splitlines()


def test_the_account_id_in_jira_can_be_given(andante: Shell) -> None:
    assert andante("user", "add", "Grace", "--account-id", "5b10a2844c20165700ede21g") == "5b10a2844c20165700ede21g\n"


def test_a_new_administrator_can_use_the_server_immediately(andante: Shell) -> None:
    andante("user", "add", "Grace", "--email", "grace@example.com", "--admin")

    assert andante("token", "create", "--user", "grace@example.com").startswith("andante_")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["Alice", "--email", "alice@example.com"], "The email 'alice@example.com' already belongs to the user '712020:alice'"),
        (["Alice", "--account-id", "712020:alice"], "A user with the account id '712020:alice' already exists"),
        (["Alice", "--email", "nowhere"], "--email must be an email address, not 'nowhere'"),
        (["Alice", "--time-zone", "Europe/Atlantis"], "--time-zone must be the name of a time zone like Europe/Berlin"),
        (["Alice", "--account-id", "a b"], "--account-id must be an account id like 712020:5f00aa11, not 'a b'"),
        ([""], "NAME must be text of 1 to 255 characters"),
    ],
)
def test_an_invalid_user_is_refused_and_nothing_changes(andante: Shell, arguments: list[str], message: str) -> None:
    before = andante.listed("user", "list")

    andante("user", "add", *arguments, code=1)

    assert message in andante.errors
    assert andante.listed("user", "list") == before


def test_a_change_keeps_omitted_fields(andante: Shell) -> None:
    andante("user", "change", "alice@example.com", "--name", "Alice Liddell", "--inactive")

    assert "712020:alice\tAlice Liddell\talice@example.com\tEurope/Berlin\t\t\tinactive" in andante.listed("user", "list").splitlines()


def test_administrator_rights_can_be_given_and_taken_but_not_from_the_last_administrator(andante: Shell) -> None:
    andante("user", "change", "dave@example.com", "--no-admin", code=1)
    assert "is not an administrator" in andante.errors

    andante("user", "change", "dave@example.com", "--admin")
    andante("user", "change", "carol@example.com", "--no-admin")
    andante("user", "change", "dave@example.com", "--no-admin", code=1)
    assert "the last active administrator" in andante.errors


def test_an_unknown_user_can_not_be_changed(andante: Shell) -> None:
    andante("user", "change", "nobody@example.com", "--name", "Nobody", code=1)

    assert "No user has the account id, email or user name 'nobody@example.com'" in andante.errors
