"""A simulated browser: it keeps cookies, sends forms with their CSRF token, and doesn't follow redirects."""

import re
from html import unescape
from typing import Any
from wsgiref.types import WSGIApplication

import httpx

from andante.identity.signin import actions as signin
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from tests.cast import BASE_URL, Person

PASSWORD = "correct horse battery staple"
SESSION = "__Host-andante_session"


class Visitor:
    """A user of the pages, not signed in at first."""

    def __init__(self, app: WSGIApplication, base_url: str = BASE_URL) -> None:
        headers = {"Referer": f"{base_url}/"}
        self.http = httpx.Client(transport=httpx.WSGITransport(app), base_url=base_url, headers=headers)

    def get(self, path: str, **params: Any) -> httpx.Response:
        return self.http.get(path, params=params or None)

    def post(self, path: str, data: dict[str, Any] | None = None, *, form_at: str | None = None) -> httpx.Response:
        """Sends the form of the page `form_at` (default: the page at `path`) to `path`."""
        page = self.get(form_at or path)
        return self.http.post(path, data={"csrf_token": csrf_token(page)} | (data or {}))

    def sign_in(self, email: str, password: str = PASSWORD, **fields: str) -> httpx.Response:
        return self.post("/signin", {"email": email, "password": password, **fields})

    @property
    def session(self) -> str | None:
        return self.http.cookies.get(SESSION)


def signed_in(person: Person, database: Database) -> Visitor:
    """A visitor who is signed in as this person."""
    with database.write() as db:
        secret = signin.create_session(Call(db, SYSTEM, clock.now()), person.id)
    visitor = Visitor(person.app)
    visitor.http.cookies.set(SESSION, secret, domain="time.example.com")
    return visitor


def give_password(person: Person, database: Database, password: str = PASSWORD) -> None:
    with database.write() as db:
        signin.set_password(Call(db, SYSTEM, clock.now()), person.id, password)


def csrf_token(page: httpx.Response) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert found, f"{page.status_code} at {page.url} has no form"
    return found[1]


def secret_on(page: httpx.Response) -> str:
    """The secret that the page shows; the last one if there are several."""
    found = re.findall(r'<code class="secret">([^<]+)</code>', page.text)
    assert found, page.text
    return unescape(found[-1])


def text_of(page: httpx.Response) -> str:
    """The text of the page."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", page.text)))


def chosen(page: str, name: str) -> str:
    """The value of the chosen option of a select."""
    select = re.search(rf'<select id="{name}".*?</select>', page, re.DOTALL)
    assert select
    found = re.search(r'<option(?: value="([^"]*)")?[^>]*? selected>([^<]*)', select[0])
    assert found
    return found[1] or found[2]
