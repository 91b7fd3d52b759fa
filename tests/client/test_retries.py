"""What is tried again, after how long, and what becomes of it in the end."""

import datetime as dt
import logging

import httpx
import pytest

from andante.client import NEVER, ApiError, Retries, Throttled, Unreachable, Unreadable
from andante.timekeeping.worklogs.wire import WorklogFilter, WorklogInput, WorklogSearchInput
from tests.cast import NOW

from .halves import PATIENT, Half, settled

WORKLOG = WorklogInput(author_account_id="712020:alice", issue_id=1, start_date=dt.date(2026, 3, 17), time_spent_seconds=60)


def failing(status: int, **headers: str) -> httpx.Response:
    return httpx.Response(status, headers={name.replace("_", "-"): value for name, value in headers.items()}, text="Not now")


def deleted() -> httpx.Response:
    return httpx.Response(204)


def empty_page() -> httpx.Response:
    return httpx.Response(200, json={"self": "x", "metadata": {"count": 0, "offset": 0, "limit": 50}, "results": []})


def test_what_only_reads_is_tried_again_until_the_server_answers(half: Half) -> None:
    half.answers = [failing(503), httpx.ConnectError("refused"), empty_page()]

    assert settled(half.client(retries=PATIENT).worklogs.get_worklogs()).results == []
    assert [request.url.path for request in half.requests] == ["/4/worklogs"] * 3
    assert len(half.pauses) == 2


def test_a_search_only_reads_although_it_is_a_post(half: Half) -> None:
    half.answers = [failing(502), httpx.ReadTimeout("too slow"), empty_page()]

    settled(half.client(retries=PATIENT).worklogs.search_worklogs(WorklogSearchInput()))
    assert [request.method for request in half.requests] == ["POST"] * 3


@pytest.mark.parametrize("failure", [500, 503, httpx.ReadError("broken"), httpx.ConnectTimeout("slow")], ids=repr)
def test_what_writes_is_not_tried_again_for_it_may_have_been_done(half: Half, failure: int | Exception) -> None:
    half.answers = [failing(failure) if isinstance(failure, int) else failure, deleted()]

    with pytest.raises((ApiError, Unreachable)):
        settled(half.client(retries=PATIENT).worklogs.delete_worklog(1))
    assert len(half.requests) == 1
    assert half.pauses == []


def test_what_writes_is_tried_again_when_throttled_for_nothing_was_done(half: Half) -> None:
    half.answers = [failing(429), failing(429), deleted()]

    assert settled(half.client(retries=PATIENT).worklogs.delete_worklog(1)) is None
    assert len(half.pauses) == 2


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 410])
def test_a_refusal_is_final(half: Half, status: int) -> None:
    half.answers = [failing(status)]

    with pytest.raises(ApiError, match=f"{status}: Not now"):
        settled(half.client(retries=PATIENT).worklogs.get_worklogs())
    assert half.pauses == []


def test_the_server_says_how_long_to_wait_in_seconds_or_as_a_date(half: Half) -> None:
    soon = dt.datetime.fromisoformat(NOW) + dt.timedelta(seconds=17)
    half.answers = [failing(429, Retry_After="12"), failing(503, Retry_After=soon.strftime("%a, %d %b %Y %H:%M:%S GMT")), empty_page()]

    settled(half.client(retries=PATIENT).worklogs.get_worklogs())
    assert 12 <= half.pauses[0] <= 13
    assert 17 <= half.pauses[1] <= 19


@pytest.mark.parametrize("told", ["soon", "", "-5", "Wed, 99 Nov 2026 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 -1200", "½"])
def test_what_it_says_and_nobody_understands_is_left_alone(half: Half, told: str) -> None:
    half.answers = [httpx.Response(429, headers=[(b"Retry-After", told.encode())]), empty_page()]

    settled(half.client(retries=PATIENT).worklogs.get_worklogs())
    assert 1 <= half.pauses[0] <= 2


def test_throttling_without_a_word_is_given_a_second_at_the_least(half: Half) -> None:
    half.answers = [failing(429), empty_page()]

    settled(half.client(retries=PATIENT).worklogs.get_worklogs())
    assert 1 <= half.pauses[0] <= 2


def test_pauses_grow_and_differ() -> None:
    retries = Retries(attempts=10, first_pause=1, longest_pause=8)

    def pauses(attempt: int) -> list[float]:
        found = (retries.pause_after(failing(500), writes=False, attempt=attempt, waited=0) for _ in range(500))
        return [pause for pause in found if pause is not None]

    highest = [max(pauses(attempt)) for attempt in range(1, 7)]
    bounds = [1, 2, 4, 8, 8, 8]

    assert all(bound / 2 < high <= bound for high, bound in zip(highest, bounds, strict=True))
    assert len(set(pauses(3))) > 400


def test_attempts_are_bounded_and_the_last_failure_is_told(half: Half) -> None:
    half.answers = [failing(500), failing(500), failing(500), failing(503, X_Request_Id="r-4")]

    with pytest.raises(ApiError, match="503: Not now") as refused:
        settled(half.client(retries=PATIENT).worklogs.get_worklogs())
    assert len(half.requests) == 4
    assert refused.value.request_id == "r-4"


def test_nobody_waits_longer_than_allowed_in_all(half: Half) -> None:
    half.answers = [failing(429, Retry_After="40"), failing(429, Retry_After="40")]

    with pytest.raises(Throttled) as refused:
        settled(half.client(retries=PATIENT).worklogs.get_worklogs())
    assert len(half.pauses) == 1
    assert refused.value.retry_after == 40


def test_retries_can_be_turned_off(half: Half) -> None:
    half.answers = [failing(503)]

    with pytest.raises(ApiError):
        settled(half.client(retries=NEVER).worklogs.get_worklogs())
    assert half.pauses == []


def test_without_an_answer_the_error_is_one_of_ours_and_says_why(half: Half) -> None:
    cause = httpx.ConnectError("[Errno 111] Connection refused")
    half.answers = [cause]

    with pytest.raises(Unreachable, match=r"GET https://time\.example\.com/4/worklogs got no answer: .*refused") as unreachable:
        settled(half.client(retries=NEVER).worklogs.get_worklogs())
    assert unreachable.value.__cause__ is cause


def test_errors_show_neither_who_asks_nor_what(half: Half) -> None:
    client = half.client(base_url="https://user:password@time.example.com", retries=NEVER)
    half.answers = [httpx.ConnectError(""), httpx.Response(200)]
    for error in (Unreachable, Unreadable):
        with pytest.raises(error) as told:
            settled(client.worklogs.get_worklogs(WorklogFilter(issue=["NORTH-1"])))
        assert "password" not in str(told.value)
        assert "NORTH-1" not in str(told.value)


def test_an_answer_of_something_else_is_told_as_such(half: Half) -> None:
    half.answers = [httpx.Response(200, html="<title>Sign in to the guest network</title>")]

    with pytest.raises(Unreadable, match=r"https://time\.example\.com/4/worklogs answered what get_worklogs does not answer"):
        settled(half.client().worklogs.get_worklogs())


def test_each_attempt_waits_as_long_as_the_client_was_told(half: Half) -> None:
    half.answers = [empty_page(), empty_page()]
    for timeout in (2.5, httpx.Timeout(1, read=60)):
        settled(half.client(timeout=timeout).worklogs.get_worklogs())

    assert half.requests[0].extensions["timeout"] == {"connect": 2.5, "read": 2.5, "write": 2.5, "pool": 2.5}
    assert half.requests[1].extensions["timeout"] == {"connect": 1, "read": 60, "write": 1, "pool": 1}


def test_the_log_tells_attempts_and_no_secret(half: Half, caplog: pytest.LogCaptureFixture) -> None:
    half.answers = [failing(429), httpx.Response(400, json={"errors": {"message": "No"}})]
    with caplog.at_level(logging.DEBUG, "andante.client"), pytest.raises(ApiError):
        settled(half.client(retries=PATIENT).worklogs.create_worklog(WORKLOG))
    told = [record.getMessage() for record in caplog.records if record.name == "andante.client"]

    assert [line.partition(" ms")[0].rstrip("0123456789") for line in told] == [
        "POST /4/worklogs: 429 in ",
        told[1],
        "POST /4/worklogs: 400 in ",
    ]
    assert told[1].startswith("POST /4/worklogs is tried again in ")
    assert told[2].endswith(", attempt 2")
    assert "secret-token" not in caplog.text
    assert "712020:alice" not in caplog.text


def test_wrong_arguments_are_told_before_anything_is_sent(half: Half) -> None:
    client = half.client()

    with pytest.raises(TypeError, match=r"get_worklog_by_id\(id: .*\).*: missing a required argument: 'id'"):
        settled(client.worklogs.get_worklog_by_id())
    with pytest.raises(TypeError, match="unexpected keyword argument 'from_'"):
        settled(client.worklogs.get_worklogs(from_="2026-01-01"))
    assert half.requests == []


def test_an_address_that_is_none_is_refused_at_once(half: Half) -> None:
    with pytest.raises(ValueError, match=r"must begin with https:// or http://, not 'time\.example\.com'"):
        half.client(base_url="time.example.com")


def test_who_calls_is_said_to_the_server(half: Half) -> None:
    half.answers = [deleted()]

    settled(half.client().worklogs.delete_worklog(1))
    assert half.requests[0].headers["Authorization"] == "Bearer secret-token"
    assert half.requests[0].headers["User-Agent"].startswith("andante/")
