"""The one place that asks the other server: its API with the typed client, and Jira beside it."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import httpx
from msgspec import Struct

from andante.client import Andante, Retries
from andante.client.sync_async import SyncCaller

TIMEOUT_SECONDS = 120
PATIENT = Retries(attempts=10, longest_pause=60, longest_wait=1800)
"""A mirror can wait: nobody sits before it."""


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
    jira: SyncCaller | None = None


@contextmanager
def opened(access: Access, transport: httpx.BaseTransport | None = None, pause: Callable[[float], None] = time.sleep) -> Iterator[Source]:
    """The other server, until the end of the block. `pause` waits so many seconds."""
    with ExitStack() as stack:
        client = Andante(access.token, access.url, timeout=TIMEOUT_SECONDS, transport=transport, retries=PATIENT, sleep=pause)
        tempo = stack.enter_context(client)
        jira = stack.enter_context(SyncCaller(_jira(access, transport), PATIENT, pause)) if access.jira_url else None
        yield Source(tempo, jira)


def _jira(access: Access, transport: httpx.BaseTransport | None) -> httpx.Client:
    token = access.jira_token or access.token
    return httpx.Client(
        base_url=access.jira_url or "",
        auth=(access.jira_email, token) if access.jira_email else None,
        headers={} if access.jira_email else {"Authorization": f"Bearer {token}"},
        timeout=TIMEOUT_SECONDS,
        transport=transport,
    )
