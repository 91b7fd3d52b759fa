"""The OAuth 2.0 endpoints: the consent page, the token endpoint and the revocation endpoint."""

import logging
from typing import Any
from urllib.parse import urlsplit

from authlib.common.urls import add_params_to_uri
from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import InvalidRequestError
from flask import Blueprint, Response, g, render_template, request
from flask.typing import ResponseReturnValue

from andante.kit.errors import Unavailable
from andante.kit.refusals import headers_of, log_outage
from andante.web.shell.pages import csrf, current_call, problem_page, public, render_refusal
from andante.web.shell.translations import gettext as _

from .authorization import FORM, create_server

logging.getLogger("authlib").setLevel(logging.INFO)  # at the level DEBUG it logs tokens

oauth = Blueprint("oauth", __name__)
server = create_server()


@oauth.route("/plugins/servlet/ac/io.tempo.jira/oauth-authorize/", methods=["GET", "POST"])
def authorize() -> ResponseReturnValue:
    """Asks the user to authorize an application."""
    try:
        grant = server.get_consent_grant(request)
    except OAuth2Error as error:
        return _refused(error)
    if request.method == "POST":
        allowed = request.form.get("decision") == "allow"
        user = current_call().me if allowed else None
        return _with_issuer(server.create_authorization_response(request, grant_user=user, grant=grant))
    g.form_targets = [_form_target(grant.redirect_uri)]
    scopes = grant.request.scope.split()
    redirect_host = urlsplit(grant.redirect_uri).hostname or grant.redirect_uri
    return render_template("identity/consent.html", application=grant.client.application, scopes=scopes, redirect_host=redirect_host)


@oauth.route("/oauth/authorize/redirect/", methods=["GET", "POST"])
def authorize_redirect() -> ResponseReturnValue:
    """The consent page at its newer path. The parameter `jira_url` must be the address of this server."""
    if _origin(request.args.get("jira_url", "")) != _origin(current_call().base_url):
        return problem_page(400, _("'jira_url' must be the address of this server, %(address)s", address=current_call().base_url)), 400
    return authorize()


@oauth.post("/oauth/token/")
@public
def token() -> Response:
    """Exchanges a code or a refresh token for new tokens."""
    try:
        _check_form()
        return _no_store(server.create_token_response(request))
    except OAuth2Error as error:
        return _no_store(server.handle_error_response(None, error))


@oauth.post("/oauth/revoke_token/")
@public
def revoke_token() -> Response:
    """Revokes a token of an application."""
    try:
        _check_form()
        return _no_store(server.create_endpoint_response("revocation", request))
    except OAuth2Error as error:
        return _no_store(server.handle_error_response(None, error))


@oauth.errorhandler(Unavailable)
def _unavailable(refusal: Unavailable) -> ResponseReturnValue:
    """Applications read JSON; people read a page."""
    if request.endpoint not in ("oauth.token", "oauth.revoke_token"):
        return render_refusal(refusal)
    log_outage(refusal)
    return {"error": "temporarily_unavailable", "error_description": str(refusal)}, refusal.status, headers_of(refusal)


for endpoint in (token, revoke_token):
    csrf.exempt(endpoint)  # applications call these endpoints, without cookies


def _check_form() -> None:
    if request.args:
        raise InvalidRequestError("Send the parameters in the body, not in the URL.")
    if request.mimetype != FORM:
        raise InvalidRequestError(f"The body must be {FORM}.")
    if any(len(values) > 1 for _, values in request.form.lists()):
        raise InvalidRequestError("A parameter occurs more than once.")


def _refused(error: Any) -> ResponseReturnValue:
    """Redirects to the application if its redirect URI is valid; otherwise shows the error to the user."""
    if error.redirect_uri:
        return _with_issuer(server.handle_error_response(None, error))
    return problem_page(
        400, _("The application sent an invalid request (%(code)s): %(details)s", code=error.error, details=error.get_error_description())
    ), 400


def _with_issuer(response: Response) -> Response:
    """Adds the address of this server to a redirect (RFC 9207). With it, an application that uses several servers notices if a response
    comes from another server than the one that it sent the user to."""
    if response.location:
        response.location = add_params_to_uri(response.location, [("iss", current_call().base_url)])
    return response


def _form_target(redirect_uri: str) -> str:
    """The source to allow as a target of forms: browsers also apply this policy to redirects after a form."""
    parts = urlsplit(redirect_uri)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") else f"{parts.scheme}:"


def _origin(url: str) -> tuple[str, str | None, int | None] | None:
    try:
        parts = urlsplit(url)
        default = {"http": 80, "https": 443}.get(parts.scheme)
        return parts.scheme, parts.hostname, parts.port or default
    except ValueError:
        return None


def _no_store(response: Response) -> Response:
    response.headers["Pragma"] = "no-cache"
    return response
