"""Requests from our pages, which have the browser's session instead of a token."""

import httpx

from andante.identity.signin import actions as signin
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database

from .cast import BASE_URL, Person
from .contract.judge import JudgedTransport
from .wsgi import Application, WsgiTransport

COOKIE = "__Host-andante_session"
PAGE = {"X-Andante-Page": "1", "Sec-Fetch-Site": "same-origin", "Origin": BASE_URL}
"""The headers of requests from our pages."""


def session_of(database: Database, person: Person) -> str:
    with database.write() as db:
        return signin.create_session(Call(db, SYSTEM, clock.now()), person.id)


def page(app: Application, secret: str, base_url: str = BASE_URL, cookie: str = COOKIE) -> httpx.Client:
    """Sends requests like a page of the user with this session. All responses are checked against the contracts."""
    headers = PAGE | {"Origin": base_url}
    return httpx.Client(transport=JudgedTransport(WsgiTransport(app)), base_url=base_url, headers=headers, cookies={cookie: secret})
