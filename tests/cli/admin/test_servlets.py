"""andante admin servlet"""

import pytest

from tests.cast import Company
from tests.servlets.endpoints.machines import Machine
from tests.shell import Shell


def opens(company: Company, secret: str, address: str = "127.0.0.1") -> bool:
    return Machine(company.alice.app, secret, address).get("getWorklog").status_code == 200


def test_a_token_is_created_rotated_and_revoked(andante: Shell, company: Company) -> None:
    assert andante("servlet", "token", "show") == "No token exists, so the servlets are closed.\n"
    first = andante("servlet", "token", "create").strip()
    assert first.startswith("andante_servlet_")
    assert opens(company, first)
    assert andante("servlet", "token", "show").startswith("created at 2026-03-18T12:00:00Z")

    second = andante("servlet", "token", "rotate").strip()
    assert (opens(company, first), opens(company, second)) == (False, True)

    andante("servlet", "token", "revoke")
    assert not opens(company, second)


def test_a_second_token_can_not_be_created(andante: Shell) -> None:
    andante("servlet", "token", "create")
    andante("servlet", "token", "create", code=1)

    assert "A token for the servlets already exists: rotate it" in andante.errors


@pytest.mark.parametrize("verb", ["rotate", "revoke"])
def test_a_missing_token_can_not_be_rotated_or_revoked(andante: Shell, verb: str) -> None:
    andante("servlet", "token", verb, code=1)

    assert "The servlets have no token" in andante.errors


def test_addresses_are_allowed_listed_and_denied(andante: Shell, company: Company) -> None:
    secret = andante("servlet", "token", "create").strip()
    assert andante("servlet", "list") == ""
    assert andante.errors == "Only this machine (127.0.0.0/8 and ::1).\n"

    andante("servlet", "allow", "10.1.0.0/16")
    andante("servlet", "allow", "2001:DB8::1")
    assert [line.split("\t")[0] for line in andante.listed("servlet", "list").splitlines()] == ["10.1.0.0/16", "2001:db8::1/128"]
    assert opens(company, secret, "10.1.2.3")

    andante("servlet", "deny", "10.1.0.0/16")
    assert not opens(company, secret, "10.1.2.3")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("allow", "nonsense"), "'nonsense' must be an address or a network like 192.0.2.7"),
        (("allow", "10.1.2.3/16"), "10.1.2.3/16 has host bits set"),
        (("allow", ""), "must be an address"),
        (("allow", "192.0.2.1"), "192.0.2.1/32 is already allowed"),
        (("deny", "192.0.2.9"), "192.0.2.9/32 is not an allowed address or network"),
    ],
)
def test_an_invalid_network_is_refused(andante: Shell, arguments: tuple[str, ...], message: str) -> None:
    andante("servlet", "allow", "192.0.2.1")
    andante("servlet", *arguments, code=1)

    assert message in andante.errors
    assert andante.listed("servlet", "list").count("\n") == 1


def test_the_server_does_not_start_with_invalid_proxy_addresses(andante: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANDANTE_TRUSTED_PROXIES", "10.0.0.1,proxy.example.com")
    andante("serve", "--port", "0", code=1)

    assert "ANDANTE_TRUSTED_PROXIES can't be used: 'proxy.example.com' must be an address or a network" in andante.errors
