"""What a browser holds: a random token, which a session in the database may belong to, and a few signed notes to itself."""

import hashlib
from typing import Any, cast

from flask import Flask, Request, Response, request, session
from flask.json.tag import TaggedJSONSerializer
from flask.sessions import SecureCookieSession, SessionInterface
from itsdangerous import BadSignature, URLSafeSerializer

from andante.kit.secrets import new_secret

TOKEN, NOTES = "andante_session", "andante_notes"


class Browser(SecureCookieSession):
    """Flask's session: the notes (CSRF token, messages, a sign-in under way). The token is the key that signs them, so
    that the server keeps nothing for those who are not signed in and needs no secret of its own."""

    def __init__(self, notes: Any, token: str, *, fresh: bool) -> None:
        super().__init__(notes)
        self.token = token
        self.fresh = fresh
        self.lifetime: int | None = None

    def begin(self, token: str, seconds: int) -> None:
        """Somebody has signed in. Nothing of what was before lives on, so that nobody can have planted it."""
        self.clear()
        self.token, self.fresh, self.lifetime = token, True, seconds

    def end(self) -> None:
        self.clear()
        self.token, self.fresh, self.lifetime = new_secret(), True, None


def this_browser() -> Browser:
    return cast("Browser", session)


class BrowserSessions(SessionInterface):
    """Reads and writes the two cookies."""

    def open_session(self, app: Flask, request: Request) -> Browser:
        token = request.cookies.get(self._name(app, request, TOKEN), "")
        if not 20 <= len(token) <= 200:
            return Browser(None, new_secret(), fresh=True)
        return Browser(_read(token, request.cookies.get(self._name(app, request, NOTES), "")), token, fresh=False)

    def save_session(self, app: Flask, session: Any, response: Response) -> None:
        if session.fresh and (session or session.modified):
            self._set(app, request, response, TOKEN, session.token, session.lifetime)
        if session.modified:
            self._set(app, request, response, NOTES, _signer(session.token).dumps(dict(session)), session.lifetime)

    def _set(self, app: Flask, request: Request, response: Response, name: str, value: Any, seconds: int | None) -> None:
        response.set_cookie(
            self._name(app, request, name), value, max_age=seconds, path="/", secure=request.is_secure, httponly=True, samesite="Lax"
        )

    def _name(self, app: Flask, request: Request, name: str) -> str:
        """Over https no other host of the domain can plant a cookie with this prefix."""
        return f"__Host-{name}" if request.is_secure else name


def _read(token: str, notes: str) -> Any:
    try:
        return _signer(token).loads(notes)
    except BadSignature:
        return None


def _signer(token: str) -> URLSafeSerializer:
    kind = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
    return URLSafeSerializer(token, salt=NOTES, serializer=TaggedJSONSerializer(), signer_kwargs=kind)
