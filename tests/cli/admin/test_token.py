"""andante admin token"""

import re

import pytest

from tests.cast import BASE_URL, Company
from tests.shell import Shell


def test_a_token_works_until_it_is_revoked(andante: Shell, company: Company) -> None:
    token = andante("token", "create", "--user", "dave@example.com", "--name", "script").strip()
    headers = {"Authorization": f"Bearer {token}"}

    assert company.dave.http.get(f"{BASE_URL}/4/worklogs", headers=headers).status_code == 200
    listed = next(line for line in andante.listed("token", "list", "--user", "712020:dave").splitlines() if "script" in line)
    andante("token", "revoke", listed.split("\t")[0])
    assert company.dave.http.get(f"{BASE_URL}/4/worklogs", headers=headers).status_code == 401


def test_the_list_does_not_show_the_token_itself(andante: Shell) -> None:
    token = andante("token", "create", "--user", "dave@example.com", "--name", "script", "--scope", "worklogs:view", "--days", 2).strip()

    listed = andante.listed("token", "list", "--user", "dave@example.com")

    assert re.search(r"^\d+\tscript\t2026-03-20T12:00:00Z\t\tnever\tworklogs:view$", listed, re.MULTILINE)
    assert token not in listed


def test_a_revoked_token_is_listed_as_such(andante: Shell) -> None:
    id = andante.listed("token", "list", "--user", "dave@example.com").split("\t")[0]
    andante("token", "revoke", id)

    assert "2026-03-18T12:00:00Z" in andante.listed("token", "list", "--user", "dave@example.com")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["create", "--user", "nobody"], "No user has the account id, email or user name 'nobody'"),
        (["create", "--user", "712020:dave", "--scope", "coffee:make"], "must be one of worklogs:view"),
        (["create", "--user", "712020:dave", "--days", "0"], "must be 1 to 5000 days, not 0"),
        (["create", "--user", "712020:dave", "--days", "5001"], "must be 1 to 5000 days, not 5001"),
        (["list", "--user", "nobody"], "No user has the account id, email or user name 'nobody'"),
        (["revoke", "99999"], "Token 99999 not found"),
    ],
)
def test_invalid_input_is_refused(andante: Shell, arguments: list[str], message: str) -> None:
    andante("token", *arguments, code=1)

    assert message in andante.errors
