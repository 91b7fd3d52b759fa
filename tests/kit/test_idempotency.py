"""`Idempotency-Key`: a repeated POST returns the first response and is not applied again."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from andante.kit import idempotency
from andante.kit.call import Caller
from andante.kit.database import Access, Database
from andante.kit.db import try_lock
from andante.kit.idempotency import HEADER, REPLAYED, keys
from andante.timekeeping.worklogs import store as worklogs
from tests.cast import ACCOUNT_IDS, BASE_URL, NORTH_1, Company, Person, StoppedClock, faults, ids, message
from tests.databases import Server, sqlite_only

ONE = {"authorAccountId": ACCOUNT_IDS["alice"], "issueId": NORTH_1, "startDate": "2026-03-17", "timeSpentSeconds": 900}
BULK = f"/4/worklogs/issue/{NORTH_1}/bulk"
DAY = 86_400


def post(person: Person, body: Any = ONE, key: str = "first", path: str = "/4/worklogs", **params: Any) -> httpx.Response:
    return person.http.post(path, json=body, params=params, headers={HEADER: key})


def is_replay(response: httpx.Response) -> bool:
    return bool(response.headers.get(REPLAYED) == "true")


def stored_keys(database: Database) -> int:
    with database.read() as db:
        return db.scalar(select(func.count()).select_from(keys)) or 0


def test_a_repeated_post_returns_the_first_response(alice: Person) -> None:
    first, second = post(alice), post(alice)

    assert (second.status_code, second.content, second.headers["content-type"]) == (200, first.content, first.headers["content-type"])
    assert (is_replay(first), is_replay(second)) == (False, True)
    assert len(ids(alice.get("/worklogs"))) == 1


def test_a_repeated_bulk_creation_returns_the_first_response(alice: Person) -> None:
    body = [ONE | {"description": str(number)} for number in range(50)]
    first, second = (post(alice, body, path=BULK) for _ in range(2))

    assert second.json() == first.json()
    assert len(ids(alice.get("/worklogs", limit=1000))) == 50


def test_a_response_without_a_body_is_repeated(carol: Person) -> None:
    scheme = carol.post("/holiday-schemes", {"name": "Berlin"}).json()["id"]
    responses = [post(carol, {"accountIds": [carol.id]}, path=f"/4/holiday-schemes/{scheme}/members") for _ in range(2)]

    assert [(response.status_code, response.content, is_replay(response)) for response in responses] == [
        (204, b"", False),
        (204, b"", True),
    ]


def test_requests_without_a_key_are_independent(alice: Person, database: Database) -> None:
    assert alice.post("/worklogs", ONE).json() != alice.post("/worklogs", ONE).json()
    assert stored_keys(database) == 0


@pytest.mark.parametrize(
    "again",
    [
        {"body": ONE | {"timeSpentSeconds": 901}},
        {"body": [ONE], "path": BULK},
        {"bypass": "true"},
    ],
    ids=["body", "path", "query"],
)
def test_a_key_can_not_be_used_for_another_request(alice: Person, again: dict[str, Any]) -> None:
    post(alice)
    response = post(alice, **again)

    assert response.status_code == 422
    assert faults(response) == [("", "key_reused")]
    assert "Use a new key for each request" in message(response)
    assert len(ids(alice.get("/worklogs"))) == 1
    assert is_replay(post(alice))


def test_users_can_use_the_same_key(company: Company) -> None:
    first, second = post(company.alice), post(company.frank)

    assert not is_replay(second)
    assert first.json()["tempoWorklogId"] != second.json()["tempoWorklogId"]


def test_a_key_can_be_used_again_after_24_hours(alice: Person, database: Database, stopped_clock: StoppedClock) -> None:
    first = post(alice)
    stopped_clock.advance(DAY - 1)
    last = post(alice)
    stopped_clock.advance(1)
    another = post(alice, ONE | {"description": "the next day"})

    assert (is_replay(last), last.json()) == (True, first.json())
    assert another.json()["description"] == "the next day"
    assert is_replay(post(alice, ONE | {"description": "the next day"}))
    assert stored_keys(database) == 1


def test_a_job_deletes_expired_keys(alice: Person, server: Server, stopped_clock: StoppedClock) -> None:
    post(alice, key="old-1")
    post(alice, key="old-2")
    stopped_clock.advance(DAY)
    post(alice, key="new")
    server.run_jobs()

    assert stored_keys(server.database) == 1


def test_a_refusal_is_repeated(alice: Person) -> None:
    refused = ONE | {"issueId": 999}
    first, second = post(alice, refused), post(alice, refused)

    assert first.status_code == 400
    assert (second.status_code, second.content, is_replay(second)) == (400, first.content, True)


def test_a_refusal_stays_after_its_cause_is_gone(company: Company, database: Database) -> None:
    """A client that was told that nothing happened can rely on it, even if a proxy repeats the request later."""
    body = ONE | {"authorAccountId": company.dave.id}
    company.deactivate(database, "dave")
    refused = post(company.frank, body)
    company.deactivate(database, "dave", active=True)
    again = post(company.frank, body)

    assert (refused.status_code, again.status_code, is_replay(again)) == (400, 400, True)
    assert post(company.frank, body, key="second").status_code == 200


def test_a_missing_permission_is_repeated_as_html(dave: Person) -> None:
    first, second = post(dave), post(dave)

    assert (first.status_code, second.status_code, is_replay(second)) == (403, 403, True)
    assert second.content == first.content
    assert second.headers["content-type"] == first.headers["content-type"]


def test_a_request_that_never_started_is_not_stored(company: Company, database: Database) -> None:
    assert post(company.alice, {}).status_code == 400
    assert post(company.eve).status_code == 403
    assert company.alice.http.post("/4/worklogs", json=ONE, headers={HEADER: "first", "Authorization": ""}).status_code == 401
    assert stored_keys(database) == 0
    assert post(company.alice).status_code == 200


def test_an_internal_error_is_not_stored(alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(worklogs, "add", None)
        not_judged = httpx.Client(transport=alice._transport.inner, base_url=BASE_URL, headers=alice.http.headers)
        assert not_judged.post("/4/worklogs", json=ONE, headers={HEADER: "first"}).status_code == 500
    response = post(alice)

    assert (response.status_code, is_replay(response)) == (200, False)


def test_a_conflict_is_not_stored(alice: Person, database: Database) -> None:
    if database.sqlite:
        pytest.skip("SQLite has only one writer at a time")
    with database.write() as db:
        assert try_lock(db, "bulk", NORTH_1)
        refused = post(alice, [ONE], path=BULK)
    response = post(alice, [ONE], path=BULK)

    assert (refused.status_code, response.status_code, is_replay(response)) == (409, 200, False)


def test_a_request_that_is_running_conflicts(alice: Person, database: Database) -> None:
    if database.sqlite:
        pytest.skip("on SQLite the second request waits for the first one")
    with _running(database, "first"):
        refused = post(alice)
        other = post(alice, key="second")
    response = post(alice)

    assert refused.status_code == 409
    assert refused.headers["Retry-After"] == "1"
    assert faults(refused) == [("", "in_progress")]
    assert other.status_code == 200
    assert (response.status_code, is_replay(response)) == (200, False)


@contextmanager
def _running(database: Database, key: str) -> Iterator[None]:
    """A request of alice with this key, which is rolled back."""
    try:
        with database.call(Caller(ACCOUNT_IDS["alice"]), Access.WRITE) as call:
            assert idempotency._stored(call, idempotency.parse(key, "POST /4/worklogs", b"")) is None
            yield
            raise InterruptedError
    except InterruptedError:
        pass


def test_a_request_that_is_sent_many_times_at_once_is_applied_once(alice: Person) -> None:
    """On PostgreSQL, requests conflict while another one is running. On SQLite, they wait."""
    with ThreadPoolExecutor(8) as pool:
        responses = list(pool.map(lambda _: post(alice), range(24)))

    assert {response.status_code for response in responses} <= {200, 409}
    applied = [response for response in responses if response.status_code == 200]
    assert len(applied) >= 1
    assert len({response.content for response in applied}) == 1
    assert sum(not is_replay(response) for response in applied) == 1
    assert len(ids(alice.get("/worklogs"))) == 1


def test_a_long_response_is_not_stored_but_the_request_is_not_applied_twice(alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idempotency, "MAX_RESPONSE_BYTES", 100)
    first, second = post(alice), post(alice)

    assert (first.status_code, second.status_code) == (200, 409)
    assert faults(second) == [("", "too_large")]
    assert "Retry-After" not in second.headers
    assert len(ids(alice.get("/worklogs"))) == 1


def test_searches_ignore_the_key(alice: Person, database: Database) -> None:
    before = post(alice, {}, path="/4/worklogs/search")
    alice.logs()
    after = post(alice, {}, path="/4/worklogs/search")

    assert (len(ids(before)), len(ids(after)), is_replay(after)) == (0, 1, False)
    assert stored_keys(database) == 0


def test_ignored_parameters_are_listed_again(alice: Person) -> None:
    first, second = post(alice, nowhere="1"), post(alice, nowhere="1")

    assert is_replay(second)
    assert second.headers["Warning"] == first.headers["Warning"]


def test_jira_endpoints_accept_keys(alice: Person) -> None:
    body, path = {"timeSpentSeconds": 60, "started": "2026-03-17T09:00:00.000+0100"}, "/rest/api/3/issue/NORTH-1/worklog"
    first, second = post(alice, body, path=path), post(alice, body, path=path)

    assert (second.status_code, second.content, is_replay(second)) == (201, first.content, True)
    assert post(alice, body | {"timeSpentSeconds": 61}, path=path).status_code == 422


def test_keys_can_be_quoted_as_in_the_draft(alice: Person) -> None:
    assert not is_replay(post(alice, key='"8e03978e-40d5-43dd-bc93-6894a57f9324"'))
    assert is_replay(post(alice, key="8e03978e-40d5-43dd-bc93-6894a57f9324"))
    assert not is_replay(post(alice, key=r'"a \"key\" with \\"'))
    assert is_replay(post(alice, key=r'"a \"key\" with \\"'))


@sqlite_only
@pytest.mark.parametrize("key", ["k" * 255, f'"{"k" * 255}"', "!", '" "', "a=b;c"])
def test_a_key_has_1_to_255_characters(alice: Person, key: str) -> None:
    assert post(alice, key=key).status_code == 200


@sqlite_only
@pytest.mark.parametrize("key", ["", '""', '"', 'a"', '"a', '"a"b', '"a", "b"', "a,b", "a b", "k" * 256, f'"{"k" * 256}"', "ü", "a\tb"])
def test_a_wrong_key_is_refused(alice: Person, key: str) -> None:
    response = alice.http.post("/4/worklogs", json=ONE, headers={HEADER.encode(): key.encode()})

    assert response.status_code == 400
    assert faults(response) == [(HEADER, "wrong_length" if "kkk" in key else "invalid")]
    assert ids(alice.get("/worklogs")) == []
