"""Sign-in with an OpenID Connect provider."""

from typing import Any, cast

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth
from flask import Blueprint, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from joserfc.errors import JoseError

from andante.identity.signin import actions
from andante.web.shell.pages import Pages, current_site, manual_transactions, problem_page
from andante.web.shell.translations import gettext as _

from .signin import device, local_path, start_session

openid = Blueprint("openid", __name__)
METADATA = "/.well-known/openid-configuration"
TIMEOUT_SECONDS = 10
FAILURES = (AuthlibBaseError, JoseError, requests.RequestException, RuntimeError, ValueError, KeyError)
"""The exceptions that wrong responses of a provider can cause."""


def register_provider(pages: Pages) -> None:
    issuer = cast("str", pages.settings.oidc_issuer).rstrip("/")
    OAuth(pages).register(
        "provider",
        server_metadata_url=issuer + METADATA,
        client_id=pages.settings.oidc_client_id,
        client_secret=pages.settings.oidc_client_secret,
        client_kwargs={"scope": "openid email profile", "code_challenge_method": "S256", "default_timeout": TIMEOUT_SECONDS},
    )


@openid.get("/signin/openid")
@manual_transactions
def start() -> ResponseReturnValue:
    """Redirects the user to the provider."""
    session["next"] = local_path(request.args.get("next"))
    try:
        response: ResponseReturnValue = _provider().authorize_redirect(url_for(".callback", _external=True))
    except FAILURES as error:
        return _failure_page(error)
    return response


@openid.get("/signin/openid/back")
@manual_transactions
def callback() -> ResponseReturnValue:
    """Receives the code that the provider sent with the user, and signs in the user whom the provider identifies."""
    next_path = session.get("next")
    try:
        issuer, subject, email = _identity()
    except FAILURES as error:
        return _failure_page(error)
    with current_site().open_call(writes=True) as call:
        account_id = actions.user_of_identity(call, issuer, subject, email)
        start_session(call, actions.create_session(call, account_id, device()))
    return redirect(local_path(next_path))


def _identity() -> tuple[str, str, str | None]:
    """Issuer, subject and verified email from the ID token. Authlib checks its signature, issuer, audience, nonce and times."""
    provider = _provider()
    token = provider.authorize_access_token()
    claims = token["userinfo"]
    if "email" not in claims and "userinfo_endpoint" in provider.server_metadata:
        profile = provider.userinfo(token=token)
        claims = profile | claims if profile.get("sub") == claims["sub"] else claims
    issuer = str(claims["iss"])
    if issuer.rstrip("/") != cast("str", current_site().settings.oidc_issuer).rstrip("/"):
        raise ValueError(f"the ID token has the issuer {issuer}")
    return issuer, str(claims["sub"]), claims["email"] if claims.get("email_verified") is True else None


def _provider() -> Any:
    return current_site().extensions["authlib.integrations.flask_client"].provider


def _failure_page(error: Exception) -> ResponseReturnValue:
    current_site().logger.warning("Sign-in at the OpenID provider failed: %s", type(error).__name__)
    return problem_page(
        502, _("We couldn't sign you in with your provider. Try again. If it keeps failing, contact your administrator.")
    ), 502
