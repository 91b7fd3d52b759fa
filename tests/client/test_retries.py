"""Retries: which calls are retried, after how long, and what happens when all attempts fail."""

import datetime as dt
import logging
import re

import httpx
import pytest

from andante.client import NO_RETRIES, TEMPO_CLOUD_EU, ApiError, InvalidResponse, RateLimited, Retries, Unavailable, Unreachable
from andante.kit.idempotency import PATTERN
from andante.timekeeping.worklog_search.wire import WorklogFilter, WorklogSearchInput
from andante.timekeeping.worklogs.wire import WorklogInput
from tests.cast import NOW

from .fake_server import FOUR_ATTEMPTS, FakeServer, result_of

WORKLOG = WorklogInput(author_account_id="712020:alice", issue_id=1, start_date=dt.date(2026, 3, 17), time_spent_seconds=60)


def failing(status: int, **headers: str) -> httpx.Response:
    return httpx.Response(status, headers={name.replace("_", "-"): value for name, value in headers.items()}, text="Not now")


def deleted() -> httpx.Response:
    return httpx.Response(204)


def empty_page() -> httpx.Response:
    return httpx.Response(200, json={"self": "x", "metadata": {"count": 0, "offset": 0, "limit": 50}, "results": []})


def test_a_read_is_retried_until_the_server_responds(fake: FakeServer) -> None:
    fake.responses = [failing(503), httpx.ConnectError("refused"), empty_page()]

    assert result_of(fake.client(retries=FOUR_ATTEMPTS).worklogs.get_worklogs()).results == []
    assert [request.url.path for request in fake.requests] == ["/4/worklogs"] * 3
    assert len(fake.pauses) == 2


def test_a_search_is_a_read_although_it_is_a_post(fake: FakeServer) -> None:
    fake.responses = [failing(502), httpx.ReadTimeout("too slow"), empty_page()]

    result_of(fake.client(retries=FOUR_ATTEMPTS).worklogs.search_worklogs(WorklogSearchInput()))
    assert [request.method for request in fake.requests] == ["POST"] * 3


@pytest.mark.parametrize("failure", [500, 503, httpx.ReadError("broken"), httpx.ConnectTimeout("slow")], ids=repr)
def test_a_write_is_not_retried_because_it_may_have_succeeded(fake: FakeServer, failure: int | Exception) -> None:
    fake.responses = [failing(failure) if isinstance(failure, int) else failure, deleted()]

    with pytest.raises((ApiError, Unreachable)):
        result_of(fake.client(retries=FOUR_ATTEMPTS).worklogs.delete_worklog(1))
    assert len(fake.requests) == 1
    assert fake.pauses == []


CREATED = {
    "self": "https://time.example.com/4/worklogs/1",
    "tempoWorklogId": 1,
    "jiraWorklogId": 1,
    "issue": {"self": "x", "id": 1},
    "description": "",
    "timeSpentSeconds": 60,
    "billableSeconds": 60,
    "startDate": "2026-03-17",
    "startTime": "09:00:00",
    "startDateTimeUtc": "2026-03-17T08:00:00Z",
    "createdAt": NOW,
    "updatedAt": NOW,
    "author": {"self": "x", "accountId": "712020:alice"},
    "attributes": {"self": "x", "values": []},
}


def test_a_post_is_retried_with_the_same_key_because_the_server_applies_it_once(fake: FakeServer) -> None:
    fake.responses = [httpx.ReadError("broken"), failing(503), failing(409, Retry_After="1"), httpx.Response(200, json=CREATED)]

    assert result_of(fake.client(retries=FOUR_ATTEMPTS).worklogs.create_worklog(WORKLOG)).tempo_worklog_id == 1
    (key,) = {request.headers["Idempotency-Key"] for request in fake.requests}
    assert len(fake.requests) == 4
    assert re.fullmatch(PATTERN, key)
    assert fake.pauses[2] >= 1


def test_each_call_has_its_own_key(fake: FakeServer) -> None:
    fake.responses = [httpx.Response(200, json=CREATED), httpx.Response(200, json=CREATED)]
    client = fake.client()
    for _ in range(2):
        result_of(client.worklogs.create_worklog(WORKLOG))

    assert len({request.headers["Idempotency-Key"] for request in fake.requests}) == 2


def test_only_posts_that_write_have_a_key(fake: FakeServer) -> None:
    fake.responses = [empty_page(), empty_page(), deleted()]
    client = fake.client()
    for call in (client.worklogs.get_worklogs, lambda: client.worklogs.search_worklogs(WorklogSearchInput())):
        result_of(call())
    result_of(client.worklogs.delete_worklog(1))

    assert not any("Idempotency-Key" in request.headers for request in fake.requests)


@pytest.mark.parametrize("failure", [503, httpx.ReadError("broken")], ids=repr)
def test_a_post_to_tempo_cloud_is_not_retried_because_it_ignores_keys(fake: FakeServer, failure: int | Exception) -> None:
    fake.responses = [failing(failure) if isinstance(failure, int) else failure]

    with pytest.raises((ApiError, Unreachable)):
        result_of(fake.client(base_url=TEMPO_CLOUD_EU, retries=FOUR_ATTEMPTS).worklogs.create_worklog(WORKLOG))
    assert len(fake.requests) == 1
    assert "Idempotency-Key" not in fake.requests[0].headers


def test_a_rate_limited_write_is_retried_because_nothing_was_done(fake: FakeServer) -> None:
    fake.responses = [failing(429), failing(429), deleted()]

    assert result_of(fake.client(retries=FOUR_ATTEMPTS).worklogs.delete_worklog(1)) is None
    assert len(fake.pauses) == 2


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 410])
def test_a_refused_call_is_not_retried(fake: FakeServer, status: int) -> None:
    fake.responses = [failing(status)]

    with pytest.raises(ApiError, match=f"{status}: Not now"):
        result_of(fake.client(retries=FOUR_ATTEMPTS).worklogs.get_worklogs())
    assert fake.pauses == []


def test_retry_after_is_honored_in_seconds_and_as_a_date(fake: FakeServer) -> None:
    soon = dt.datetime.fromisoformat(NOW) + dt.timedelta(seconds=17)
    fake.responses = [failing(429, Retry_After="12"), failing(503, Retry_After=soon.strftime("%a, %d %b %Y %H:%M:%S GMT")), empty_page()]

    result_of(fake.client(retries=FOUR_ATTEMPTS).worklogs.get_worklogs())
    assert 12 <= fake.pauses[0] <= 13
    assert 17 <= fake.pauses[1] <= 19


@pytest.mark.parametrize("header", ["soon", "", "-5", "Wed, 99 Nov 2026 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 -1200", "½"])
def test_an_invalid_retry_after_is_ignored(fake: FakeServer, header: str) -> None:
    fake.responses = [httpx.Response(429, headers=[(b"Retry-After", header.encode())]), empty_page()]

    result_of(fake.client(retries=FOUR_ATTEMPTS).worklogs.get_worklogs())
    assert 1 <= fake.pauses[0] <= 2


def test_a_rate_limit_without_retry_after_waits_at_least_a_second(fake: FakeServer) -> None:
    fake.responses = [failing(429), empty_page()]

    result_of(fake.client(retries=FOUR_ATTEMPTS).worklogs.get_worklogs())
    assert 1 <= fake.pauses[0] <= 2


def test_pauses_grow_and_are_random() -> None:
    retries = Retries(attempts=10, first_pause=1, longest_pause=8)

    def pauses(attempt: int) -> list[float]:
        found = (retries.pause_after(failing(500), repeatable=True, attempt=attempt, waited=0) for _ in range(500))
        return [pause for pause in found if pause is not None]

    highest = [max(pauses(attempt)) for attempt in range(1, 7)]
    bounds = [1, 2, 4, 8, 8, 8]

    assert all(bound / 2 < high <= bound for high, bound in zip(highest, bounds, strict=True))
    assert len(set(pauses(3))) > 400


def test_attempts_are_limited_and_the_last_error_is_raised(fake: FakeServer) -> None:
    fake.responses = [failing(500), failing(500), failing(500), failing(503, X_Request_Id="r-4")]

    with pytest.raises(ApiError, match="503: Not now") as refused:
        result_of(fake.client(retries=FOUR_ATTEMPTS).worklogs.get_worklogs())
    assert len(fake.requests) == 4
    assert refused.value.request_id == "r-4"


def test_a_call_never_waits_longer_than_its_total_limit(fake: FakeServer) -> None:
    fake.responses = [failing(429, Retry_After="40"), failing(429, Retry_After="40")]

    with pytest.raises(RateLimited) as refused:
        result_of(fake.client(retries=FOUR_ATTEMPTS).worklogs.get_worklogs())
    assert len(fake.pauses) == 1
    assert refused.value.retry_after == 40


def test_an_outage_of_the_database_is_raised_with_the_time_to_wait(fake: FakeServer) -> None:
    fake.responses = [failing(503, Retry_After="5")]

    with pytest.raises(Unavailable, match=r"^503: Not now \(retry after 5 s\)$") as refused:
        result_of(fake.client(retries=NO_RETRIES).worklogs.get_worklogs())
    assert refused.value.retry_after == 5


def test_retries_can_be_turned_off(fake: FakeServer) -> None:
    fake.responses = [failing(503)]

    with pytest.raises(ApiError):
        result_of(fake.client(retries=NO_RETRIES).worklogs.get_worklogs())
    assert fake.pauses == []


def test_a_missing_response_raises_unreachable_with_its_cause(fake: FakeServer) -> None:
    cause = httpx.ConnectError("[Errno 111] Connection refused")
    fake.responses = [cause]

    with pytest.raises(Unreachable, match=r"GET https://time\.example\.com/4/worklogs got no response: .*refused") as unreachable:
        result_of(fake.client(retries=NO_RETRIES).worklogs.get_worklogs())
    assert unreachable.value.__cause__ is cause


def test_errors_contain_neither_credentials_nor_the_query(fake: FakeServer) -> None:
    client = fake.client(base_url="https://user:password@time.example.com", retries=NO_RETRIES)
    fake.responses = [httpx.ConnectError(""), httpx.Response(200)]
    for error in (Unreachable, InvalidResponse):
        with pytest.raises(error) as raised:
            result_of(client.worklogs.get_worklogs(WorklogFilter(issue=["NORTH-1"])))
        assert "password" not in str(raised.value)
        assert "NORTH-1" not in str(raised.value)


def test_a_page_of_another_server_is_an_invalid_response(fake: FakeServer) -> None:
    fake.responses = [httpx.Response(200, html="<title>Sign in to the guest network</title>")]

    with pytest.raises(InvalidResponse, match=r"https://time\.example\.com/4/worklogs sent an invalid response to get_worklogs"):
        result_of(fake.client().worklogs.get_worklogs())


def test_each_attempt_uses_the_timeout_of_the_client(fake: FakeServer) -> None:
    fake.responses = [empty_page(), empty_page()]
    for timeout in (2.5, httpx.Timeout(1, read=60)):
        result_of(fake.client(timeout=timeout).worklogs.get_worklogs())

    assert fake.requests[0].extensions["timeout"] == {"connect": 2.5, "read": 2.5, "write": 2.5, "pool": 2.5}
    assert fake.requests[1].extensions["timeout"] == {"connect": 1, "read": 60, "write": 1, "pool": 1}


def test_the_log_contains_attempts_and_no_secrets(fake: FakeServer, caplog: pytest.LogCaptureFixture) -> None:
    fake.responses = [failing(429), httpx.Response(400, json={"errors": {"message": "No"}})]
    with caplog.at_level(logging.DEBUG, "andante.client"), pytest.raises(ApiError):
        result_of(fake.client(retries=FOUR_ATTEMPTS).worklogs.create_worklog(WORKLOG))
    lines = [record.getMessage() for record in caplog.records if record.name == "andante.client"]

    assert [line.partition(" ms")[0].rstrip("0123456789") for line in lines] == [
        "POST /4/worklogs: 429 in ",
        lines[1],
        "POST /4/worklogs: 400 in ",
    ]
    assert lines[1].startswith("Retrying POST /4/worklogs in ")
    assert lines[2].endswith(", attempt 2")
    assert "secret-token" not in caplog.text
    assert "712020:alice" not in caplog.text


def test_wrong_arguments_raise_an_error_before_anything_is_sent(fake: FakeServer) -> None:
    client = fake.client()

    with pytest.raises(TypeError, match=r"get_worklog_by_id\(id: .*\).*: missing a required argument: 'id'"):
        result_of(client.worklogs.get_worklog_by_id())
    with pytest.raises(TypeError, match="unexpected keyword argument 'from_'"):
        result_of(client.worklogs.get_worklogs(from_="2026-01-01"))
    assert fake.requests == []


def test_an_invalid_base_url_is_rejected_immediately(fake: FakeServer) -> None:
    with pytest.raises(ValueError, match=r"must start with https:// or http://, not 'time\.example\.com'"):
        fake.client(base_url="time.example.com")


def test_the_client_identifies_itself_to_the_server(fake: FakeServer) -> None:
    fake.responses = [deleted()]

    result_of(fake.client().worklogs.delete_worklog(1))
    assert fake.requests[0].headers["Authorization"] == "Bearer secret-token"
    assert fake.requests[0].headers["User-Agent"].startswith("andante/")
