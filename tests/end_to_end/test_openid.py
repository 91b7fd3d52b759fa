"""Signing in with an OpenID provider that runs as a separate process."""

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
from tests.web.browsing import Visitor, text_of

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
        oidc_issuer=provider, oidc_client_id=CLIENT_ID, oidc_client_secret=CLIENT_SECRET, oidc_name="Company ID", access_log=True
    )
    return application(settings, database)


def sign_in(app: WSGIApplication, provider: str, claims: dict[str, Any], wanted: str = "/") -> httpx.Response:
    """Signs in a user with these claims, and returns the last page."""
    httpx.post(f"{provider}/be", json=claims)
    visitor = Visitor(app)
    page = visitor.get(at_provider(visitor, wanted))
    return visitor.get(page.headers["location"]) if page.status_code == 302 else page


def at_provider(visitor: Visitor, wanted: str = "/") -> str:
    """Sends the visitor to the provider, and returns the URL that they are redirected to."""
    redirect = visitor.get("/signin/openid", next=wanted)
    return str(httpx.get(redirect.headers["location"]).headers["location"])


def test_a_user_with_a_verified_email_can_sign_in(app: WSGIApplication, provider: str) -> None:
    page = sign_in(app, provider, ALICE, wanted="/tokens")

    assert page.status_code == 200
    assert urlsplit(str(page.url)).path == "/tokens"
    assert "Alice" in text_of(page)


def test_after_the_first_sign_in_the_subject_identifies_the_user(app: WSGIApplication, provider: str) -> None:
    sign_in(app, provider, ALICE)

    assert "Hello, Alice" in text_of(sign_in(app, provider, ALICE | {"email": "bob@example.com"}, wanted="/overview"))
    assert "Hello, Bob" in text_of(
        sign_in(app, provider, {"sub": "subject-2", "email": "bob@example.com", "email_verified": True}, wanted="/overview")
    )
    assert sign_in(app, provider, ALICE | {"sub": "subject-3"}).status_code == 403


@pytest.mark.parametrize(
    "claims", [{"email_verified": False}, {"email_verified": "true"}, {"email": "nobody@example.com"}, {"email": "\0"}]
)
def test_an_unknown_or_unverified_user_can_not_sign_in(app: WSGIApplication, provider: str, claims: dict[str, Any]) -> None:
    assert sign_in(app, provider, ALICE | claims).status_code == 403


def test_the_email_can_come_from_the_userinfo_endpoint(app: WSGIApplication, provider: str) -> None:
    assert "Hello, Alice" in text_of(sign_in(app, provider, ALICE | {"mode": "userinfo"}, wanted="/overview"))


def test_an_inactive_user_can_not_sign_in(app: WSGIApplication, database: Database, provider: str) -> None:
    sign_in(app, provider, ALICE)
    with database.write() as db:
        people.change(Call(db, SYSTEM, clock.now()), ACCOUNT_IDS["alice"], UserChange(active=False))

    assert sign_in(app, provider, ALICE).status_code == 403


@pytest.mark.parametrize(
    "invalid",
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
def test_an_invalid_id_token_is_refused(app: WSGIApplication, provider: str, invalid: dict[str, Any]) -> None:
    page = sign_in(app, provider, ALICE | invalid)

    assert page.status_code == 502
    assert "We couldn't sign you in" in text_of(page)


def test_a_sign_in_must_finish_in_the_browser_where_it_started(app: WSGIApplication, provider: str) -> None:
    """Otherwise an attacker could sign a victim in to the attacker's account, or sign in to the victim's."""
    httpx.post(f"{provider}/be", json=ALICE)
    attacker, victim = Visitor(app), Visitor(app)
    back = at_provider(attacker)

    victim.get("/signin/openid")
    assert victim.get(back).status_code == 502
    assert victim.get("/").status_code == 302
    assert attacker.get(back).status_code == 302


def test_the_code_is_bound_to_the_browser_by_pkce_and_state(app: WSGIApplication, provider: str) -> None:
    location = Visitor(app).get("/signin/openid").headers["location"]

    parameters = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
    assert parameters["code_challenge_method"] == "S256"
    assert {"state", "nonce", "code_challenge"} <= set(parameters)
    assert location.startswith(f"{provider}/authorize?")


@pytest.mark.parametrize(
    "query", [{}, {"code": "x"}, {"state": "x", "code": "y"}, {"error": "access_denied", "state": "x"}, {"error": 'é"\0'}]
)
def test_a_callback_without_a_started_sign_in_is_refused(app: WSGIApplication, query: dict[str, str]) -> None:
    assert Visitor(app).get("/signin/openid/back", **query).status_code == 502


def test_a_sign_in_never_redirects_to_another_host(app: WSGIApplication, provider: str) -> None:
    page = sign_in(app, provider, ALICE, wanted="https://evil.example.com/")

    assert str(page.url) == f"{BASE_URL}/"


def test_the_sign_in_page_offers_the_provider(app: WSGIApplication) -> None:
    assert "Sign in with Company ID" in text_of(Visitor(app).get("/signin"))


def test_the_log_contains_neither_the_client_secret_nor_a_code(
    app: WSGIApplication, provider: str, capfd: pytest.CaptureFixture[str]
) -> None:
    sign_in(app, provider, ALICE)

    log = capfd.readouterr().err
    assert '"path":"/signin/openid/back"' in log
    assert CLIENT_SECRET not in log
    assert "code=" not in log
