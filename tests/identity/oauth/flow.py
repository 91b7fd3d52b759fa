"""Runs the steps of the OAuth authorization flow, as an application and as a user."""

import base64
import hashlib
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx

from andante.identity.oauth import actions as oauth
from andante.identity.oauth.wire import ApplicationInput, ApplicationScope, ClientType
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from tests.cast import BASE_URL, Person
from tests.web.browsing import Visitor, csrf_token, signed_in

AUTHORIZE = "/plugins/servlet/ac/io.tempo.jira/oauth-authorize/"
BACK = "https://app.example.com/back"
VERIFIER = "a-verifier-that-is-long-enough-to-be-one-0123456789"


def challenge(verifier: str = VERIFIER) -> dict[str, str]:
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    return {"code_challenge": digest, "code_challenge_method": "S256"}


@dataclass
class App:
    """A registered application, with methods that send its requests."""

    client_id: str
    secret: str | None
    http: httpx.Client

    def token(self, **form: Any) -> httpx.Response:
        """POST /oauth/token/ with the client's credentials in the body by default."""
        return self.http.post("/oauth/token/", data=self._credentials() | form)

    def exchange(self, code: str, **form: Any) -> httpx.Response:
        return self.token(**{"grant_type": "authorization_code", "code": code, "redirect_uri": BACK} | form)

    def refresh(self, refresh_token: str, **form: Any) -> httpx.Response:
        return self.token(**{"grant_type": "refresh_token", "refresh_token": refresh_token, "redirect_uri": BACK} | form)

    def revoke(self, token: str, **form: Any) -> httpx.Response:
        return self.http.post("/oauth/revoke_token/", data=self._credentials() | {"token": token} | form)

    def parameters(self, **more: str) -> dict[str, str]:
        """The query parameters of the consent page's URL."""
        return {"client_id": self.client_id, "redirect_uri": BACK} | more

    def _credentials(self) -> dict[str, str]:
        return {"client_id": self.client_id} | ({"client_secret": self.secret} if self.secret else {})


def register(
    person: Person,
    database: Database,
    *,
    public: bool = False,
    redirects: tuple[str, ...] = (BACK,),
    name: str = "Reports",
    max_scope: ApplicationScope = "read write",
) -> App:
    """Registers an application on the server of this user."""
    with database.write() as db:
        client_type: ClientType = "PUBLIC" if public else "CONFIDENTIAL"
        input = ApplicationInput(name=name, redirect_uris=list(redirects), client_type=client_type, max_scope=max_scope)
        added, secret = oauth.register(Call(db, SYSTEM, clock.now()), input)
    return App(added.client_id, secret, httpx.Client(transport=httpx.WSGITransport(person.app), base_url=BASE_URL))


def decide(visitor: Visitor, parameters: dict[str, str], decision: str = "allow", at: str = AUTHORIZE) -> httpx.Response:
    """Loads the consent page and submits the decision."""
    url = f"{at}?{urlencode(parameters)}"
    page = visitor.get(url)
    assert page.status_code == 200, page.text
    return visitor.http.post(url, data={"csrf_token": csrf_token(page), "decision": decision})


def redirect_parameters(response: httpx.Response) -> dict[str, str]:
    """The query parameters of the redirect back to the application."""
    assert response.status_code == 302, response.text
    location = urlsplit(response.headers["location"])
    return {name: values[0] for name, values in parse_qs(location.query).items()}


def redirect_after_consent(person: Person, database: Database, url: str) -> str:
    """The URL that the user is redirected to after allowing the application on the consent page at `url`."""
    parameters = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    result = redirect_parameters(decide(signed_in(person, database), parameters, at=urlsplit(url).path))
    return f"{parameters['redirect_uri']}?{urlencode(result)}"


def code_for(app: App, person: Person, database: Database, **more: str) -> str:
    return redirect_parameters(decide(signed_in(person, database), app.parameters(**more)))["code"]


def tokens_for(app: App, person: Person, database: Database, **more: str) -> dict[str, Any]:
    issued: dict[str, Any] = app.exchange(code_for(app, person, database, **more)).json()
    return issued


def is_accepted(person: Person, token: str) -> bool:
    """Whether the API accepts this token."""
    response = httpx.Client(transport=httpx.WSGITransport(person.app), base_url=BASE_URL).get(
        "/4/worklogs", headers={"Authorization": f"Bearer {token}"}
    )
    assert response.status_code in (200, 401)
    return response.status_code == 200
