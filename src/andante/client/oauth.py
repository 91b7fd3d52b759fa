"""OAuth 2.0: users allow an application to act for them, and the client renews its tokens automatically."""

import base64
import hashlib
import hmac
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import msgspec
from msgspec import Struct

from andante.kit.clock import later, now
from andante.kit.secrets import new_secret

from .errors import InvalidResponse, LoginRequired, error_from, loggable_url, unreachable_error
from .hosts import TEMPO_CLOUD, checked_base_url
from .retries import retry_after
from .tokens import MemoryStore, Tokens, TokenStore

AUTHORIZE, TOKEN = "/oauth/authorize/redirect", "/oauth/token/"
TIMEOUT_SECONDS = 30.0
POLL_SECONDS = 0.01
ATTEMPTS = 2
"""A request is sent with the current token, and once more with a renewed one if the server rejects that."""


class ConsentRequest(Struct, frozen=True):
    """A request for a user's consent. Open `url` in the user's browser, and keep this object until they return."""

    url: str
    state: str
    verifier: str

    def code_from(self, callback_url: str) -> str:
        """The code in the URL that the user was redirected to. Raises LoginRequired if they didn't grant access, and ValueError
        if the URL belongs to a different request."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(callback_url).query).items()}
        if not hmac.compare_digest(query.get("state", "").encode(), self.state.encode()):
            raise ValueError("the URL doesn't belong to this consent request: its 'state' is different")
        if "code" not in query:
            raise LoginRequired(f"The user didn't grant access: {query.get('error_description') or query.get('error', 'no code was sent')}")
        return query["code"]

    def __repr__(self) -> str:
        return f"ConsentRequest(url={self.url!r})"


class OAuth(httpx.Auth):
    """Authenticates an application that acts for a user: `Andante(OAuth(…), …)`.

    It renews tokens shortly before they expire, and once more if the server rejects them. Any number of threads or tasks can
    share one `OAuth`: one of them renews the tokens while the others wait. A public application has no secret.
    """

    def __init__(
        self,
        client_id: str,
        client_secret: str | None = None,
        *,
        redirect_uri: str,
        base_url: str = TEMPO_CLOUD,
        store: TokenStore | None = None,
    ) -> None:
        self.base_url = checked_base_url(base_url)
        self.redirect_uri = redirect_uri
        self.store = store or MemoryStore()
        self._credentials = {"client_id": client_id} | ({"client_secret": client_secret} if client_secret else {})
        self._tokens: Tokens | None = None
        self._lock = threading.Lock()

    def request_consent(self, *, jira_url: str | None = None, scope: str | None = None) -> ConsentRequest:
        """Creates a request for a user's consent. `jira_url` is the address of their Jira, which Tempo Cloud requires; for
        Andante it defaults to the server's own address. `scope` is `read`, `write` or both; by default, the largest scope that the
        application is registered with."""
        state, verifier = new_secret(), new_secret()
        query = {
            "response_type": "code",
            "client_id": self._credentials["client_id"],
            "redirect_uri": self.redirect_uri,
            "jira_url": jira_url or self.base_url,
            "state": state,
            "code_challenge": _challenge(verifier),
            "code_challenge_method": "S256",
        } | ({"scope": scope} if scope else {})
        return ConsentRequest(f"{self.base_url}{AUTHORIZE}?{urlencode(query)}", state, verifier)

    def redeem(self, consent: ConsentRequest, callback_url: str, *, transport: httpx.BaseTransport | None = None) -> Tokens:
        """Exchanges the code in the URL that the user was redirected to for tokens, and stores them. A code works once, within a
        minute."""
        request = self._code_request(consent, callback_url)
        with httpx.Client(transport=transport, timeout=TIMEOUT_SECONDS) as http, _report_unreachable(request):
            return self._save_tokens(http.send(request))

    async def redeem_async(
        self, consent: ConsentRequest, callback_url: str, *, transport: httpx.AsyncBaseTransport | None = None
    ) -> Tokens:
        """The async form of `redeem`."""
        request = self._code_request(consent, callback_url)
        async with httpx.AsyncClient(transport=transport, timeout=TIMEOUT_SECONDS) as http:
            with _report_unreachable(request):
                return self._save_tokens(await http.send(request))

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        rejected = None
        for _ in range(ATTEMPTS):
            with self._lock:
                renewal = self._renewal(request, rejected)
                if renewal:
                    response = yield renewal
                    response.read()
                    self._save_tokens(response, self._tokens)
            rejected = self._authorize(request)
            response = yield request
            if response.status_code != httpx.codes.UNAUTHORIZED:
                return

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        rejected = None
        for _ in range(ATTEMPTS):
            async with self._locked():
                renewal = self._renewal(request, rejected)
                if renewal:
                    response = yield renewal
                    await response.aread()
                    self._save_tokens(response, self._tokens)
            rejected = self._authorize(request)
            response = yield request
            if response.status_code != httpx.codes.UNAUTHORIZED:
                return

    @asynccontextmanager
    async def _locked(self) -> AsyncIterator[None]:
        """Holds the lock during the block. Polls it, because it is a thread lock: tasks may run in several threads."""
        import anyio  # the sync client doesn't need it

        while not self._lock.acquire(blocking=False):
            await anyio.sleep(POLL_SECONDS)
        try:
            yield
        finally:
            self._lock.release()

    def _renewal(self, request: httpx.Request, rejected: str | None) -> httpx.Request | None:
        """The request that renews the tokens. None if they are valid: not expired, and not the rejected one."""
        if not _usable(self._tokens, rejected):
            self._tokens = self.store.load()  # another process may have renewed them
        if _usable(self._tokens, rejected):
            return None
        if self._tokens is None or self._tokens.refresh_token is None:
            raise LoginRequired(f"No user has granted this application access at {self.base_url}, or the grant has ended")
        form = {"grant_type": "refresh_token", "refresh_token": self._tokens.refresh_token, "redirect_uri": self.redirect_uri}
        return self._token_request(form, request.extensions)

    def _code_request(self, consent: ConsentRequest, callback_url: str) -> httpx.Request:
        code = consent.code_from(callback_url)
        form = {"grant_type": "authorization_code", "code": code, "code_verifier": consent.verifier, "redirect_uri": self.redirect_uri}
        return self._token_request(form, {})

    def _token_request(self, form: dict[str, str], extensions: Any) -> httpx.Request:
        timeout = {"timeout": extensions["timeout"]} if "timeout" in extensions else {}
        return httpx.Request("POST", f"{self.base_url}{TOKEN}", data=self._credentials | form, extensions=timeout)

    def _save_tokens(self, response: httpx.Response, renewed: Tokens | None = None) -> Tokens:
        """Saves the tokens in a response. The request must not continue before that: the old tokens no longer work."""
        if response.status_code in (httpx.codes.BAD_REQUEST, httpx.codes.UNAUTHORIZED):
            raise LoginRequired(f"{self.base_url} did not issue tokens: {_reason(response)}")
        if not response.is_success:
            raise error_from(response, retry_after(response))
        tokens = _tokens_in(response, renewed)
        self.store.save(tokens)
        self._tokens = tokens
        return tokens

    def _authorize(self, request: httpx.Request) -> str:
        """Adds the access token to the request, and returns it."""
        assert self._tokens is not None  # `_renewal` raises if there is none
        request.headers["Authorization"] = f"Bearer {self._tokens.access_token}"
        return self._tokens.access_token


class _TokenResponse(Struct):
    """A response of the token endpoint."""

    access_token: str
    refresh_token: str | None = None
    expires_in: int | None = None
    scope: str | None = None


@contextmanager
def _report_unreachable(request: httpx.Request) -> Iterator[None]:
    try:
        yield
    except httpx.RequestError as error:
        raise unreachable_error(request, error) from error


def _usable(tokens: Tokens | None, rejected: str | None) -> bool:
    return tokens is not None and tokens.access_token != rejected and tokens.is_current()


def _tokens_in(response: httpx.Response, renewed: Tokens | None) -> Tokens:
    try:
        issued = msgspec.json.decode(response.content, type=_TokenResponse)
    except msgspec.MsgspecError as error:
        raise InvalidResponse(f"{loggable_url(response.request.url)} did not return tokens: {error}") from error
    return Tokens(
        access_token=issued.access_token,
        refresh_token=issued.refresh_token or (renewed.refresh_token if renewed else None),
        expires_at=later(now(), issued.expires_in) if issued.expires_in else None,
        scope=issued.scope or "",
    )


def _reason(response: httpx.Response) -> str:
    """The error in a response of the form `{"error": …, "error_description": …}` (RFC 6749)."""
    try:
        body = msgspec.json.decode(response.content, type=dict[str, Any])
    except msgspec.MsgspecError:
        return f"{response.status_code} {response.reason_phrase}"
    return str(body.get("error_description") or body.get("error") or response.reason_phrase)


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
