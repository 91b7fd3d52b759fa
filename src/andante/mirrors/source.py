"""The one place that asks the other server: its API with the typed client, and Jira beside it. It waits and asks again
where that server is overloaded, restarts or loses a connection."""

import email.utils
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TypeVar
from urllib.parse import parse_qs, urlsplit

import httpx
from msgspec import Struct

from ..client import Andante
from ..kit.paging import Paging
from ..kit.wire import Page, PageInfo

T = TypeVar("T")
LARGEST_PAGE = 1000
TIMEOUT_SECONDS = 120
TRIES = 8
LONGEST_WAIT_SECONDS = 60
LONGEST_ASKED_WAIT_SECONDS = 900
WORTH_ANOTHER_TRY = {429, 500, 502, 503, 504}


class Access(Struct, frozen=True, kw_only=True):
    """Where the other server is, and as whom one asks. Without `jira_url` nobody is asked about people, projects and
    issues. With `jira_email` the token goes with it as a password, as Jira Cloud wants it."""

    url: str
    token: str
    jira_url: str | None = None
    jira_email: str | None = None
    jira_token: str | None = None


class Source(Struct, frozen=True):
    """The other server, opened."""

    tempo: Andante
    jira: httpx.Client | None = None


class Patient(httpx.BaseTransport):
    """Asks again what failed for a reason that passes: everything that a mirror asks only reads."""

    def __init__(self, inner: httpx.BaseTransport, pause: Callable[[float], None] = time.sleep) -> None:
        self.inner, self.pause = inner, pause

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        for wait in (min(2**tries, LONGEST_WAIT_SECONDS) for tries in range(TRIES - 1)):
            try:
                response = self.inner.handle_request(request)
                response.read()
            except httpx.TransportError:
                self.pause(wait)
                continue
            if response.status_code not in WORTH_ANOTHER_TRY:
                return response
            self.pause(_asked_wait(response.headers.get("Retry-After")) or wait)
        return self.inner.handle_request(request)

    def close(self) -> None:
        self.inner.close()


def _asked_wait(retry_after: str | None) -> float:
    """The seconds that a server asks to wait, which says them or a moment; 0 where it says nothing that can be understood."""
    if not retry_after:
        return 0
    if retry_after.isdecimal():
        return min(int(retry_after), LONGEST_ASKED_WAIT_SECONDS)
    try:
        moment = email.utils.parsedate_to_datetime(retry_after).timestamp()
    except ValueError:
        return 0
    return min(max(moment - time.time(), 0), LONGEST_ASKED_WAIT_SECONDS)


@contextmanager
def opened(access: Access, transport: httpx.BaseTransport | None = None, pause: Callable[[float], None] = time.sleep) -> Iterator[Source]:
    """The other server, until the end of the block. `pause` waits so many seconds."""
    patient = Patient(transport or httpx.HTTPTransport(), pause)
    with ExitStack() as stack:
        tempo = stack.enter_context(Andante(access.token, access.url, timeout=TIMEOUT_SECONDS, transport=patient))
        jira = stack.enter_context(_jira(access, patient)) if access.jira_url else None
        yield Source(tempo, jira)


def may_ask_jira(source: Source) -> bool:
    """Whether Jira's side lets one in."""
    return source.jira is not None and source.jira.get("/rest/api/3/myself").is_success


def _jira(access: Access, transport: httpx.BaseTransport) -> httpx.Client:
    token = access.jira_token or access.token
    return httpx.Client(
        base_url=access.jira_url or "",
        auth=(access.jira_email, token) if access.jira_email else None,
        headers={} if access.jira_email else {"Authorization": f"Bearer {token}"},
        timeout=TIMEOUT_SECONDS,
        transport=transport,
    )


def pages(fetch: Callable[[Paging], Page[T]], limit: int = LARGEST_PAGE) -> Iterator[list[T]]:
    """A list page by page, however it pages inside."""
    paging: Paging | None = Paging(limit=limit)
    while paging:
        page = fetch(paging)
        yield page.results
        paging = _following(page.metadata)


def _following(info: PageInfo) -> Paging | None:
    if not info.next:
        return None
    cursor = parse_qs(urlsplit(info.next).query).get("cursor", [None])[0]
    return Paging(offset=info.offset + info.limit, limit=info.limit, cursor=cursor)
