"""OAuth in the client: an application gets a user's consent, then uses and renews its tokens."""

import asyncio
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from andante.client import (
    Andante,
    AndanteError,
    AsyncAndante,
    InvalidResponse,
    LoginRequired,
    MemoryStore,
    NotAuthenticated,
    OAuth,
    RateLimited,
    Tokens,
    Unreachable,
)
from andante.kit.database import Database
from tests.cast import BASE_URL, Person
from tests.conftest import StoppedClock
from tests.identity.oauth.flow import BACK, App, is_accepted, redirect_after_consent, register
from tests.wsgi import WsgiTransport

from .fake_server import FakeServer, result_of
from .test_client import AsyncWsgiTransport

DAY = 86_400


def login(fake: FakeServer, person: Person, database: Database, app: App | None = None) -> OAuth:
    """Grants an application access on the consent page, and returns its `OAuth`."""
    app = app or register(person, database)
    oauth = OAuth(app.client_id, app.secret, redirect_uri=BACK, base_url=BASE_URL)
    consent = oauth.request_consent()
    back = redirect_after_consent(person, database, consent.url)
    if fake.name == "sync":
        oauth.redeem(consent, back, transport=WsgiTransport(person.app))
    else:
        asyncio.run(oauth.redeem_async(consent, back, transport=AsyncWsgiTransport(person.app)))
    return oauth


def client(fake: FakeServer, person: Person, oauth: OAuth) -> Any:
    if fake.name == "sync":
        return Andante(oauth, BASE_URL, transport=WsgiTransport(person.app))
    return AsyncAndante(oauth, BASE_URL, transport=AsyncWsgiTransport(person.app))


def stored(oauth: OAuth) -> Tokens:
    tokens = oauth.store.load()
    assert tokens is not None
    return tokens


@pytest.mark.parametrize("public", [False, True], ids=["confidential", "public"])
def test_an_application_with_consent_reads_the_users_data(fake: FakeServer, alice: Person, database: Database, public: bool) -> None:
    oauth = login(fake, alice, database, register(alice, database, public=public))
    alice.logs()

    (worklog,) = result_of(client(fake, alice, oauth).worklogs.get_worklogs()).results
    assert worklog.author.account_id == alice.id
    assert stored(oauth).scope == "read write"


def test_tokens_are_renewed_before_they_expire_and_the_old_ones_stop_working(
    fake: FakeServer, alice: Person, database: Database, stopped_clock: StoppedClock
) -> None:
    oauth = login(fake, alice, database)
    before = stored(oauth)
    stopped_clock.advance(60 * DAY - 30)
    assert is_accepted(alice, before.access_token)

    assert result_of(client(fake, alice, oauth).worklogs.get_worklogs()).results == []
    assert is_accepted(alice, stored(oauth).access_token)
    assert not is_accepted(alice, before.access_token)
    assert stored(oauth).refresh_token != before.refresh_token


def test_tokens_are_renewed_if_the_server_rejects_them_early(fake: FakeServer, alice: Person, database: Database) -> None:
    app = register(alice, database)
    ended = Tokens(access_token="ended", refresh_token=stored(login(fake, alice, database, app)).refresh_token)
    oauth = OAuth(app.client_id, app.secret, redirect_uri=BACK, base_url=BASE_URL, store=MemoryStore(ended))

    assert result_of(client(fake, alice, oauth).worklogs.get_worklogs()).results == []
    assert is_accepted(alice, stored(oauth).access_token)


def test_tokens_can_be_renewed_repeatedly(fake: FakeServer, alice: Person, database: Database, stopped_clock: StoppedClock) -> None:
    oauth = login(fake, alice, database)
    seen = {stored(oauth).access_token}
    for _ in range(3):
        stopped_clock.advance(61 * DAY)
        assert result_of(client(fake, alice, oauth).worklogs.get_worklogs()).results == []
        seen.add(stored(oauth).access_token)

    assert len(seen) == 4


def test_an_ended_grant_requires_a_new_login(fake: FakeServer, alice: Person, database: Database, stopped_clock: StoppedClock) -> None:
    oauth = login(fake, alice, database)
    stopped_clock.advance(500 * DAY)

    with pytest.raises(LoginRequired, match=r"https://time\.example\.com did not issue tokens: The refresh token was already used"):
        result_of(client(fake, alice, oauth).worklogs.get_worklogs())


def test_without_a_grant_nothing_is_sent(fake: FakeServer) -> None:
    with pytest.raises(LoginRequired, match=r"No user has granted this application access at https://time\.example\.com"):
        result_of(fake.client(OAuth("app", redirect_uri=BACK, base_url=BASE_URL)).worklogs.get_worklogs())
    assert fake.requests == []


def scripted(store: MemoryStore | None = None) -> OAuth:
    tokens = Tokens(access_token="old", refresh_token="refresh-old")
    return OAuth("app", "app-secret", redirect_uri=BACK, base_url=BASE_URL, store=store or MemoryStore(tokens))


def test_a_rejection_after_the_renewal_is_final(fake: FakeServer) -> None:
    fake.responses = [httpx.Response(401), httpx.Response(200, json={"access_token": "new"}), httpx.Response(401, text="No")]

    with pytest.raises(NotAuthenticated):
        result_of(fake.client(scripted()).worklogs.delete_worklog(1))
    assert [request.url.path for request in fake.requests] == ["/4/worklogs/1", "/oauth/token/", "/4/worklogs/1"]


def test_the_renewal_follows_the_standard_and_uses_the_timeout_of_the_call(fake: FakeServer) -> None:
    fake.responses = [httpx.Response(401), httpx.Response(200, json={"access_token": "new", "expires_in": 60}), httpx.Response(204)]
    oauth = scripted()

    result_of(fake.client(oauth, timeout=7).worklogs.delete_worklog(1))
    _, renewal, again = fake.requests
    assert {name: values[0] for name, values in parse_qs(renewal.content.decode()).items()} == {
        "grant_type": "refresh_token",
        "refresh_token": "refresh-old",
        "redirect_uri": BACK,
        "client_id": "app",
        "client_secret": "app-secret",
    }
    assert renewal.extensions["timeout"]["read"] == 7
    assert again.headers["Authorization"] == "Bearer new"
    assert stored(oauth).refresh_token == "refresh-old"  # without a new refresh token, the old one stays valid


@pytest.mark.parametrize(
    ("response", "error", "message"),
    [
        (httpx.Response(400, json={"error": "invalid_grant"}), LoginRequired, "did not issue tokens: invalid_grant"),
        (httpx.Response(401, text="Who?"), LoginRequired, "did not issue tokens: 401 Unauthorized"),
        (httpx.Response(429, headers={"Retry-After": "9"}), RateLimited, "429: Too Many Requests"),
        (httpx.Response(200, json={"token": "x"}), InvalidResponse, "did not return tokens: .*access_token"),
    ],
    ids=["revoked", "unknown", "rate limited", "invalid"],
)
def test_a_failed_renewal_raises_an_error_and_keeps_the_tokens(response: httpx.Response, error: type[AndanteError], message: str) -> None:
    fake, oauth = FakeServer("sync", [httpx.Response(401), response]), scripted()

    with pytest.raises(error, match=message):
        fake.client(oauth).worklogs.get_worklogs()
    assert stored(oauth).refresh_token == "refresh-old"


def test_tokens_that_another_process_renewed_are_used(fake: FakeServer) -> None:
    oauth = scripted()
    fake.responses = [httpx.Response(204), httpx.Response(401), httpx.Response(204)]
    result_of(fake.client(oauth).worklogs.delete_worklog(1))
    oauth.store.save(Tokens(access_token="new", refresh_token="refresh-new"))

    result_of(fake.client(oauth).worklogs.delete_worklog(2))
    assert [request.url.path for request in fake.requests] == ["/4/worklogs/1", "/4/worklogs/2", "/4/worklogs/2"]
    assert fake.requests[2].headers["Authorization"] == "Bearer new"


class CrowdedServer:
    """Rejects the old token only after all clients have sent it, and counts renewals."""

    def __init__(self, size: int) -> None:
        self.renewals = 0
        self.rejected = 0
        self.barrier = threading.Barrier(size, timeout=30)
        self.size = size
        self.gate = asyncio.Event()

    def respond(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/oauth/token/":
            self.renewals += 1
            return httpx.Response(200, json={"access_token": f"new {self.renewals}", "refresh_token": f"refresh {self.renewals}"})
        if request.headers["Authorization"] == "Bearer old":
            self.barrier.wait()
            return httpx.Response(401)
        return httpx.Response(204)

    async def respond_async(self, request: httpx.Request) -> httpx.Response:
        if request.headers.get("Authorization") != "Bearer old":
            await asyncio.sleep(0)  # lets the other tasks run during the renewal
            return self.respond(request)
        self.rejected += 1
        if self.rejected == self.size:
            self.gate.set()
        await self.gate.wait()
        return httpx.Response(401)


def test_one_of_many_threads_renews_and_the_others_wait() -> None:
    crowd, oauth = CrowdedServer(8), scripted()
    andante = Andante(oauth, BASE_URL, transport=httpx.MockTransport(crowd.respond))
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(andante.worklogs.delete_worklog, range(8))) == [None] * 8

    assert crowd.renewals == 1


def test_one_of_many_tasks_renews_and_the_others_wait() -> None:
    crowd, oauth = CrowdedServer(8), scripted()

    async def go() -> None:
        andante = AsyncAndante(oauth, BASE_URL, transport=httpx.MockTransport(crowd.respond_async))
        await asyncio.gather(*(andante.worklogs.delete_worklog(id) for id in range(8)))

    asyncio.run(go())
    assert crowd.renewals == 1


def test_cancelling_a_renewal_does_not_block_other_tasks() -> None:
    oauth, renewing = scripted(), asyncio.Event()

    async def respond(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/oauth/token/" and not renewing.is_set():
            renewing.set()
            await asyncio.Event().wait()
        return httpx.Response(200, json={"access_token": "new"}) if request.url.path == "/oauth/token/" else _accepts_new_token(request)

    async def go() -> None:
        andante = AsyncAndante(oauth, BASE_URL, transport=httpx.MockTransport(respond))
        first = asyncio.create_task(andante.worklogs.delete_worklog(1))
        await renewing.wait()
        first.cancel()
        await asyncio.wait_for(andante.worklogs.delete_worklog(2), 30)

    asyncio.run(go())


def _accepts_new_token(request: httpx.Request) -> httpx.Response:
    return httpx.Response(204 if request.headers["Authorization"] == "Bearer new" else 401)


def test_a_consent_request_uses_pkce_and_contains_the_jira_url() -> None:
    query = parse_qs(
        urlsplit(OAuth("app", redirect_uri=BACK).request_consent(jira_url="https://north.example.net", scope="read").url).query
    )

    assert query["jira_url"] == ["https://north.example.net"]
    assert query["scope"] == ["read"]
    assert query["code_challenge_method"] == ["S256"]
    assert len(query["code_challenge"][0]) == 43


def test_redeeming_a_code_reports_an_unreachable_server(fake: FakeServer) -> None:
    oauth = OAuth("app", redirect_uri=BACK, base_url=BASE_URL)
    consent = oauth.request_consent()
    cause = httpx.ConnectError("refused")
    fake.responses = [cause]
    redeem = oauth.redeem if fake.name == "sync" else oauth.redeem_async

    with pytest.raises(Unreachable, match=r"POST https://time\.example\.com/oauth/token/ got no response: refused") as unreachable:
        result_of(redeem(consent, f"{BACK}?code=x&state={consent.state}", transport=fake.transport))
    assert unreachable.value.__cause__ is cause


def test_a_denied_consent_requires_a_login() -> None:
    consent = OAuth("app", redirect_uri=BACK).request_consent()

    with pytest.raises(LoginRequired, match="The user didn't grant access: access_denied"):
        consent.code_from(f"{BACK}?error=access_denied&state={consent.state}")


@pytest.mark.parametrize("callback_url", [f"{BACK}?code=x", f"{BACK}?code=x&state=ü", "nonsense", ""])
def test_a_callback_url_of_another_consent_request_is_rejected(callback_url: str) -> None:
    with pytest.raises(ValueError, match="its 'state' is different"):
        OAuth("app", redirect_uri=BACK).request_consent().code_from(callback_url)


def test_no_secret_is_shown(fake: FakeServer, caplog: pytest.LogCaptureFixture) -> None:
    fake.responses = [httpx.Response(401), httpx.Response(200, json={"access_token": "new-token"}), httpx.Response(204)]
    oauth = scripted()
    with caplog.at_level(logging.DEBUG):
        result_of(fake.client(oauth).worklogs.delete_worklog(1))
    shown = f"{caplog.text} {stored(oauth)!r} {oauth!r} {oauth.request_consent()!r}"

    assert not any(secret in shown for secret in ("app-secret", "refresh-old", "new-token"))
