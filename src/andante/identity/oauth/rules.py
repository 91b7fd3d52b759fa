"""OAuth applications, grants and codes as records, and the rules for redirect URIs, scopes and expiry."""

import re
from urllib.parse import urlsplit

from msgspec import Struct

from andante.kit.clock import SECONDS_PER_DAY, Instant
from andante.kit.errors import Fault, FaultCode
from andante.kit.faults import shown

CODE_SECONDS = 60
ACCESS_SECONDS = 60 * SECONDS_PER_DAY
REFRESH_SECONDS = 365 * SECONDS_PER_DAY
"""A refresh token expires if it isn't used for a year."""

SCOPES = ("read", "write")
LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "::1")
_CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_OWN_SCHEME = re.compile(r"[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+")
_SAFE_URI = re.compile(r"[\x21\x23-\x3b\x3d\x3f-\x5b\x5d\x5f\x61-\x7a\x7e]+")


class ApplicationRecord(Struct, frozen=True):
    id: int
    client_id: str
    name: str
    redirect_uris: list[str]
    client_type: str
    created_at: Instant
    max_scope: str
    """The largest scope that it can request, and the one that it gets if it doesn't request any."""

    @property
    def is_public(self) -> bool:
        return self.client_type == "PUBLIC"


class GrantRecord(Struct, frozen=True, gc=False):
    """A user's authorization of an application. Revoking it revokes all tokens that were issued from it."""

    id: int
    application_id: int
    account_id: str
    scope: str
    created_at: Instant
    revoked_at: Instant | None


class CodeRecord(Struct, frozen=True):
    """An authorization code. `redirect_uri` is from the authorization request, None if it had none. `challenge` is the PKCE challenge
    (S256)."""

    grant: GrantRecord
    digest: str
    redirect_uri: str | None
    challenge: str | None
    expires_at: Instant
    used_at: Instant | None
    owner_is_active: bool


class RefreshRecord(Struct, frozen=True):
    """A refresh token, and the access token that was issued with it."""

    grant: GrantRecord
    id: int
    access_token_id: int
    expires_at: Instant
    used_at: Instant | None
    owner_is_active: bool


class AuthorizedApplication(Struct, frozen=True, gc=False):
    """An application that a user has authorized and whose grant isn't revoked."""

    application_id: int
    name: str
    scope: str
    since: Instant
    last_used_at: Instant | None


class IssuedTokens(Struct, frozen=True, gc=False):
    """The response of the token endpoint. `expires_in` is in seconds."""

    access_token: str
    refresh_token: str
    scope: str
    expires_in: int = ACCESS_SECONDS
    token_type: str = "Bearer"  # noqa: S105


def is_client_id(text: str) -> bool:
    return _CLIENT_ID.fullmatch(text) is not None


def redirect_faults(uris: list[str]) -> list[Fault]:
    """The faults of an application's redirect URIs."""
    return [
        Fault("redirectUris", FaultCode.INVALID, f"{shown(uri)} can't be a redirect URI: {fault}")
        for uri in uris
        if (fault := _redirect_fault(uri))
    ]


def _redirect_fault(uri: str) -> str | None:
    if not _SAFE_URI.fullmatch(uri):
        return "it must be an absolute URI in ASCII, with other characters percent-encoded"
    try:
        parts = urlsplit(uri)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        return "its host or port can't be read"
    if parts.fragment or "#" in uri:
        return "it must not have a fragment"
    if parts.username is not None or parts.password is not None:
        return "it must not have a user name or password"
    if parts.scheme in ("http", "https") and not host:
        return "it must have a host"
    if parts.scheme == "http" and host not in LOOPBACK_HOSTS:
        return "it must use https, or http on the user's own computer"
    if parts.scheme not in ("http", "https") and not _OWN_SCHEME.fullmatch(parts.scheme):
        return "it must start with https:// or with the application's own scheme, like com.example.app:/"
    return None


def parse_scope(requested: str | None, largest: str) -> str | None:
    """The scope that the request asks for, in a fixed order. If it is missing, the largest scope. None if it exceeds the largest scope."""
    names = (requested or largest).split()
    if not names or not set(names) <= set(largest.split()):
        return None
    return " ".join(name for name in SCOPES if name in names)


def is_usable_code(code: CodeRecord, now: Instant) -> bool:
    return code.used_at is None and code.grant.revoked_at is None and code.owner_is_active and now < code.expires_at


def is_usable_refresh_token(token: RefreshRecord, now: Instant) -> bool:
    return token.used_at is None and token.grant.revoked_at is None and token.owner_is_active and now < token.expires_at
