"""Connects to the source: to its API with the typed client, and to its Jira."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import httpx
from msgspec import Struct

from andante.client import Andante, Retries
from andante.client.sync_async import SyncCaller

TIMEOUT_SECONDS = 120
RETRIES = Retries(attempts=10, longest_pause=60, longest_wait=1800)
"""A mirror can wait longer than a person."""


class Access(Struct, frozen=True, kw_only=True):
    """The addresses and credentials of the source. Without `jira_url`, people, projects and issues are not read. With
    `jira_email`, the Jira token is sent as the password of this user, which Jira Cloud requires."""

    url: str
    token: str
    jira_url: str | None = None
    jira_email: str | None = None
    jira_token: str | None = None


class Source(Struct, frozen=True):
    """Open connections to the source."""

    tempo: Andante
    jira: SyncCaller | None = None


@contextmanager
def open_source(
    access: Access, transport: httpx.BaseTransport | None = None, sleep: Callable[[float], None] = time.sleep
) -> Iterator[Source]:
    """Opens connections to the source, and closes them at the end of the block. `sleep` waits for a number of seconds."""
    with ExitStack() as stack:
        client = Andante(access.token, access.url, timeout=TIMEOUT_SECONDS, transport=transport, retries=RETRIES, sleep=sleep)
        tempo = stack.enter_context(client)
        jira = stack.enter_context(SyncCaller(_jira(access, transport), RETRIES, sleep)) if access.jira_url else None
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
