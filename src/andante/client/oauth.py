"""OAuth 2.0: a person allows an application to act for them, and the application renews its tokens by itself."""

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

from .errors import LoginNeeded, Unreadable, error_of, place, unreachable
from .hosts import TEMPO_CLOUD, checked
from .retries import retry_after
from .tokens import MemoryStore, Tokens, TokenStore

AUTHORIZE, TOKEN = "/oauth/authorize/redirect", "/oauth/token/"
TIMEOUT_SECONDS = 30.0
POLL_SECONDS = 0.01


class Consent(Struct, frozen=True):
    """What a person is asked: at `url`, in their browser. It has to be kept until they come back."""

    url: str
    state: str
    verifier: str

    def code_in(self, back: str) -> str:
        """The code in the address that the person came back to. Raises LoginNeeded where they did not allow it, and
        ValueError where it answers another question than this one."""
        told = {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}
        if not hmac.compare_digest(told.get("state", "").encode(), self.state.encode()):
            raise ValueError("the address does not answer this request for consent: its 'state' is another one")
        if "code" not in told:
            raise LoginNeeded(f"The person did not allow it: {told.get('error_description') or told.get('error', 'no code came back')}")
        return told["code"]

    def __repr__(self) -> str:
        return f"Consent(url={self.url!r})"


class OAuth(httpx.Auth):
    """Acts for a person who allowed an application to: `Andante(OAuth(…), …)`.

    Tokens are renewed shortly before they end, and once where the server refuses them all the same. One `OAuth` serves any
    number of threads, or of tasks: one of them renews, the others wait for it. A public application has no secret.
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
        self.base_url = checked(base_url)
        self.redirect_uri = redirect_uri
        self.store = store or MemoryStore()
        self._credentials = {"client_id": client_id} | ({"client_secret": client_secret} if client_secret else {})
        self._tokens: Tokens | None = None
        self._lock = threading.Lock()

    def ask(self, *, jira_url: str | None = None, scope: str | None = None) -> Consent:
        """What to ask the person. `jira_url` is the address of their Jira, which Tempo Cloud must know; Andante's own address
        stands for it there. `scope` is `read`, `write` or both; both, unless said."""
        state, verifier = new_secret(), new_secret()
        asked = {
            "response_type": "code",
            "client_id": self._credentials["client_id"],
            "redirect_uri": self.redirect_uri,
            "jira_url": jira_url or self.base_url,
            "state": state,
            "code_challenge": _challenge(verifier),
            "code_challenge_method": "S256",
        } | ({"scope": scope} if scope else {})
        return Consent(f"{self.base_url}{AUTHORIZE}?{urlencode(asked)}", state, verifier)

    def redeem(self, consent: Consent, back: str, *, transport: httpx.BaseTransport | None = None) -> Tokens:
        """Exchanges the code in the address that the person came back to for tokens, and keeps these. Within a minute, once."""
        request = self._redemption(consent, back)
        with httpx.Client(transport=transport, timeout=TIMEOUT_SECONDS) as http, _telling(request):
            return self._take(http.send(request))

    async def redeem_async(self, consent: Consent, back: str, *, transport: httpx.AsyncBaseTransport | None = None) -> Tokens:
        """The same, to be awaited."""
        request = self._redemption(consent, back)
        async with httpx.AsyncClient(transport=transport, timeout=TIMEOUT_SECONDS) as http:
            with _telling(request):
                return self._take(await http.send(request))

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        refused = None
        for _ in ("with what is kept", "after a refusal"):
            with self._lock:
                renewal = self._renewal(request, refused)
                if renewal:
                    response = yield renewal
                    response.read()
                    self._take(response, self._tokens)
            refused = self._sign(request)
            response = yield request
            if response.status_code != httpx.codes.UNAUTHORIZED:
                return

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        refused = None
        for _ in ("with what is kept", "after a refusal"):
            async with self._alone():
                renewal = self._renewal(request, refused)
                if renewal:
                    response = yield renewal
                    await response.aread()
                    self._take(response, self._tokens)
            refused = self._sign(request)
            response = yield request
            if response.status_code != httpx.codes.UNAUTHORIZED:
                return

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[None]:
        """Holds the lock. It is one of threads, because tasks may belong to several; so it is looked at again and again."""
        import anyio  # whoever only blocks need not load it

        while not self._lock.acquire(blocking=False):
            await anyio.sleep(POLL_SECONDS)
        try:
            yield
        finally:
            self._lock.release()

    def _renewal(self, request: httpx.Request, refused: str | None) -> httpx.Request | None:
        """What renews the tokens; None where they live, or somebody else has renewed them since the refused one was sent."""
        if not _serve(self._tokens, refused):
            self._tokens = self.store.load()  # another process may have been faster
        if _serve(self._tokens, refused):
            return None
        if self._tokens is None or self._tokens.refresh_token is None:
            raise LoginNeeded(f"Nobody has allowed this application to act for them at {self.base_url}, or not any more")
        form = {"grant_type": "refresh_token", "refresh_token": self._tokens.refresh_token, "redirect_uri": self.redirect_uri}
        return self._asking(form, request.extensions)

    def _redemption(self, consent: Consent, back: str) -> httpx.Request:
        code = consent.code_in(back)
        form = {"grant_type": "authorization_code", "code": code, "code_verifier": consent.verifier, "redirect_uri": self.redirect_uri}
        return self._asking(form, {})

    def _asking(self, form: dict[str, str], extensions: Any) -> httpx.Request:
        timeout = {"timeout": extensions["timeout"]} if "timeout" in extensions else {}
        return httpx.Request("POST", f"{self.base_url}{TOKEN}", data=self._credentials | form, extensions=timeout)

    def _take(self, response: httpx.Response, renewed: Tokens | None = None) -> Tokens:
        """Keeps new tokens before anything else: those that they renew are dead."""
        if response.status_code in (httpx.codes.BAD_REQUEST, httpx.codes.UNAUTHORIZED):
            raise LoginNeeded(f"{self.base_url} gives no tokens: {_reason(response)}")
        if not response.is_success:
            raise error_of(response, retry_after(response))
        tokens = _tokens_in(response, renewed)
        self.store.save(tokens)
        self._tokens = tokens
        return tokens

    def _sign(self, request: httpx.Request) -> str:
        """Puts the access token in, and gives it."""
        assert self._tokens is not None  # there is none only where `_renewal` has refused
        request.headers["Authorization"] = f"Bearer {self._tokens.access_token}"
        return self._tokens.access_token


class _Issued(Struct):
    """What the token endpoint answers."""

    access_token: str
    refresh_token: str | None = None
    expires_in: int | None = None
    scope: str | None = None


@contextmanager
def _telling(request: httpx.Request) -> Iterator[None]:
    try:
        yield
    except httpx.RequestError as error:
        raise unreachable(request, error) from error


def _serve(tokens: Tokens | None, refused: str | None) -> bool:
    return tokens is not None and tokens.access_token != refused and tokens.live()


def _tokens_in(response: httpx.Response, renewed: Tokens | None) -> Tokens:
    try:
        issued = msgspec.json.decode(response.content, type=_Issued)
    except msgspec.MsgspecError as error:
        raise Unreadable(f"{place(response.request.url)} answered no tokens: {error}") from error
    return Tokens(
        access_token=issued.access_token,
        refresh_token=issued.refresh_token or (renewed.refresh_token if renewed else None),
        expires_at=later(now(), issued.expires_in) if issued.expires_in else None,
        scope=issued.scope or "",
    )


def _reason(response: httpx.Response) -> str:
    """Of `{"error": …, "error_description": …}`, as RFC 6749 has it."""
    try:
        told = msgspec.json.decode(response.content, type=dict[str, Any])
    except msgspec.MsgspecError:
        return f"{response.status_code} {response.reason_phrase}"
    return str(told.get("error_description") or told.get("error") or response.reason_phrase)


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
