"""Decides whether to retry a failed call, and how long to wait before the next attempt."""

import datetime as dt
import random
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import httpx

from andante.kit.clock import instant, now, seconds_between

Outcome = httpx.Response | httpx.RequestError

TRANSIENT_ERRORS = (httpx.TimeoutException, httpx.NetworkError, httpx.RemoteProtocolError, httpx.ProxyError)
"""Errors that may not occur again on the next attempt."""

MIN_RATE_LIMIT_PAUSE = 1.0
"""Tempo asks clients to wait at least one second, and blocks clients that repeatedly don't."""


@dataclass(frozen=True, kw_only=True)
class Retries:
    """How often and how long a call is retried. All times are in seconds.

    Calls that can be repeated safely are retried if the server fails (5xx) or can't be reached: those that only read, and every POST
    to Andante, because it has an `Idempotency-Key`. All calls are retried if the server limits the rate (429) or asks to wait for a
    running request (409 with `Retry-After`), because it hasn't processed them. Each pause is a random part of a maximum that doubles
    with each attempt: this spreads the retries of clients that failed at the same time. If the response has a `Retry-After` header,
    the pause is at least that long. A call that would wait longer than `longest_wait` in total fails immediately.
    """

    attempts: int = 5
    first_pause: float = 0.5
    longest_pause: float = 30.0
    longest_wait: float = 120.0

    def pause_after(self, outcome: Outcome, *, repeatable: bool, attempt: int, waited: float) -> float | None:
        """How long to wait after this attempt (the first is 1). None if there is no further attempt. `repeatable`: whether the call
        has the same effect if the server has already processed it."""
        if attempt >= self.attempts or not _can_retry(outcome, repeatable):
            return None
        pause = self._minimum_pause(outcome) + self._jitter(attempt)
        return pause if waited + pause <= self.longest_wait else None

    def _jitter(self, attempt: int) -> float:
        doublings = min(attempt - 1, 60)  # more would overflow a float
        return random.uniform(0, min(self.longest_pause, self.first_pause * 2**doublings))  # noqa: S311 - not a secret

    def _minimum_pause(self, outcome: Outcome) -> float:
        if not isinstance(outcome, httpx.Response):
            return 0.0
        requested = retry_after(outcome)
        if requested is not None:
            return requested
        return MIN_RATE_LIMIT_PAUSE if outcome.status_code == HTTPStatus.TOO_MANY_REQUESTS else 0.0


NO_RETRIES = Retries(attempts=1)


def _can_retry(outcome: Outcome, repeatable: bool) -> bool:
    if isinstance(outcome, httpx.Response):
        return _was_not_processed(outcome) or (outcome.is_server_error and repeatable)
    return isinstance(outcome, TRANSIENT_ERRORS) and repeatable


def _was_not_processed(response: httpx.Response) -> bool:
    must_wait = response.status_code == HTTPStatus.CONFLICT and "Retry-After" in response.headers
    return must_wait or response.status_code == HTTPStatus.TOO_MANY_REQUESTS


def retry_after(response: httpx.Response) -> float | None:
    """The seconds to wait from the `Retry-After` header, which contains seconds or a date. None if it is missing or invalid."""
    header = response.headers.get("Retry-After", "").strip()
    if header.isascii() and header.isdigit():
        return float(header)
    try:
        date = parsedate_to_datetime(header)
        return float(max(0, seconds_between(now(), instant(date if date.tzinfo else date.replace(tzinfo=dt.UTC)))))
    except (ValueError, OverflowError):
        return None
