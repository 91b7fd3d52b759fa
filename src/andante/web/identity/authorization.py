"""The OAuth 2.0 server: connects Authlib with our applications, authorization codes and tokens."""

import hmac
from collections import defaultdict
from typing import Any

import msgspec
from authlib.oauth2 import AuthorizationServer, OAuth2Request
from authlib.oauth2.rfc6749 import (
    AuthorizationCodeMixin,
    ClientMixin,
    InvalidClientError,
    InvalidGrantError,
    InvalidRequestError,
    InvalidScopeError,
    OAuth2Error,
    OAuth2Payload,
    TokenMixin,
    grants,
)
from authlib.oauth2.rfc6749.errors import UnsupportedResponseTypeError
from authlib.oauth2.rfc6749.util import extract_basic_authorization
from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7636 import CodeChallenge, create_s256_code_challenge
from flask import Request, Response

from andante.identity.oauth import actions as oauth
from andante.identity.oauth import queries as oauth_queries
from andante.identity.oauth import rules
from andante.identity.oauth.rules import ApplicationRecord, CodeRecord, IssuedTokens, RefreshRecord
from andante.kit.call import Call
from andante.web.shell.pages import current_call

CLIENT_METHODS = ["client_secret_basic", "client_secret_post", "none"]
FORM = "application/x-www-form-urlencoded"
UNUSABLE = "The {} was already used, was revoked, has expired or belongs to another application."


class Client(ClientMixin):
    """An application, with the interface that Authlib expects."""

    def __init__(self, call: Call, application: ApplicationRecord) -> None:
        self.call = call
        self.application = application

    def get_client_id(self) -> str:
        return self.application.client_id

    def get_default_redirect_uri(self) -> str | None:
        return self.application.redirect_uris[0] if len(self.application.redirect_uris) == 1 else None

    def get_allowed_scope(self, scope: str | None) -> str | None:
        return rules.parse_scope(scope, self.application.max_scope)

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri in self.application.redirect_uris

    def check_client_secret(self, client_secret: str) -> bool:
        return oauth_queries.has_secret(self.call, self.application, client_secret)

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return (method == "none") == self.application.is_public

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type in ("authorization_code", "refresh_token")


class Code(AuthorizationCodeMixin):
    """An authorization code, with the interface that Authlib expects."""

    code_challenge_method = "S256"

    def __init__(self, record: CodeRecord) -> None:
        self.record = record
        self.code_challenge = record.challenge

    def get_redirect_uri(self) -> str | None:
        return self.record.redirect_uri

    def get_scope(self) -> str:
        return self.record.grant.scope


class RefreshToken(TokenMixin):
    """A refresh token, with the interface that Authlib expects."""

    def __init__(self, record: RefreshRecord) -> None:
        self.record = record

    def check_client(self, client: Client) -> bool:
        return client.application.id == self.record.grant.application_id

    def get_scope(self) -> str:
        return self.record.grant.scope


class OAuthParameters(OAuth2Payload):
    """The parameters of a request: from the query string on the consent page, from the form at the other endpoints."""

    def __init__(self, request: Request) -> None:
        self._data = request.form if request.mimetype == FORM and not request.args else request.args
        self._list = defaultdict(list, self._data.lists())

    @property
    def data(self) -> Any:
        return self._data

    @property
    def datalist(self) -> Any:
        return self._list

    @property
    def response_type(self) -> str:
        """Optional, because the documented request doesn't have it: only codes are supported."""
        return self._data.get("response_type", "code")


class OAuthRequest(OAuth2Request):
    """A request of Flask, with the interface that Authlib expects."""

    def __init__(self, request: Request) -> None:
        super().__init__(request.method, request.url, headers=request.headers)
        self._request = request
        self.payload = OAuthParameters(request)

    @property
    def args(self) -> Any:
        return self._request.args

    @property
    def form(self) -> Any:
        return self._request.form


class CodeGrant(grants.AuthorizationCodeGrant):
    """Exchanges codes for tokens. Methods without a body do nothing, because `andante.identity.oauth` has already saved the data."""

    TOKEN_ENDPOINT_AUTH_METHODS = CLIENT_METHODS

    @staticmethod
    def validate_authorization_redirect_uri(request: Any, client: Client) -> str:
        redirect_uri = request.payload.redirect_uri
        if redirect_uri and not client.check_redirect_uri(redirect_uri):
            raise InvalidRequestError("'redirect_uri' must be one of the redirect URIs that are registered for the application.")
        redirect_uri = redirect_uri or client.get_default_redirect_uri()
        if not redirect_uri:
            raise InvalidRequestError("'redirect_uri' is required: several redirect URIs are registered for the application.")
        return str(redirect_uri)

    def generate_authorization_code(self) -> str:
        """Creates and saves a code."""
        payload, application = self.request.payload, self.request.client.application
        return oauth.authorize(current_call(), application, self.request.scope, payload.redirect_uri, payload.data.get("code_challenge"))

    def save_authorization_code(self, code: str, request: Any) -> None: ...

    def query_authorization_code(self, code: str, client: Client) -> Code:
        found = oauth.usable_code(current_call(), client.application, code)
        if found is None:
            raise InvalidGrantError(UNUSABLE.format("code"))
        return Code(found)

    def authenticate_user(self, authorization_code: Code) -> str:
        return authorization_code.record.grant.account_id

    def generate_token(self, **_: Any) -> dict[str, Any]:
        """Creates and saves tokens, and invalidates the code."""
        return _token_response(oauth.exchange_code(current_call(), self.request.client.application, self.request.authorization_code.record))

    def save_token(self, token: Any) -> None: ...

    def delete_authorization_code(self, authorization_code: Code) -> None: ...


class RefreshGrant(grants.RefreshTokenGrant):
    """Exchanges refresh tokens for new tokens."""

    TOKEN_ENDPOINT_AUTH_METHODS = CLIENT_METHODS

    def authenticate_refresh_token(self, refresh_token: str) -> RefreshToken:
        found = oauth.usable_refresh_token(current_call(), self.request.client.application, refresh_token)
        if found is None:
            raise InvalidGrantError(UNUSABLE.format("refresh token"))
        return RefreshToken(found)

    def authenticate_user(self, refresh_token: RefreshToken) -> str:
        return refresh_token.record.grant.account_id

    def issue_token(self, user: str, refresh_token: RefreshToken) -> dict[str, Any]:
        scope = rules.parse_scope(self.request.payload.scope, refresh_token.get_scope())
        if scope is None:
            raise InvalidScopeError()
        return _token_response(oauth.exchange_refresh_token(current_call(), self.request.client.application, refresh_token.record, scope))

    def save_token(self, token: Any) -> None: ...

    def revoke_old_credential(self, refresh_token: RefreshToken) -> None: ...


class S256CodeChallenge(CodeChallenge):
    """PKCE (RFC 7636): required for public applications, and only with the method S256, not 'plain'."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ["S256"]
    CODE_CHALLENGE_METHODS = {"S256": lambda verifier, challenge: hmac.compare_digest(create_s256_code_challenge(verifier), challenge)}

    def validate_code_challenge(self, grant: Any, redirect_uri: str) -> None:
        data = grant.request.payload.data
        if not data.get("code_challenge") and grant.request.client.application.is_public:
            raise InvalidRequestError("A public application must send a 'code_challenge'.")
        if data.get("code_challenge") and data.get("code_challenge_method") != "S256":
            raise InvalidRequestError("'code_challenge_method' must be S256.")
        super().validate_code_challenge(grant, redirect_uri)


class Revocation(RevocationEndpoint):
    """Revokes access tokens and refresh tokens (RFC 7009)."""

    CLIENT_AUTH_METHODS = CLIENT_METHODS

    def authenticate_token(self, request: Any, client: Client) -> str:
        if not request.form.get("token"):
            raise InvalidRequestError("'token' is required.")
        return str(request.form["token"])

    def revoke_token(self, token: str, request: Any) -> None:
        oauth.revoke_token(current_call(), request.client.application, token)


class Server(AuthorizationServer):
    """The endpoints, for requests and responses of Flask."""

    def query_client(self, client_id: str) -> Client | None:
        application = oauth_queries.find_application(current_call(), client_id)
        return Client(current_call(), application) if application else None

    def create_oauth2_request(self, request: Any) -> OAuth2Request:
        return request if isinstance(request, OAuth2Request) else OAuthRequest(request)

    def get_authorization_grant(self, request: Any) -> Any:
        if request.payload.response_type != "code":
            raise UnsupportedResponseTypeError("other than code", redirect_uri=self._redirect_uri(request))
        return super().get_authorization_grant(request)

    def _redirect_uri(self, request: Any) -> str | None:
        client = self.query_client(request.payload.client_id or "")
        try:
            return CodeGrant.validate_authorization_redirect_uri(request, client) if client else None
        except OAuth2Error:
            return None

    def authenticate_client(self, request: Any, methods: list[str], endpoint: str = "token") -> Any:
        try:
            client_id, _ = extract_basic_authorization(request.headers)
            if client_id and request.form.get("client_id", client_id) != client_id:
                raise InvalidClientError("The Authorization header and 'client_id' name different clients.", status_code=401)
            return super().authenticate_client(request, methods, endpoint)
        except ValueError:
            raise InvalidClientError("The client credentials can't be read.", status_code=401) from None

    def validate_requested_scope(self, scope: str | None) -> None:
        """Does nothing, because `Client.get_allowed_scope` compares the scope with the largest one of the application."""

    def handle_response(self, status: int, body: Any, headers: Any) -> Response:
        return Response(msgspec.json.encode(body) if isinstance(body, dict) else body, status, headers)

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None: ...


def create_server() -> Server:
    server = Server()
    server.register_grant(CodeGrant, [S256CodeChallenge(required=True)])
    server.register_grant(RefreshGrant)
    server.register_endpoint(Revocation)
    return server


def _token_response(issued: IssuedTokens | None) -> dict[str, Any]:
    if issued is None:
        raise InvalidGrantError(UNUSABLE.format("code or refresh token"))
    return msgspec.structs.asdict(issued)
