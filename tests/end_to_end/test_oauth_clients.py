"""The whole OAuth flow with independent client libraries against a running server, without secrets in files and logs."""

import asyncio
import time
import warnings
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from authlib.integrations.requests_client import OAuth2Session as AuthlibSession
from requests_oauthlib import OAuth2Session as RequestsSession

from andante.identity.oauth import actions as oauth
from andante.identity.oauth.wire import ApplicationInput
from andante.identity.signin import actions as signin
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from tests.identity.oauth.flow import AUTHORIZE, BACK
from tests.web.browsing import PASSWORD

from .browsing import allow, give_password, sign_in
from .serving import Server, andante

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # about a deprecated httpx integration
    from authlib.integrations.httpx_client import AsyncOAuth2Client, OAuth2Client

VERIFIER = "v" * 64
SCOPE = "read write"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with andante(tmp_path_factory.mktemp("andante"), workers=2) as server:
        give_password(server, "alice")
        yield server


@pytest.fixture
def server(running: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """The server uses the real clock, so our writes to its database must use it too."""
    monkeypatch.setattr(clock, "_read", time.time)
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")  # requests-oauthlib rejects http even on the loopback address
    return running


def register(server: Server, client_type: Any = "CONFIDENTIAL") -> tuple[str, str | None]:
    with server.database.write() as db:
        given = ApplicationInput(name="Reports", redirect_uris=[BACK], client_type=client_type)
        application, secret = oauth.register(Call(db, SYSTEM, clock.now()), given)
    return application.client_id, secret


def test_authlib_on_requests(server: Server) -> None:
    client_id, secret = register(server)
    client = server.open.enter_context(
        AuthlibSession(client_id, secret, scope=SCOPE, redirect_uri=BACK, token_endpoint_auth_method="client_secret_post")
    )
    _run_flow(server, client)


def test_authlib_on_httpx_with_basic_and_pkce(server: Server) -> None:
    client_id, secret = register(server)
    client = server.open.enter_context(OAuth2Client(client_id, secret, scope=SCOPE, redirect_uri=BACK, code_challenge_method="S256"))
    _run_flow(server, client, code_verifier=VERIFIER)


def test_a_public_application_with_authlib(server: Server) -> None:
    client_id, _ = register(server, "PUBLIC")
    client = server.open.enter_context(
        OAuth2Client(client_id, scope=SCOPE, redirect_uri=BACK, code_challenge_method="S256", token_endpoint_auth_method="none")
    )
    _run_flow(server, client, code_verifier=VERIFIER)


def _run_flow(server: Server, client: Any, **verifier: str) -> None:
    address, state = client.create_authorization_url(server.url + AUTHORIZE, **verifier)
    back = allow(sign_in(server, "alice"), address)
    first = dict(client.fetch_token(f"{server.url}/oauth/token/", authorization_response=back, state=state, **verifier))
    assert client.get(f"{server.url}/4/worklogs").status_code == 200

    second = dict(client.refresh_token(f"{server.url}/oauth/token/", refresh_token=first["refresh_token"]))
    assert second["access_token"] != first["access_token"]
    for _ in range(20):  # enough requests for both processes to respond
        assert _status(server, first["access_token"]) == 401
        assert client.get(f"{server.url}/4/worklogs").status_code == 200

    client.revoke_token(f"{server.url}/oauth/revoke_token/", token=second["refresh_token"], token_type_hint="refresh_token")
    assert {_status(server, second["access_token"]) for _ in range(20)} == {401}


def _status(server: Server, token: str) -> int:
    return httpx.get(f"{server.url}/4/worklogs", headers={"Authorization": f"Bearer {token}"}).status_code


def test_authlib_async(server: Server) -> None:
    client_id, secret = register(server)
    person = sign_in(server, "alice")

    async def run_flow() -> None:
        async with AsyncOAuth2Client(client_id, secret, scope=SCOPE, redirect_uri=BACK) as client:
            address, state = client.create_authorization_url(f"{server.url}/oauth/authorize/redirect", jira_url=server.url)
            back = await asyncio.to_thread(allow, person, address)
            token = await client.fetch_token(f"{server.url}/oauth/token/", authorization_response=back, state=state)
            assert token["scope"] == SCOPE
            assert (await client.get(f"{server.url}/4/worklogs")).status_code == 200
            again = await client.refresh_token(f"{server.url}/oauth/token/", refresh_token=token["refresh_token"])
            assert again["access_token"] != token["access_token"]
            assert (await client.get(f"{server.url}/4/worklogs")).status_code == 200
            await client.revoke_token(f"{server.url}/oauth/revoke_token/", token=again["access_token"])
            assert (await client.get(f"{server.url}/4/worklogs")).status_code == 401

    asyncio.run(run_flow())


def test_requests_oauthlib(server: Server) -> None:
    client_id, secret = register(server)
    client = server.open.enter_context(RequestsSession(client_id, scope=SCOPE.split(), redirect_uri=BACK))

    address, _ = client.authorization_url(server.url + AUTHORIZE, access_type="tenant_user")
    back = allow(sign_in(server, "alice"), address)
    token = client.fetch_token(f"{server.url}/oauth/token/", authorization_response=back, client_secret=secret, include_client_id=True)
    assert client.get(f"{server.url}/4/worklogs").status_code == 200
    old = token["access_token"]
    new = client.refresh_token(f"{server.url}/oauth/token/", client_id=client_id, client_secret=secret)
    assert new["access_token"] != old
    assert client.get(f"{server.url}/4/worklogs").status_code == 200


def test_no_secret_is_stored_or_logged_in_plain_text(server: Server) -> None:
    client_id, secret = register(server)
    person = sign_in(server, "alice")
    client = server.open.enter_context(OAuth2Client(client_id, secret, scope=SCOPE, redirect_uri=BACK, code_challenge_method="S256"))
    address, state = client.create_authorization_url(server.url + AUTHORIZE, code_verifier=VERIFIER)
    back = allow(person, address)
    first = dict(client.fetch_token(f"{server.url}/oauth/token/", authorization_response=back, state=state, code_verifier=VERIFIER))
    second = dict(client.refresh_token(f"{server.url}/oauth/token/", refresh_token=first["refresh_token"]))
    client.get(f"{server.url}/4/worklogs")
    client.post(f"{server.url}/oauth/token/", params={"client_secret": secret})
    with server.database.write() as db:
        link = signin.create_password_link(Call(db, SYSTEM, clock.now()), "712020:bob")
    assert person.get("/password", params={"token": link}).status_code == 200
    time.sleep(0.3)  # for the log to be written

    code = back.partition("code=")[2].partition("&")[0]
    tokens = [issued[name] for issued in (first, second) for name in ("access_token", "refresh_token")]
    cookies = [cookie.value for cookie in person.cookies.jar if cookie.value]
    secrets = [PASSWORD, secret, code, VERIFIER, link, *tokens, *cookies, *server.tokens.values()]
    assert len(secrets) >= 14
    files = [server.log_path, *server.database_path.parent.glob("andante.db*")]
    stored = b"".join(file.read_bytes() for file in files)
    assert b'"path":"/oauth/token/"' in stored
    assert client_id.encode() in stored
    for one in secrets:
        assert one is not None
        assert one.encode() not in stored, one
