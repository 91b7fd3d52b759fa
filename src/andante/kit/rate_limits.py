"""Limits how many requests a token and an address may send per minute.

All processes of a server share the counts through a file that each of them maps into its memory: a database would have to write for each
request, and counts of single processes would multiply the limits. Two processes that count the same caller at the same time may lose one
request.
"""

import math
import mmap
import os
import struct
import tempfile
import time
from collections.abc import Callable, Iterator
from hashlib import blake2b
from typing import Any, NamedTuple
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from .errors import Forbidden, TooManyRequests
from .networks import client_address, client_network, parse_proxies
from .settings import Settings

SECONDS = 60
"""The length of the window to which the limits apply."""

SLOTS = 1 << 18
PROBES = 4
FREE_PATHS = ("/healthz", "/readyz", "/metrics", "/static/")
_SHARED_FILE = "_ANDANTE_RATE_LIMITS"
_SLOT = struct.Struct("=Qd")
"""A hash of the caller, and the time at which all its requests would be forgotten if it sent no more."""


class Decision(NamedTuple):
    """Whether a request is allowed, how many more are, and in how many seconds another one is (or, if it is refused, this one)."""

    allowed: bool
    remaining: int
    seconds: int


class Counts:
    """Counts requests by the generic cell rate algorithm: each request adds its share of the window to the caller's time, and is refused if
    that would be further ahead than the window."""

    def __init__(self, memory: "mmap.mmap | bytearray") -> None:
        self._memory = memory

    def take(self, caller: str, limit: int, now: float) -> Decision:
        """Counts a request of a caller, unless it is refused. `limit` is the number of requests in a window. `now` is in seconds."""
        digest = int.from_bytes(blake2b(caller.encode(), digest_size=8).digest()) or 1
        position, forgotten_at = self._find(digest, now)
        share = SECONDS / limit
        ahead = max(forgotten_at - now, 0.0) + share
        if ahead > SECONDS:
            return Decision(False, 0, math.ceil(ahead - SECONDS))
        _SLOT.pack_into(self._memory, position, digest, now + ahead)
        return Decision(True, int((SECONDS - ahead) / share), math.ceil(share))

    def _find(self, digest: int, now: float) -> tuple[int, float]:
        """The position of the caller's slot and its time. A caller without a slot gets one that is free. If there is none nearby, it shares
        the last one."""
        free, position, forgotten_at = None, 0, 0.0
        for probe in range(PROBES):
            position = (digest + probe) % SLOTS * _SLOT.size
            owner, forgotten_at = _SLOT.unpack_from(self._memory, position)
            if owner == digest:
                return position, forgotten_at
            if free is None and forgotten_at <= now:
                free = position
        return (free, 0.0) if free is not None else (position, forgotten_at)


def share_between_processes() -> None:
    """Lets the processes that this one starts share their counts. Call it once, before they start."""
    file, path = tempfile.mkstemp(prefix="andante-rate-limits-")
    os.truncate(file, SLOTS * _SLOT.size)
    os.close(file)
    os.environ[_SHARED_FILE] = path


def _counts() -> Counts:
    """The counts of all processes, or of this one if it runs alone."""
    path = os.environ.get(_SHARED_FILE)
    if path is None:
        return Counts(mmap.mmap(-1, SLOTS * _SLOT.size))
    with open(path, "r+b") as file:
        return Counts(mmap.mmap(file.fileno(), 0))


class RateLimiter:
    """WSGI middleware. It adds the headers of the IETF draft `draft-ietf-httpapi-ratelimit-headers` to responses, and passes requests
    beyond a limit to `refuse`."""

    def __init__(
        self, app: WSGIApplication, settings: Settings, refuse: Callable[[WSGIEnvironment, StartResponse, TooManyRequests], Any]
    ) -> None:
        self._app = app
        self._refuse = refuse
        self._per_token = settings.rate_limit_per_token
        self._per_address = settings.rate_limit_per_address
        self._proxies = parse_proxies(settings.trusted_proxies)
        self._counts = _counts()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Any:
        if environ["PATH_INFO"].startswith(FREE_PATHS):
            return self._app(environ, start_response)
        now = time.monotonic()
        decisions = [(name, limit, self._counts.take(caller, limit, now)) for name, limit, caller in self._callers(environ)]
        headers = _headers(decisions)

        def start(status: str, fields: list[tuple[str, str]], *error: Any) -> Any:
            return start_response(status, [*fields, *headers], *error)

        for name, limit, decision in decisions:
            if not decision.allowed:
                message = f"Too many requests: this {name} may send {limit} per minute. Try again in {decision.seconds} seconds."
                return self._refuse(environ, start, TooManyRequests(message, decision.seconds))
        return self._app(environ, start)

    def _callers(self, environ: WSGIEnvironment) -> Iterator[tuple[str, int, str]]:
        """The name of each limit that applies to the request, the limit, and whom it applies to."""
        if self._per_token and (credentials := environ.get("HTTP_AUTHORIZATION")):
            yield "token", self._per_token, f"token {credentials}"
        if self._per_address:
            yield "address", self._per_address, f"address {self._address(environ)}"

    def _address(self, environ: WSGIEnvironment) -> str:
        peer = environ.get("REMOTE_ADDR", "")
        try:
            return client_network(str(client_address(peer, environ.get("HTTP_X_FORWARDED_FOR"), self._proxies)))
        except Forbidden:  # the header comes from someone who isn't a trusted proxy
            return client_network(peer)


def _headers(decisions: list[tuple[str, int, Decision]]) -> list[tuple[str, str]]:
    if not decisions:
        return []
    policies = ", ".join(f'"{name}";q={limit};w={SECONDS}' for name, limit, _ in decisions)
    states = ", ".join(f'"{name}";r={decision.remaining};t={decision.seconds}' for name, _, decision in decisions)
    return [("RateLimit-Policy", policies), ("RateLimit", states)]
