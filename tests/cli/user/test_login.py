"""andante login, profiles and logout"""

import json
import stat
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.cast import ACCOUNT_IDS, BASE_URL, Company, Person
from tests.shell import Shell

from .cloud import Hosts

Terminals = Callable[[Person], Shell]


def test_a_user_signs_in_and_can_use_the_api(terminal_of: Terminals, alice: Person) -> None:
    terminal = terminal_of(alice)

    assert terminal("login", BASE_URL) == f"Signed in to {BASE_URL} as Alice.\n"
    assert terminal("list").startswith("No time is logged")


def test_the_token_can_be_passed_on_standard_input(terminal_of: Terminals, alice: Person) -> None:
    terminal = terminal_of(alice)
    terminal.environment = {**terminal.environment, "ANDANTE_TOKEN": ""}

    assert "as Alice" in terminal("login", BASE_URL, given=f"{alice.token}\n")


def test_only_the_user_can_read_the_profile(as_alice: Shell, alice: Person) -> None:
    path = Path(as_alice.environment["XDG_CONFIG_HOME"]) / "andante" / "profiles.json"

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert json.loads(path.read_text())["default"]["account_id"] == alice.id


def test_the_token_is_never_shown(terminal_of: Terminals, alice: Person) -> None:
    terminal = terminal_of(alice)
    commands = (("login", BASE_URL, "--json"), ("profiles", "--json"), ("logout", "--json"))
    shown = [terminal(*command) + terminal.errors for command in commands]

    assert not any(alice.token in each for each in shown)


def test_a_user_can_have_several_profiles(as_alice: Shell, bob: Person) -> None:
    as_alice.environment = {**as_alice.environment, "ANDANTE_TOKEN": bob.token}
    as_alice("login", f"{BASE_URL}/4/", "--profile", "boss")

    assert as_alice("profiles", "--csv").splitlines() == [
        "profile,url,accountId,name",
        f"default,{BASE_URL},{ACCOUNT_IDS['alice']},Alice",
        f"boss,{BASE_URL},{ACCOUNT_IDS['bob']},Bob",
    ]
    assert as_alice("profiles").splitlines()[0].split()[0] == "Profile"
    assert [each["profile"] for each in json.loads(as_alice("profiles", "--json"))] == ["default", "boss"]
    as_alice.environment["ANDANTE_PROFILE"] = "boss"
    assert ACCOUNT_IDS["bob"] in as_alice("logout", "--json")
    as_alice("list", code=3)
    assert as_alice.errors == "Not signed in as boss. Run: andante login --profile boss URL\n"


def test_commands_require_a_sign_in_after_a_sign_out(as_alice: Shell) -> None:
    as_alice("logout")

    as_alice("week", code=3)
    assert as_alice.errors == "Not signed in. Run: andante login URL\n"
    assert as_alice("profiles") == "Not signed in.\n"


def test_an_invalid_token_is_refused(terminal_of: Terminals, alice: Person) -> None:
    terminal = terminal_of(alice)
    terminal.environment = {**terminal.environment, "ANDANTE_TOKEN": "andante_nonsense"}
    terminal("login", BASE_URL, code=3)

    assert "The server does not accept this token" in terminal.errors
    assert terminal("profiles") == "Not signed in.\n"


def test_a_revoked_token_is_reported_by_the_next_command(as_alice: Shell) -> None:
    tokens = as_alice.listed("token", "list", "--user", "alice@example.com").split("\t")
    as_alice("token", "revoke", tokens[0])

    as_alice("list", code=3)
    assert "Sign in again: andante login" in as_alice.errors


@pytest.mark.parametrize("address", ["nonsense://x", "https://", "https:///x"])
def test_an_invalid_address_is_refused(terminal_of: Terminals, alice: Person, address: str) -> None:
    terminal = terminal_of(alice)
    terminal("login", address, code=2)

    assert "is not an address: use one like https://time.example.com" in terminal.errors


def test_an_unreachable_server_exits_with_4(terminal_of: Terminals, alice: Person) -> None:
    terminal = terminal_of(alice)
    terminal("login", "https://nowhere.example.com", code=4)

    assert terminal.errors.startswith("https://nowhere.example.com can't be reached: Name or service not known.")


@pytest.mark.parametrize(
    ("response", "message"),
    [
        (httpx.Response(200, text="<html>Welcome</html>"), "doesn't respond like a Tempo API"),
        (httpx.Response(404, text="Not here"), "No Tempo API found at https://www.example.com"),
        (httpx.Response(503, text="Back soon"), "Try again later"),
    ],
)
def test_another_kind_of_server_is_reported(
    terminal_of: Terminals, network: Hosts, alice: Person, response: httpx.Response, message: str
) -> None:
    network.transports["www.example.com"] = httpx.MockTransport(lambda _: response)
    terminal = terminal_of(alice)
    terminal("login", "www.example.com", code=4)

    assert message in terminal.errors


def test_a_corrupt_profile_file_is_reported(as_alice: Shell) -> None:
    path = Path(as_alice.environment["XDG_CONFIG_HOME"]) / "andante" / "profiles.json"
    path.write_text("{")
    as_alice("list", code=1)

    assert f"{path} is invalid" in as_alice.errors


def test_signing_in_requires_a_token(terminal_of: Terminals, company: Company) -> None:
    terminal = terminal_of(company.alice)
    terminal.environment = {**terminal.environment, "ANDANTE_TOKEN": ""}
    terminal("login", BASE_URL, code=3, given="")

    assert terminal.errors == "The API token is missing: set ANDANTE_TOKEN, or pass it on standard input\n"


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("127.0.0.1:8180", "http://127.0.0.1:8180"),
        ("localhost", "http://localhost"),
        ("[::1]:8180", "http://[::1]:8180"),
        ("time.example.com", "https://time.example.com"),
        ("192.0.2.7:8180", "https://192.0.2.7:8180"),
        ("https://127.0.0.1:8180/4/", "https://127.0.0.1:8180"),
    ],
)
def test_an_address_without_a_scheme_uses_http_only_on_this_computer(
    terminal_of: Terminals, alice: Person, network: Hosts, given: str, used: str
) -> None:
    server = network.transports[httpx.URL(BASE_URL).host]
    network.transports[httpx.URL(used).host] = server
    terminal = terminal_of(alice)

    assert terminal("login", given) == f"Signed in to {used} as Alice.\n"


def test_a_server_without_tls_is_explained(terminal_of: Terminals, alice: Person, network: Hosts) -> None:
    def refuse(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("[SSL: WRONG_VERSION_NUMBER] wrong version number")

    network.transports["192.0.2.7"] = httpx.MockTransport(refuse)
    terminal = terminal_of(alice)
    terminal("login", "192.0.2.7:8180", code=4)

    assert "If it doesn't use HTTPS, try http://192.0.2.7:8180" in terminal.errors


def test_a_wrong_token_is_reported_in_one_sentence(terminal_of: Terminals, alice: Person) -> None:
    terminal = terminal_of(alice)
    terminal.environment = {**terminal.environment, "ANDANTE_TOKEN": "andante_wrong"}
    terminal("login", BASE_URL, code=3)

    assert terminal.errors == "The server does not accept this token: it is wrong, expired or revoked. Sign in again: andante login\n"


def test_the_page_of_a_proxy_is_not_printed(terminal_of: Terminals, alice: Person, network: Hosts) -> None:
    page = "<!DOCTYPE html>\n<html><head><title>502</title></head><body>nginx</body></html>"
    network.transports["time.example.com"] = httpx.MockTransport(lambda _: httpx.Response(502, html=page))
    terminal = terminal_of(alice)
    terminal("login", BASE_URL, code=4)

    assert terminal.errors == "Bad Gateway\nThe server failed (status 502). Try again later.\n"
