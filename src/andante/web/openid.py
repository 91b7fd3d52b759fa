"""Signing in at an OpenID provider."""

from typing import Any, cast

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth
from flask import Blueprint, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from joserfc.errors import JoseError

from andante.identity.signin import actions

from .pages import Pages, own_transactions, problem, this_site
from .signin import enter, own_path

openid = Blueprint("openid", __name__)
METADATA = "/.well-known/openid-configuration"
SECONDS_TO_ANSWER = 10
FAILURES = (AuthlibBaseError, JoseError, requests.RequestException, RuntimeError, ValueError, KeyError)
"""What a provider that does not behave can cause."""


def register_provider(pages: Pages) -> None:
    issuer = cast("str", pages.settings.oidc_issuer).rstrip("/")
    OAuth(pages).register(
        "provider",
        server_metadata_url=issuer + METADATA,
        client_id=pages.settings.oidc_client_id,
        client_secret=pages.settings.oidc_client_secret,
        client_kwargs={"scope": "openid email profile", "code_challenge_method": "S256", "default_timeout": SECONDS_TO_ANSWER},
    )


@openid.get("/signin/openid")
@own_transactions
def start() -> ResponseReturnValue:
    """Sends the person to the provider."""
    session["after"] = own_path(request.args.get("next"))
    try:
        answer: ResponseReturnValue = _provider().authorize_redirect(url_for(".back", _external=True))
    except FAILURES as error:
        return _failed(error)
    return answer


@openid.get("/signin/openid/back")
@own_transactions
def back() -> ResponseReturnValue:
    """The person comes back with a code; the provider says who they are."""
    after = session.get("after")
    try:
        issuer, subject, email = _identity()
    except FAILURES as error:
        return _failed(error)
    with this_site().calling(writes=True) as call:
        account_id = actions.recognise(call, issuer, subject, email)
        enter(call, actions.open_session(call, account_id))
    return redirect(own_path(after))


def _identity() -> tuple[str, str, str | None]:
    """Issuer, subject and verified email, by an ID token whose signature, issuer, audience, nonce and time are right."""
    provider = _provider()
    token = provider.authorize_access_token()
    claims = token["userinfo"]
    if "email" not in claims and "userinfo_endpoint" in provider.server_metadata:
        more = provider.userinfo(token=token)
        claims = more | claims if more.get("sub") == claims["sub"] else claims
    issuer = str(claims["iss"])
    if issuer.rstrip("/") != cast("str", this_site().settings.oidc_issuer).rstrip("/"):
        raise ValueError(f"the provider calls itself {issuer}")
    return issuer, str(claims["sub"]), claims["email"] if claims.get("email_verified") is True else None


def _provider() -> Any:
    return this_site().extensions["authlib.integrations.flask_client"].provider


def _failed(error: Exception) -> ResponseReturnValue:
    this_site().logger.warning("Sign-in at the OpenID provider failed: %s", type(error).__name__)
    return problem(502, "Signing in at the provider did not work. Try again; if it goes on, ask your administrator."), 502
