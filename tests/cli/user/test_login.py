"""andante login, profiles and logout."""

import json
import stat
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.cast import ACCOUNT_IDS, BASE_URL, House, Person
from tests.shell import Shell

from .cloud import Hosts

Terminals = Callable[[Person], Shell]


def test_who_signs_in_is_greeted_and_can_work(terminal_of: Terminals, alice: Person) -> None:
    terminal = terminal_of(alice)

    assert terminal("login", BASE_URL) == f"Signed in to {BASE_URL} as Alice ({alice.id}).\n"
    assert terminal("list").startswith("Nothing is logged")


def test_the_token_comes_on_standard_input_too(terminal_of: Terminals, alice: Person) -> None:
    terminal = terminal_of(alice)
    terminal.environment = {**terminal.environment, "ANDANTE_TOKEN": ""}

    assert "as Alice" in terminal("login", BASE_URL, given=f"{alice.token}\n")


def test_the_profile_is_read_by_nobody_else(as_alice: Shell, alice: Person) -> None:
    path = Path(as_alice.environment["XDG_CONFIG_HOME"]) / "andante" / "profiles.json"

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert json.loads(path.read_text())["default"]["account_id"] == alice.id


def test_the_token_is_never_shown(terminal_of: Terminals, alice: Person) -> None:
    terminal = terminal_of(alice)
    shown = [terminal(*words) + terminal.errors for words in (("login", BASE_URL, "--json"), ("profiles", "--json"), ("logout", "--json"))]

    assert not any(alice.token in each for each in shown)


def test_several_profiles_stand_side_by_side(as_alice: Shell, bob: Person) -> None:
    as_alice.environment = {**as_alice.environment, "ANDANTE_TOKEN": bob.token}
    as_alice("login", f"{BASE_URL}/4/", "--profile", "boss")

    assert as_alice("profiles", "--csv").splitlines() == [
        "profile,url,accountId,name",
        f"default,{BASE_URL},{ACCOUNT_IDS['alice']},Alice",
        f"boss,{BASE_URL},{ACCOUNT_IDS['bob']},Bob",
    ]
    as_alice.environment["ANDANTE_PROFILE"] = "boss"
    assert ACCOUNT_IDS["bob"] in as_alice("logout", "--json")
    as_alice("list", code=3)
    assert as_alice.errors == "Nobody is signed in under boss. Run: andante login --profile boss URL\n"


def test_who_signed_out_is_asked_to_sign_in(as_alice: Shell) -> None:
    as_alice("logout")

    as_alice("week", code=3)
    assert as_alice.errors == "Nobody is signed in. Run: andante login URL\n"
    assert as_alice("profiles") == "Nobody is signed in.\n"


def test_a_token_that_opens_nothing_is_refused(terminal_of: Terminals, alice: Person) -> None:
    terminal = terminal_of(alice)
    terminal.environment = {**terminal.environment, "ANDANTE_TOKEN": "andante_nonsense"}
    terminal("login", BASE_URL, code=3)

    assert "The server does not accept this token" in terminal.errors
    assert terminal("profiles") == "Nobody is signed in.\n"


def test_a_token_that_was_revoked_says_so_later(as_alice: Shell) -> None:
    tokens = as_alice("token", "list", "--user", "alice@example.com").split("\t")
    as_alice("token", "revoke", tokens[0])

    as_alice("list", code=3)
    assert "Sign in anew: andante login" in as_alice.errors


@pytest.mark.parametrize("address", ["nonsense://x", "https://", "https:///x"])
def test_what_is_no_address_is_refused(terminal_of: Terminals, alice: Person, address: str) -> None:
    terminal = terminal_of(alice)
    terminal("login", address, code=2)

    assert "is no address: give one like https://time.example.com" in terminal.errors


def test_a_server_that_can_not_be_reached_is_code_4(terminal_of: Terminals, alice: Person) -> None:
    terminal = terminal_of(alice)
    terminal("login", "https://nowhere.example.com", code=4)

    assert terminal.errors.startswith("https://nowhere.example.com can't be reached: Name or service not known.")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (httpx.Response(200, text="<html>Welcome</html>"), "answers what no Tempo API does"),
        (httpx.Response(404, text="Not here"), "No Tempo API answers at https://www.example.com"),
        (httpx.Response(503, text="Back soon"), "Try again later"),
    ],
)
def test_what_is_no_server_of_ours_is_said(
    terminal_of: Terminals, network: Hosts, alice: Person, answer: httpx.Response, words: str
) -> None:
    network.transports["www.example.com"] = httpx.MockTransport(lambda _: answer)
    terminal = terminal_of(alice)
    terminal("login", "www.example.com", code=4)

    assert words in terminal.errors


def test_a_profile_that_was_spoilt_is_named(as_alice: Shell) -> None:
    path = Path(as_alice.environment["XDG_CONFIG_HOME"]) / "andante" / "profiles.json"
    path.write_text("{")
    as_alice("list", code=1)

    assert f"{path} can't be understood" in as_alice.errors


def test_nobody_signs_in_without_a_token(terminal_of: Terminals, house: House) -> None:
    terminal = terminal_of(house.alice)
    terminal.environment = {**terminal.environment, "ANDANTE_TOKEN": ""}
    terminal("login", BASE_URL, code=3, given="")

    assert terminal.errors == "There is no API token: set ANDANTE_TOKEN, or give it on standard input\n"
