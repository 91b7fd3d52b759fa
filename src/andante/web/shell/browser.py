"""The cookies of a browser: a random token, which identifies a session in the database, signed values, and for each user who has signed
in a cookie by which the browser is known."""

import hashlib
from typing import Any, cast

from flask import Flask, Request, Response, request, session
from flask.json.tag import TaggedJSONSerializer
from flask.sessions import SecureCookieSession, SessionInterface
from itsdangerous import BadSignature, URLSafeSerializer

from andante.identity.signin.rules import KnownBrowser, browser_cookie_name
from andante.kit.page_requests import SESSION_COOKIE, cookie_name
from andante.kit.secrets import new_secret

VALUES = "andante_notes"
"""The name of the cookie with the signed values. SESSION_COOKIE has the token."""


class Browser(SecureCookieSession):
    """Flask's session: values such as the CSRF token, messages for the next page and the state of a sign-in with a provider.

    The token is the key that signs the values. So the server stores nothing for users who aren't signed in, and needs no
    secret key of its own.
    """

    def __init__(self, values: Any, token: str, *, is_new: bool) -> None:
        super().__init__(values)
        self.token = token
        self.is_new = is_new
        self.lifetime: int | None = None
        self.known: KnownBrowser | None = None

    def start_session(self, token: str, seconds: int) -> None:
        """Replaces the token and deletes all values when a user signs in, because an attacker may have set the old ones."""
        self.clear()
        self.token, self.is_new, self.lifetime = token, True, seconds

    def end_session(self) -> None:
        self.clear()
        self.token, self.is_new, self.lifetime = new_secret(), True, None

    def remember(self, known: KnownBrowser | None) -> None:
        """Stores the cookie by which the browser is known at the next sign-in. It stays when the user signs out."""
        self.known = known


def known_browser_cookie(email: str) -> str:
    """The cookie by which this browser is known to the user with this email; empty if there isn't one."""
    return request.cookies.get(_full_name(request, browser_cookie_name(email)), "")


def current_browser() -> Browser:
    return cast("Browser", session)


class BrowserSessions(SessionInterface):
    """Reads and writes the two cookies."""

    def open_session(self, app: Flask, request: Request) -> Browser:
        token = request.cookies.get(_full_name(request, SESSION_COOKIE), "")
        if not 20 <= len(token) <= 200:
            return Browser(None, new_secret(), is_new=True)
        return Browser(_load(token, request.cookies.get(_full_name(request, VALUES), "")), token, is_new=False)

    def save_session(self, app: Flask, session: Any, response: Response) -> None:
        if session.is_new and (session or session.modified):
            self._set(response, SESSION_COOKIE, session.token, session.lifetime)
        if session.modified:
            self._set(response, VALUES, _signer(session.token).dumps(dict(session)), session.lifetime)
        if session.known:
            self._set(response, session.known.name, session.known.value, session.known.seconds)

    def _set(self, response: Response, name: str, value: Any, seconds: int | None) -> None:
        name = _full_name(request, name)
        response.set_cookie(name, value, max_age=seconds, path="/", secure=request.is_secure, httponly=True, samesite="Lax")


def _full_name(request: Request, name: str) -> str:
    return cookie_name(name, is_secure=request.is_secure)


def _load(token: str, values: str) -> Any:
    try:
        return _signer(token).loads(values)
    except BadSignature:
        return None


def _signer(token: str) -> URLSafeSerializer:
    algorithm = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
    return URLSafeSerializer(token, salt=VALUES, serializer=TaggedJSONSerializer(), signer_kwargs=algorithm)
