"""Pages use every operation with the browser's session instead of a token. The lookup of a session is the same statement for all
operations, and the last tests run it on both engines. So SQLite is enough for requests that are refused after it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from andante.app import HANDLERS, application
from andante.directory.people import actions as people
from andante.directory.people.wire import UserChange
from andante.identity.signin import actions as signin
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from andante.kit.operation import Operation
from andante.kit.settings import Settings
from tests.cast import BASE_URL, Person, StoppedClock
from tests.sessions import COOKIE, PAGE, page, session_of
from tests.wsgi import WsgiTransport

from .inputs import any_path, kit_only
from .seeded import SeededServer

FOREIGN: dict[str, dict[str, str | None]] = {
    "no header": {"X-Andante-Page": None},
    "another site": {"Sec-Fetch-Site": "cross-site"},
    "another host of the domain": {"Sec-Fetch-Site": "same-site"},
    "the address bar": {"Sec-Fetch-Site": "none"},
}
FOREIGN_WRITES: dict[str, dict[str, str | None]] = {
    "no origin": {"Origin": None},
    "another origin": {"Origin": "https://evil.example.com"},
    "an origin that starts alike": {"Origin": f"{BASE_URL}.evil.example.com"},
    "another scheme": {"Origin": BASE_URL.replace("https", "http")},
    "another port": {"Origin": f"{BASE_URL}:8443"},
    "an opaque origin": {"Origin": "null"},
}
EVERY_OPERATION = [pytest.param(handler.operation, id=handler.operation.id) for handler in HANDLERS if not handler.operation.public]
"""All operations that need a token or a session."""

every_operation = pytest.mark.parametrize("operation", EVERY_OPERATION)


@pytest.fixture(scope="module")
def session(seeded: SeededServer) -> str:
    """The administrator's session."""
    with seeded_clock():
        return session_of(seeded.database, seeded.administrator)


@contextmanager
def seeded_clock() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "_read", lambda: StoppedClock().time.timestamp())
        yield


def send(app: Any, operation: Operation[Any, Any], secret: str, **changed: str | None) -> httpx.Response:
    """Sends a request like a page, with these headers changed or, if None, omitted."""
    headers = {name: value for name, value in (PAGE | changed).items() if value is not None}
    with httpx.Client(transport=WsgiTransport(app), base_url=BASE_URL, headers=headers, cookies={COOKIE: secret}) as http:
        return http.request(operation.method, f"{any_path(operation)}?limit=abc", content=b"{")


@kit_only
@every_operation
def test_a_request_that_is_not_from_our_pages_is_refused(seeded: SeededServer, session: str, operation: Operation[Any, Any]) -> None:
    writes_in_http = operation.method not in ("GET", "HEAD")
    for case, changed in (FOREIGN | (FOREIGN_WRITES if writes_in_http else {})).items():
        with seeded.refused_by_the_kit():
            response = send(seeded.app, operation, session, **changed)

        assert response.status_code == 401, case
        assert response.headers["cache-control"] == "no-store"


@kit_only
@every_operation
def test_an_invalid_session_is_refused(seeded: SeededServer, session: str, operation: Operation[Any, Any]) -> None:
    for secret in ("", "andante_session_nobody", "x" * 100_000, seeded.administrator.token, session[:-1]):
        with seeded.refused_by_the_kit():
            response = send(seeded.app, operation, secret)

        assert response.status_code == 401
        assert "You're signed out" in response.text


@kit_only
@every_operation
def test_an_expired_session_is_refused(
    seeded: SeededServer, session: str, stopped_clock: StoppedClock, operation: Operation[Any, Any]
) -> None:
    stopped_clock.advance(14 * 86_400)

    assert send(seeded.app, operation, session).status_code == 401


@kit_only
@every_operation
def test_a_session_is_not_a_token(seeded: SeededServer, session: str, operation: Operation[Any, Any]) -> None:
    for authorization in (f"Bearer {session}", "Bearer", "Basic YTpi"):
        response = send(seeded.app, operation, session, Authorization=authorization)

        assert response.status_code == 401
        assert "access token" in response.text


@kit_only
@every_operation
def test_a_request_from_our_pages_is_decoded(seeded: SeededServer, session: str, operation: Operation[Any, Any]) -> None:
    """The request has faults, so that the operation itself doesn't run."""
    response = send(seeded.app, operation, session)

    assert response.status_code not in (401, 403), response.text
    assert response.headers["cache-control"] == "no-store"


def test_no_operation_creates_tokens_or_changes_passwords() -> None:
    """An attacker with access to a browser that was left signed in could keep the access. The pages ask for the password."""
    paths = [handler.operation.path for handler in HANDLERS]

    assert [path for path in paths if "password" in path.lower() or path.rpartition("/")[2] in ("token", "tokens")] == []


def test_a_page_logs_time_for_the_user(alice: Person, bob: Person, database: Database) -> None:
    http = page(alice.app, session_of(database, alice))
    body = {"authorAccountId": alice.id, "issueId": 10000, "startDate": "2026-03-17", "timeSpentSeconds": 60}
    created = http.post("/4/worklogs", json=body)
    refused = http.post("/4/worklogs", json=body | {"authorAccountId": bob.id})

    assert created.status_code == 200
    assert created.json()["author"]["accountId"] == alice.id
    assert refused.status_code == 403
    assert http.get("/4/worklogs").json()["metadata"]["count"] == 1


def test_a_session_that_ended_is_refused(alice: Person, database: Database) -> None:
    secret = session_of(database, alice)
    with database.write() as db:
        signin.end_session(Call(db, SYSTEM, clock.now()), secret)

    assert page(alice.app, secret).get("/4/worklogs").status_code == 401


def test_the_session_of_an_inactive_user_is_refused(alice: Person, database: Database) -> None:
    secret = session_of(database, alice)
    with database.write() as db:
        people.change(Call(db, SYSTEM, clock.now()), alice.id, UserChange(active=False))

    assert page(alice.app, secret).get("/4/worklogs").status_code == 401


@pytest.mark.parametrize(
    ("public_url", "origin", "status"),
    [
        ("https://public.example.com", "https://public.example.com", 200),
        ("https://PUBLIC.example.com:443/", "https://public.example.com", 200),
        ("https://public.example.com/time", "https://public.example.com", 200),
        ("https://public.example.com:8443", "https://public.example.com:8443", 200),
        ("https://public.example.com:8443", "https://public.example.com", 401),
        ("https://public.example.com", "http://10.0.0.7:8080", 401),
    ],
)
def test_behind_a_proxy_the_origin_must_be_the_public_url(
    alice: Person, database: Database, public_url: str, origin: str, status: int
) -> None:
    app = application(Settings(access_log=False, public_url=public_url), database)
    headers = PAGE | {"Origin": origin}
    http = httpx.Client(
        transport=WsgiTransport(app), base_url="http://10.0.0.7:8080", headers=headers, cookies={COOKIE: session_of(database, alice)}
    )
    body = {"authorAccountId": alice.id, "issueId": 10000, "startDate": "2026-03-17", "timeSpentSeconds": 60}

    assert http.post("/4/worklogs", json=body).status_code == status


def test_without_https_the_cookie_has_no_prefix(alice: Person, database: Database) -> None:
    secret = session_of(database, alice)

    assert page(alice.app, secret, "http://localhost:8080", "andante_session").get("/4/worklogs").status_code == 200
    assert page(alice.app, secret, "http://localhost:8080", COOKIE).get("/4/worklogs").status_code == 401
