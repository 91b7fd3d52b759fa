"""Limits of requests per token and address."""

from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from andante.app import application
from andante.kit.database import Database
from andante.kit.rate_limits import SECONDS, SLOTS, Counts, _counts, share_between_processes
from andante.kit.settings import Settings
from tests.cast import Person
from tests.wsgi import WsgiTransport

SLOT_BYTES = 16


def empty() -> Counts:
    return Counts(bytearray(SLOTS * SLOT_BYTES))


def client_of(database: Database, **settings: int | str) -> httpx.Client:
    app = application(Settings(access_log=False, **settings), database)  # type: ignore[arg-type]
    return httpx.Client(transport=WsgiTransport(app), base_url="https://andante.test")


def test_a_window_of_requests_may_come_at_once_and_then_one_per_share() -> None:
    counts = empty()

    assert [counts.take("a", 3, 0.0).allowed for _ in range(4)] == [True, True, True, False]
    assert counts.take("a", 3, 19.9) == (False, 0, 1)
    assert counts.take("a", 3, 20.0) == (True, 0, 20)
    assert not counts.take("a", 3, 20.0).allowed


def test_callers_are_counted_separately() -> None:
    counts = empty()
    counts.take("a", 1, 0.0)

    assert counts.take("b", 1, 0.0).allowed


@given(st.integers(1, 50), st.lists(st.floats(0, 5), max_size=200))
def test_no_window_has_more_than_twice_the_limit_and_a_patient_caller_is_never_refused(limit: int, pauses: list[float]) -> None:
    counts, now, allowed = empty(), 0.0, []
    for pause in pauses:
        now += pause
        if counts.take("a", limit, now).allowed:
            allowed.append(now)

    assert all(sum(start <= each < start + SECONDS for each in allowed) <= 2 * limit for start in allowed)
    assert counts.take("a", limit, now + SECONDS).allowed


def test_requests_beyond_the_limit_of_a_token_are_refused_with_the_time_to_wait(database: Database, alice: Person, bob: Person) -> None:
    client = client_of(database, rate_limit_per_token=2)
    headers = {"Authorization": f"Bearer {alice.token}"}

    responses = [client.get("/4/work-attributes", headers=headers) for _ in range(3)]

    assert [response.status_code for response in responses] == [200, 200, 429]
    assert responses[0].headers["RateLimit-Policy"] == '"token";q=2;w=60'
    assert responses[0].headers["RateLimit"] == '"token";r=1;t=30'
    assert responses[2].headers["Retry-After"] == "30"
    assert responses[2].json()["errors"]["message"] == "Too many requests: this token may send 2 per minute. Try again in 30 seconds."
    assert client.get("/4/work-attributes", headers={"Authorization": f"Bearer {bob.token}"}).status_code == 200


def test_requests_beyond_the_limit_of_an_address_are_refused_whatever_their_token(database: Database) -> None:
    client = client_of(database, rate_limit_per_address=2)

    statuses = [client.get("/4/worklogs", headers={"Authorization": f"Bearer guess-{n}"}).status_code for n in range(3)]

    assert statuses == [401, 401, 429]
    assert client.get("/signin").status_code == 429
    assert client.get("/healthz").status_code == 200


def test_a_header_of_someone_who_is_not_a_trusted_proxy_does_not_change_the_address(database: Database) -> None:
    client = client_of(database, rate_limit_per_address=1)

    statuses = [client.get("/signin", headers={"X-Forwarded-For": f"192.0.2.{n}"}).status_code for n in range(2)]

    assert statuses == [200, 429]


def test_without_limits_responses_have_no_headers_of_limits(database: Database) -> None:
    assert "RateLimit" not in client_of(database).get("/signin").headers


def test_processes_share_their_counts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("_ANDANTE_RATE_LIMITS", "")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    share_between_processes()

    first, second = _counts(), _counts()

    assert first.take("a", 1, 0.0).allowed
    assert not second.take("a", 1, 0.0).allowed
