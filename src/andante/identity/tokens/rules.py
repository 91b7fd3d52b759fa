"""Tokens as records, and the rules for their lifetime, scopes and use."""

from msgspec import Struct

from andante.kit import clock
from andante.kit.call import Caller
from andante.kit.clock import Instant
from andante.kit.errors import FaultCode, Invalid
from andante.kit.secrets import new_secret
from andante.organization.grants.rules import grants_from
from andante.scopes import Scope, scopes_in


class TokenRecord(Struct, frozen=True, gc=False):
    """`kind` is API for a token that a user created, and APPLICATION for one that was issued to an OAuth application."""

    id: int
    kind: str
    account_id: str
    name: str
    scopes: str
    created_at: Instant
    expires_at: Instant
    last_used_at: Instant | None
    revoked_at: Instant | None


class TokenWithOwner(Struct, frozen=True, gc=False):
    """A stored token with the properties of its owner that authentication needs."""

    id: int
    account_id: str
    scopes: str
    expires_at: Instant
    revoked_at: Instant | None
    last_used_at: Instant | None
    time_zone: str
    owner_is_active: bool
    permission_keys: str | None
    owner_email: str | None


class UsableToken(Struct, frozen=True, gc=False):
    """A token that isn't revoked and whose owner is active, with the caller that it authenticates. It may be expired."""

    caller: Caller
    token_id: int
    owner_email: str
    expires_at: Instant
    touch_after: Instant
    """A use after this time updates the token's time of last use."""


API, APPLICATION = "API", "APPLICATION"
EARLIEST = Instant("")
"""Sorts before every timestamp."""

PREFIX = "andante_"
"""Lets secret scanners find tokens that were committed by mistake."""

MAX_DAYS = 5000
LAST_USED_SECONDS = 300
"""The time of last use is updated at most this often, because a write for every request would be too slow."""


def new_token() -> str:
    return new_secret(PREFIX)


def check_lifetime(days: int) -> None:
    if not 1 <= days <= MAX_DAYS:
        raise Invalid("days", FaultCode.OUT_OF_RANGE, f"must be 1 to {MAX_DAYS} days, not {days}")


def check_scopes(scopes: list[str] | None) -> None:
    """None is full access. An empty list is refused: stored as an empty text, it would give full access too."""
    if scopes is None:
        return
    if not scopes:
        raise Invalid("scope", FaultCode.REQUIRED, "Select at least one scope")
    unknown = sorted(set(scopes) - set(Scope))
    if unknown:
        raise Invalid("scope", FaultCode.INVALID_CHOICE, f"must be one of {', '.join(Scope)}, not '{unknown[0]}'")


def usable_token(token: TokenWithOwner) -> UsableToken | None:
    """None if the token is revoked or its owner is inactive."""
    if token.revoked_at is not None or not token.owner_is_active:
        return None
    caller = Caller(token.account_id, token.time_zone, scopes_in(token.scopes), grants_from(token.permission_keys))
    touch_after = clock.later(token.last_used_at, LAST_USED_SECONDS) if token.last_used_at else EARLIEST
    return UsableToken(caller, token.id, (token.owner_email or "").lower(), token.expires_at, touch_after)


def is_accepted(token: UsableToken, now: Instant, owner: str | None) -> bool:
    """Whether the token isn't expired. If the request contains the email of an `owner`, the token must belong to this user too."""
    return now < token.expires_at and (owner is None or owner.lower() == token.owner_email != "")
