"""Signing in at an OpenID provider that runs as a process of its own."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from wsgiref.types import WSGIApplication

import httpx
import pytest

from andante.app import application
from andante.directory.people import actions as people
from andante.directory.people.wire import UserChange
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from andante.kit.settings import Settings
from tests.cast import ACCOUNT_IDS, BASE_URL
from tests.web.browsing import Visitor, words

from .provider import CLIENT_ID, CLIENT_SECRET
from .serving import free_port, process

ALICE = {"sub": "subject-1", "email": "alice@example.com", "email_verified": True}


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    url = f"http://127.0.0.1:{free_port()}"
    command = [sys.executable, str(Path(__file__).parent / "provider.py"), url.rpartition(":")[2]]
    with process(command, tmp_path_factory.mktemp("provider") / "provider.log", f"{url}/keys", {}):
        yield url


@pytest.fixture
def app(provider: str, database: Database) -> WSGIApplication:
    settings = Settings(
        oidc_issuer=provider, oidc_client_id=CLIENT_ID, oidc_client_secret=CLIENT_SECRET, oidc_name="House ID", access_log=True
    )
    return application(settings, database)


def come(app: WSGIApplication, provider: str, claims: dict[str, Any], wanted: str = "/") -> httpx.Response:
    """Somebody whom the provider describes like this signs in; gives the page where they end up."""
    httpx.post(f"{provider}/be", json=claims)
    visitor = Visitor(app)
    page = visitor.get(at_provider(visitor, wanted))
    return visitor.get(page.headers["location"]) if page.status_code == 302 else page


def at_provider(visitor: Visitor, wanted: str = "/") -> str:
    """The visitor goes to the provider; gives the address that they are sent back to."""
    there = visitor.get("/signin/openid", next=wanted)
    return str(httpx.get(there.headers["location"]).headers["location"])


def test_who_is_known_by_a_verified_email_is_let_in(app: WSGIApplication, provider: str) -> None:
    page = come(app, provider, ALICE, wanted="/tokens")

    assert page.status_code == 200
    assert urlsplit(str(page.url)).path == "/tokens"
    assert "Alice" in words(page)


def test_from_then_on_the_subject_counts_and_not_the_email(app: WSGIApplication, provider: str) -> None:
    come(app, provider, ALICE)

    assert "Hello, Alice" in words(come(app, provider, ALICE | {"email": "bob@example.com"}))
    assert "Hello, Bob" in words(come(app, provider, {"sub": "subject-2", "email": "bob@example.com", "email_verified": True}))
    assert come(app, provider, ALICE | {"sub": "subject-3"}).status_code == 403


@pytest.mark.parametrize(
    "claims", [{"email_verified": False}, {"email_verified": "true"}, {"email": "nobody@example.com"}, {"email": "\0"}]
)
def test_who_is_not_known_is_not_let_in(app: WSGIApplication, provider: str, claims: dict[str, Any]) -> None:
    assert come(app, provider, ALICE | claims).status_code == 403


def test_the_email_may_come_from_the_userinfo_endpoint(app: WSGIApplication, provider: str) -> None:
    assert "Hello, Alice" in words(come(app, provider, ALICE | {"mode": "userinfo"}))


def test_who_is_not_active_is_not_let_in(app: WSGIApplication, database: Database, provider: str) -> None:
    come(app, provider, ALICE)
    with database.write() as db:
        people.change(Call(db, SYSTEM, clock.now()), ACCOUNT_IDS["alice"], UserChange(active=False))

    assert come(app, provider, ALICE).status_code == 403


@pytest.mark.parametrize(
    "lie",
    [
        {"iss": "https://evil.example.com"},
        {"aud": "another-client"},
        {"nonce": "another-nonce"},
        {"exp": 1_000_000_000},
        {"mode": "other-key"},
        {"mode": "none"},
        {"mode": "silent"},
    ],
    ids=str,
)
def test_an_id_token_that_is_not_right_lets_nobody_in(app: WSGIApplication, provider: str, lie: dict[str, Any]) -> None:
    page = come(app, provider, ALICE | lie)

    assert page.status_code == 502
    assert "did not work" in words(page)


def test_what_was_begun_in_one_browser_can_not_be_ended_in_another(app: WSGIApplication, provider: str) -> None:
    """Somebody lures a person into the attacker's account, or the other way round."""
    httpx.post(f"{provider}/be", json=ALICE)
    attacker, victim = Visitor(app), Visitor(app)
    back = at_provider(attacker)

    victim.get("/signin/openid")
    assert victim.get(back).status_code == 502
    assert victim.get("/").status_code == 302
    assert attacker.get(back).status_code == 302


def test_the_code_is_bound_to_the_browser_by_pkce_and_state(app: WSGIApplication, provider: str) -> None:
    location = Visitor(app).get("/signin/openid").headers["location"]

    asked = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
    assert asked["code_challenge_method"] == "S256"
    assert {"state", "nonce", "code_challenge"} <= set(asked)
    assert location.startswith(f"{provider}/authorize?")


@pytest.mark.parametrize(
    "query", [{}, {"code": "x"}, {"state": "x", "code": "y"}, {"error": "access_denied", "state": "x"}, {"error": 'é"\0'}]
)
def test_coming_back_without_having_gone_leads_nowhere(app: WSGIApplication, query: dict[str, str]) -> None:
    assert Visitor(app).get("/signin/openid/back", **query).status_code == 502


def test_nobody_is_sent_to_another_host_afterwards(app: WSGIApplication, provider: str) -> None:
    page = come(app, provider, ALICE, wanted="https://evil.example.com/")

    assert str(page.url) == f"{BASE_URL}/"


def test_the_sign_in_page_offers_it(app: WSGIApplication) -> None:
    assert "Sign in with House ID" in words(Visitor(app).get("/signin"))


def test_neither_the_provider_s_secret_nor_a_code_is_in_the_log(
    app: WSGIApplication, provider: str, capfd: pytest.CaptureFixture[str]
) -> None:
    come(app, provider, ALICE)

    log = capfd.readouterr().err
    assert '"path":"/signin/openid/back"' in log
    assert CLIENT_SECRET not in log
    assert "code=" not in log
