"""An application that acts for a person through the client: consent, tokens, and their renewal."""

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
    LoginNeeded,
    MemoryStore,
    NotAuthenticated,
    OAuth,
    Throttled,
    Tokens,
    Unreachable,
    Unreadable,
)
from andante.kit.database import Database
from tests.cast import BASE_URL, Person
from tests.conftest import StoppedClock
from tests.identity.oauth.flow import BACK, App, back_from, opens, register
from tests.wsgi import WsgiTransport

from .halves import Half, settled
from .test_client import InProcess

DAY = 86_400


def login(half: Half, person: Person, database: Database, app: App | None = None) -> OAuth:
    """What a person has just allowed: the whole way over the consent page."""
    app = app or register(person, database)
    made = OAuth(app.client_id, app.secret, redirect_uri=BACK, base_url=BASE_URL)
    consent = made.ask()
    back = back_from(person, database, consent.url)
    if half.name == "sync":
        made.redeem(consent, back, transport=WsgiTransport(person.app))
    else:
        asyncio.run(made.redeem_async(consent, back, transport=InProcess(person.app)))
    return made


def client(half: Half, person: Person, made: OAuth) -> Any:
    if half.name == "sync":
        return Andante(made, BASE_URL, transport=WsgiTransport(person.app))
    return AsyncAndante(made, BASE_URL, transport=InProcess(person.app))


def kept(made: OAuth) -> Tokens:
    tokens = made.store.load()
    assert tokens is not None
    return tokens


@pytest.mark.parametrize("public", [False, True], ids=["confidential", "public"])
def test_who_was_allowed_to_acts_for_the_person(half: Half, alice: Person, database: Database, public: bool) -> None:
    made = login(half, alice, database, register(alice, database, public=public))
    alice.logs()

    (worklog,) = settled(client(half, alice, made).worklogs.get_worklogs()).results
    assert worklog.author.account_id == alice.id
    assert kept(made).scope == "read write"


def test_tokens_are_renewed_before_they_end_and_the_old_ones_are_dead(
    half: Half, alice: Person, database: Database, stopped_clock: StoppedClock
) -> None:
    made = login(half, alice, database)
    before = kept(made)
    stopped_clock.advance(60 * DAY - 30)
    assert opens(alice, before.access_token)

    assert settled(client(half, alice, made).worklogs.get_worklogs()).results == []
    assert opens(alice, kept(made).access_token)
    assert not opens(alice, before.access_token)
    assert kept(made).refresh_token != before.refresh_token


def test_tokens_are_renewed_where_the_server_refuses_them_all_the_same(half: Half, alice: Person, database: Database) -> None:
    app = register(alice, database)
    ended = Tokens(access_token="ended", refresh_token=kept(login(half, alice, database, app)).refresh_token)
    made = OAuth(app.client_id, app.secret, redirect_uri=BACK, base_url=BASE_URL, store=MemoryStore(ended))

    assert settled(client(half, alice, made).worklogs.get_worklogs()).results == []
    assert opens(alice, kept(made).access_token)


def test_renewing_again_and_again_goes_on_working(half: Half, alice: Person, database: Database, stopped_clock: StoppedClock) -> None:
    made = login(half, alice, database)
    seen = {kept(made).access_token}
    for _ in range(3):
        stopped_clock.advance(61 * DAY)
        assert settled(client(half, alice, made).worklogs.get_worklogs()).results == []
        seen.add(kept(made).access_token)

    assert len(seen) == 4


def test_who_is_no_longer_allowed_is_told_to_ask_the_person(
    half: Half, alice: Person, database: Database, stopped_clock: StoppedClock
) -> None:
    made = login(half, alice, database)
    stopped_clock.advance(500 * DAY)

    with pytest.raises(LoginNeeded, match=r"https://time\.example\.com gives no tokens: The refresh token has been used"):
        settled(client(half, alice, made).worklogs.get_worklogs())


def test_whoever_was_never_allowed_sends_nothing(half: Half) -> None:
    with pytest.raises(LoginNeeded, match=r"Nobody has allowed this application to act for them at https://time\.example\.com"):
        settled(half.client(OAuth("app", redirect_uri=BACK, base_url=BASE_URL)).worklogs.get_worklogs())
    assert half.requests == []


def scripted(store: MemoryStore | None = None) -> OAuth:
    tokens = Tokens(access_token="old", refresh_token="refresh-old")
    return OAuth("app", "app-secret", redirect_uri=BACK, base_url=BASE_URL, store=store or MemoryStore(tokens))


def test_a_refusal_after_the_renewal_is_final(half: Half) -> None:
    half.answers = [httpx.Response(401), httpx.Response(200, json={"access_token": "new"}), httpx.Response(401, text="No")]

    with pytest.raises(NotAuthenticated):
        settled(half.client(scripted()).worklogs.delete_worklog(1))
    assert [request.url.path for request in half.requests] == ["/4/worklogs/1", "/oauth/token/", "/4/worklogs/1"]


def test_the_renewal_asks_as_the_standard_says_and_in_the_time_of_the_call(half: Half) -> None:
    half.answers = [httpx.Response(401), httpx.Response(200, json={"access_token": "new", "expires_in": 60}), httpx.Response(204)]
    made = scripted()

    settled(half.client(made, timeout=7).worklogs.delete_worklog(1))
    _, renewal, again = half.requests
    assert {name: values[0] for name, values in parse_qs(renewal.content.decode()).items()} == {
        "grant_type": "refresh_token",
        "refresh_token": "refresh-old",
        "redirect_uri": BACK,
        "client_id": "app",
        "client_secret": "app-secret",
    }
    assert renewal.extensions["timeout"]["read"] == 7
    assert again.headers["Authorization"] == "Bearer new"
    assert kept(made).refresh_token == "refresh-old"  # a server that gives no new one means the old one to go on


@pytest.mark.parametrize(
    ("response", "error", "words"),
    [
        (httpx.Response(400, json={"error": "invalid_grant"}), LoginNeeded, "gives no tokens: invalid_grant"),
        (httpx.Response(401, text="Who?"), LoginNeeded, "gives no tokens: 401 Unauthorized"),
        (httpx.Response(429, headers={"Retry-After": "9"}), Throttled, "429: Too Many Requests"),
        (httpx.Response(200, json={"token": "x"}), Unreadable, "answered no tokens: .*access_token"),
    ],
    ids=["revoked", "unknown", "throttled", "nonsense"],
)
def test_a_renewal_that_fails_is_told_and_leaves_the_tokens(response: httpx.Response, error: type[AndanteError], words: str) -> None:
    half, made = Half("sync", [httpx.Response(401), response]), scripted()

    with pytest.raises(error, match=words):
        half.client(made).worklogs.get_worklogs()
    assert kept(made).refresh_token == "refresh-old"


def test_what_another_process_has_renewed_is_taken_over(half: Half) -> None:
    made = scripted()
    half.answers = [httpx.Response(204), httpx.Response(401), httpx.Response(204)]
    settled(half.client(made).worklogs.delete_worklog(1))
    made.store.save(Tokens(access_token="new", refresh_token="refresh-new"))

    settled(half.client(made).worklogs.delete_worklog(2))
    assert [request.url.path for request in half.requests] == ["/4/worklogs/1", "/4/worklogs/2", "/4/worklogs/2"]
    assert half.requests[2].headers["Authorization"] == "Bearer new"


class Crowd:
    """A server that lets nobody in until everybody was refused, and counts renewals."""

    def __init__(self, size: int) -> None:
        self.renewals = 0
        self.refused = 0
        self.everybody = threading.Barrier(size, timeout=30)
        self.size = size
        self.gate = asyncio.Event()

    def answer(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/oauth/token/":
            self.renewals += 1
            return httpx.Response(200, json={"access_token": f"new {self.renewals}", "refresh_token": f"refresh {self.renewals}"})
        if request.headers["Authorization"] == "Bearer old":
            self.everybody.wait()
            return httpx.Response(401)
        return httpx.Response(204)

    async def answer_async(self, request: httpx.Request) -> httpx.Response:
        if request.headers.get("Authorization") != "Bearer old":
            await asyncio.sleep(0)  # the others get their turn while tokens are renewed
            return self.answer(request)
        self.refused += 1
        if self.refused == self.size:
            self.gate.set()
        await self.gate.wait()
        return httpx.Response(401)


def test_of_many_threads_one_renews_and_the_others_wait() -> None:
    crowd, made = Crowd(8), scripted()
    andante = Andante(made, BASE_URL, transport=httpx.MockTransport(crowd.answer))
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(andante.worklogs.delete_worklog, range(8))) == [None] * 8

    assert crowd.renewals == 1


def test_of_many_tasks_one_renews_and_the_others_wait() -> None:
    crowd, made = Crowd(8), scripted()

    async def go() -> None:
        andante = AsyncAndante(made, BASE_URL, transport=httpx.MockTransport(crowd.answer_async))
        await asyncio.gather(*(andante.worklogs.delete_worklog(id) for id in range(8)))

    asyncio.run(go())
    assert crowd.renewals == 1


def test_a_task_that_is_given_up_while_it_renews_does_not_keep_the_others_waiting() -> None:
    made, asked = scripted(), asyncio.Event()

    async def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/oauth/token/" and not asked.is_set():
            asked.set()
            await asyncio.Event().wait()
        return httpx.Response(200, json={"access_token": "new"}) if request.url.path == "/oauth/token/" else _lets_in(request)

    async def go() -> None:
        andante = AsyncAndante(made, BASE_URL, transport=httpx.MockTransport(answer))
        first = asyncio.create_task(andante.worklogs.delete_worklog(1))
        await asked.wait()
        first.cancel()
        await asyncio.wait_for(andante.worklogs.delete_worklog(2), 30)

    asyncio.run(go())


def _lets_in(request: httpx.Request) -> httpx.Response:
    return httpx.Response(204 if request.headers["Authorization"] == "Bearer new" else 401)


def test_the_person_is_asked_with_pkce_at_either_address() -> None:
    asked = parse_qs(urlsplit(OAuth("app", redirect_uri=BACK).ask(jira_url="https://north.example.net", scope="read").url).query)

    assert asked["jira_url"] == ["https://north.example.net"]
    assert asked["scope"] == ["read"]
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["code_challenge"][0]) == 43


def test_who_cannot_reach_the_server_with_a_code_is_told_so(half: Half) -> None:
    made = OAuth("app", redirect_uri=BACK, base_url=BASE_URL)
    consent = made.ask()
    cause = httpx.ConnectError("refused")
    half.answers = [cause]
    redeem = made.redeem if half.name == "sync" else made.redeem_async

    with pytest.raises(Unreachable, match=r"POST https://time\.example\.com/oauth/token/ got no answer: refused") as unreachable:
        settled(redeem(consent, f"{BACK}?code=x&state={consent.state}", transport=half.transport))
    assert unreachable.value.__cause__ is cause


def test_a_person_who_says_no_is_heard() -> None:
    consent = OAuth("app", redirect_uri=BACK).ask()

    with pytest.raises(LoginNeeded, match="The person did not allow it: access_denied"):
        consent.code_in(f"{BACK}?error=access_denied&state={consent.state}")


@pytest.mark.parametrize("back", [f"{BACK}?code=x", f"{BACK}?code=x&state=ü", "nonsense", ""])
def test_an_address_that_answers_somebody_elses_question_is_refused(back: str) -> None:
    with pytest.raises(ValueError, match="its 'state' is another one"):
        OAuth("app", redirect_uri=BACK).ask().code_in(back)


def test_no_secret_is_shown(half: Half, caplog: pytest.LogCaptureFixture) -> None:
    half.answers = [httpx.Response(401), httpx.Response(200, json={"access_token": "new-token"}), httpx.Response(204)]
    made = scripted()
    with caplog.at_level(logging.DEBUG):
        settled(half.client(made).worklogs.delete_worklog(1))
    shown = f"{caplog.text} {kept(made)!r} {made!r} {made.ask()!r}"

    assert not any(secret in shown for secret in ("app-secret", "refresh-old", "new-token"))
