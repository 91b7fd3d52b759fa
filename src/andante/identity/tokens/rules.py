"""How tokens are made and judged."""

from msgspec import Struct

from andante.kit import clock
from andante.kit.call import Caller
from andante.kit.clock import Instant
from andante.kit.errors import FaultCode, Invalid
from andante.kit.secrets import new_secret
from andante.organization.grants.rules import grants_from
from andante.scopes import Scope, scopes_in


class TokenRecord(Struct, frozen=True, gc=False):
    """`kind` is API for a token that a person made, APPLICATION for one that an OAuth application was given."""

    id: int
    kind: str
    account_id: str
    name: str
    scopes: str
    created_at: Instant
    expires_at: Instant
    last_used_at: Instant | None
    revoked_at: Instant | None


class PresentedToken(Struct, frozen=True, gc=False):
    """What one needs to know to let a token in."""

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


class Admission(Struct, frozen=True, gc=False):
    """What a token opens: who calls with it, with what its owner may do as far as its scopes go."""

    caller: Caller
    token_id: int
    owner_email: str
    expires_at: Instant
    touched_until: Instant
    """Until then the use of the token need not be written down again."""


API, APPLICATION = "API", "APPLICATION"
NEVER = Instant("")
"""Before every instant."""

PREFIX = "andante_"
"""Lets a secret scanner find a token that somebody committed."""

LONGEST_DAYS = 5000
LAST_USED_SECONDS = 300
"""How exactly the last use of a token is known: a write for every request would be too dear."""


def new_token() -> str:
    return new_secret(PREFIX)


def check_lifetime(days: int) -> None:
    if not 1 <= days <= LONGEST_DAYS:
        raise Invalid("days", FaultCode.OUT_OF_RANGE, f"A token lives 1 to {LONGEST_DAYS} days, not {days}")


def check_scopes(scopes: list[str]) -> None:
    unknown = sorted(set(scopes) - set(Scope))
    if unknown:
        raise Invalid("scope", FaultCode.INVALID_CHOICE, f"There is no scope '{unknown[0]}'; there are {', '.join(Scope)}")


def admission(token: PresentedToken) -> Admission | None:
    """What the token opens; None where it was revoked or its owner has left."""
    if token.revoked_at is not None or not token.owner_is_active:
        return None
    caller = Caller(token.account_id, token.time_zone, scopes_in(token.scopes), grants_from(token.permission_keys))
    touched_until = clock.later(token.last_used_at, LAST_USED_SECONDS) if token.last_used_at else NEVER
    return Admission(caller, token.id, (token.owner_email or "").lower(), token.expires_at, touched_until)


def holds(admission: Admission, now: Instant, owner: str | None) -> bool:
    """Whether it holds at that moment for whom the request says that it belongs to: one that came alone speaks for itself."""
    return now < admission.expires_at and (owner is None or owner.lower() == admission.owner_email != "")
