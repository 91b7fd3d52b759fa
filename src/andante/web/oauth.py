"""Where applications ask: the consent page, the token endpoint and the revocation endpoint."""

import logging
from typing import Any
from urllib.parse import urlsplit

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import InvalidRequestError
from flask import Blueprint, Response, g, request
from flask.typing import ResponseReturnValue

from .authorization import FORM, make_server
from .pages import csrf, open_to_all, page, problem, this_call

logging.getLogger("authlib").setLevel(logging.INFO)  # it would write down tokens where somebody listens to everything

oauth = Blueprint("oauth", __name__)
server = make_server()


@oauth.route("/plugins/servlet/ac/io.tempo.jira/oauth-authorize/", methods=["GET", "POST"])
def authorize() -> ResponseReturnValue:
    """Asks a person whether an application may act for them."""
    try:
        grant = server.get_consent_grant(request)
    except OAuth2Error as error:
        return _refused(error)
    if request.method == "POST":
        allowed = request.form.get("decision") == "allow"
        answer: Response = server.create_authorization_response(request, grant_user=this_call().me if allowed else None, grant=grant)
        return answer
    g.form_targets = [_form_target(grant.redirect_uri)]
    scopes = grant.request.scope.split()
    back_to = urlsplit(grant.redirect_uri).hostname or grant.redirect_uri
    return page("consent.html", application=grant.client.application, scopes=scopes, back_to=back_to)


@oauth.route("/oauth/authorize/redirect/", methods=["GET", "POST"])
def authorize_redirect() -> ResponseReturnValue:
    """The same at its newer address, which names the site that is meant."""
    if _origin(request.args.get("jira_url", "")) != _origin(this_call().base_url):
        return problem(400, f"'jira_url' must be the address of this server, {this_call().base_url}"), 400
    return authorize()


@oauth.post("/oauth/token/")
@open_to_all
def token() -> Response:
    """Exchanges a code or a refresh token for new tokens."""
    try:
        _check_form()
        return _no_store(server.create_token_response(request))
    except OAuth2Error as error:
        return _no_store(server.handle_error_response(None, error))


@oauth.post("/oauth/revoke_token/")
@open_to_all
def revoke_token() -> Response:
    """An application gives up a token."""
    try:
        _check_form()
        return _no_store(server.create_endpoint_response("revocation", request))
    except OAuth2Error as error:
        return _no_store(server.handle_error_response(None, error))


for endpoint in (token, revoke_token):
    csrf.exempt(endpoint)  # no browser comes here, and no cookie counts


def _check_form() -> None:
    if request.args:
        raise InvalidRequestError("Parameters belong into the body, not into the address.")
    if request.mimetype != FORM:
        raise InvalidRequestError(f"The body must be {FORM}.")
    if any(len(values) > 1 for _, values in request.form.lists()):
        raise InvalidRequestError("A parameter is given more than once.")


def _refused(error: Any) -> ResponseReturnValue:
    """Back to the application where we know that it is the one; else to the person."""
    if error.redirect_uri:
        answer: Response = server.handle_error_response(None, error)
        return answer
    return problem(400, f"The application's request can't be answered ({error.error}): {error.get_error_description()}"), 400


def _form_target(redirect_uri: str) -> str:
    """Browsers hold the policy for forms against the redirect that follows one, too."""
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
