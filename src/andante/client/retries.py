"""When a call is tried again, and after how long."""

import datetime as dt
import random
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import httpx

from andante.kit.clock import instant, now, seconds_between

Outcome = httpx.Response | httpx.RequestError

PASSING = (httpx.TimeoutException, httpx.NetworkError, httpx.RemoteProtocolError, httpx.ProxyError)
"""What another attempt may be spared."""

LEAST_AFTER_THROTTLING = 1.0
"""Tempo asks for a second at the least, and shuts out who comes back sooner again and again."""


@dataclass(frozen=True, kw_only=True)
class Retries:
    """How often and how patiently. All times are seconds.

    What changes nothing is tried again when the server fails (5xx) or can't be reached, and everything when it is throttled
    (429), because then nothing was done. Each pause is a random part of one that doubles, so that those who failed
    together do not come back together; where the server says how long to wait, it is that long at the least. A call
    that would wait for longer than `longest_wait` in all fails at once.
    """

    attempts: int = 5
    first_pause: float = 0.5
    longest_pause: float = 30.0
    longest_wait: float = 120.0

    def pause_after(self, outcome: Outcome, *, writes: bool, attempt: int, waited: float) -> float | None:
        """How long to wait after the outcome of the attempt (they count from 1); None where there is no other."""
        if attempt >= self.attempts or not _may_pass(outcome, writes):
            return None
        pause = self._least(outcome) + self._jitter(attempt)
        return pause if waited + pause <= self.longest_wait else None

    def _jitter(self, attempt: int) -> float:
        doublings = min(attempt - 1, 60)  # more would be no number any more, and no pause that anybody has
        return random.uniform(0, min(self.longest_pause, self.first_pause * 2**doublings))  # noqa: S311 - no secret

    def _least(self, outcome: Outcome) -> float:
        if not isinstance(outcome, httpx.Response):
            return 0.0
        told = retry_after(outcome)
        if told is not None:
            return told
        return LEAST_AFTER_THROTTLING if outcome.status_code == HTTPStatus.TOO_MANY_REQUESTS else 0.0


NEVER = Retries(attempts=1)


def _may_pass(outcome: Outcome, writes: bool) -> bool:
    if isinstance(outcome, httpx.Response):
        return outcome.status_code == HTTPStatus.TOO_MANY_REQUESTS or (outcome.is_server_error and not writes)
    return isinstance(outcome, PASSING) and not writes


def retry_after(response: httpx.Response) -> float | None:
    """The seconds of a `Retry-After` header, which gives them or a date; None where there is none that can be read."""
    told = response.headers.get("Retry-After", "").strip()
    if told.isascii() and told.isdigit():
        return float(told)
    try:
        moment = parsedate_to_datetime(told)
        return float(max(0, seconds_between(now(), instant(moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)))))
    except (ValueError, OverflowError):
        return None
