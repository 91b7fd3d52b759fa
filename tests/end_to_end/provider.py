"""A small OpenID provider that runs as a separate process. Every user who signs in has the identity of the last `POST /be`.

`POST /be` accepts the claims of the ID token (`sub`, `email`, `email_verified` …; also wrong values of `iss`, `aud`, `nonce` and
`exp`), and a `mode`: `other-key` signs with an unknown key, `none` does not sign, `silent` fails, and `userinfo` sends the email
only from the userinfo endpoint.
"""

import sys
import time
from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, ClientMixin, grants
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core.grants import OpenIDCode
from flask import Flask, Response, jsonify, request
from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT_ID, CLIENT_SECRET = "andante", "the-provider-knows-this-secret"
KEY, OTHER_KEY = (RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"}) for _ in range(2))

pages = Flask(__name__)
person: dict[str, Any] = {}
codes: dict[str, Any] = {}


class Client(ClientMixin):
    client_id = CLIENT_ID

    def get_client_id(self) -> str:
        return CLIENT_ID

    def get_allowed_scope(self, scope: str | None) -> str | None:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri.endswith("/signin/openid/back")

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == CLIENT_SECRET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return True

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


class Code(AuthorizationCodeMixin):
    def __init__(self, code: str, data: Any, scope: str) -> None:
        self.code, self.scope = code, scope
        self.redirect_uri = data.get("redirect_uri")
        self.nonce = data.get("nonce")
        self.code_challenge = data["code_challenge"]
        self.code_challenge_method = data["code_challenge_method"]

    def get_redirect_uri(self) -> str:
        return str(self.redirect_uri)

    def get_scope(self) -> str:
        return self.scope


class CodeGrant(grants.AuthorizationCodeGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic", "client_secret_post"]

    def save_authorization_code(self, code: str, request: Any) -> None:
        codes[code] = Code(code, request.payload.data, request.scope)

    def query_authorization_code(self, code: str, client: Any) -> Code | None:
        return codes.get(code)

    def delete_authorization_code(self, authorization_code: Code) -> None:
        del codes[authorization_code.code]

    def authenticate_user(self, authorization_code: Code) -> dict[str, Any]:
        return person


class IdToken(OpenIDCode):
    def exists_nonce(self, nonce: str, request: Any) -> bool:
        return False

    def encode_id_token(self, token: Any, request: Any) -> str:
        now = int(time.time())
        claims = {"iss": issuer(), "aud": CLIENT_ID, "iat": now, "exp": now + 60, "nonce": request.authorization_code.nonce}
        claims |= {name: value for name, value in person.items() if name != "mode"}
        if person.get("mode") == "userinfo":
            claims = {name: value for name, value in claims.items() if not name.startswith("email")}
        if person.get("mode") == "none":
            return jwt.encode({"alg": "none"}, claims, KEY, ["none"])
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, OTHER_KEY if person.get("mode") == "other-key" else KEY)


server = AuthorizationServer(pages, query_client=lambda id: Client() if id == CLIENT_ID else None, save_token=lambda *_: None)
server.register_grant(CodeGrant, [CodeChallenge(required=True), IdToken()])


def issuer() -> str:
    return request.host_url.rstrip("/")


@pages.get("/.well-known/openid-configuration")
def metadata() -> Response:
    base = issuer()
    return jsonify(
        issuer=base,
        authorization_endpoint=f"{base}/authorize",
        token_endpoint=f"{base}/token",
        userinfo_endpoint=f"{base}/userinfo",
        jwks_uri=f"{base}/keys",
        id_token_signing_alg_values_supported=["RS256"],
        code_challenge_methods_supported=["S256"],
    )


@pages.get("/keys")
def keys() -> Response:
    return jsonify(keys=[KEY.as_dict(private=False)])


@pages.get("/authorize")
def authorize() -> Any:
    return server.create_authorization_response(request, grant_user=person, grant=server.get_consent_grant(request))


@pages.post("/token")
def token() -> Any:
    return ("no", 500) if person.get("mode") == "silent" else server.create_token_response(request)


@pages.get("/userinfo")
def userinfo() -> Response:
    return jsonify({name: value for name, value in person.items() if name != "mode"})


@pages.post("/be")
def be() -> str:
    person.clear()
    person.update(request.get_json())
    return "ok"


if __name__ == "__main__":
    pages.run("127.0.0.1", int(sys.argv[1]), threaded=True)
