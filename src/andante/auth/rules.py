"""How tokens are made and judged."""

from msgspec import Struct

from ..kit import clock
from ..kit.call import Caller
from ..kit.clock import Instant
from ..kit.errors import Invalid
from ..kit.secret import new_secret
from ..permissions.rules import grants_from
from ..rights import Scope, scopes_in


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


API, APPLICATION = "API", "APPLICATION"

PREFIX = "andante_"
"""Lets a secret scanner find a token that somebody committed."""

LONGEST_DAYS = 5000
LAST_USED_SECONDS = 300
"""How exactly the last use of a token is known: a write for every request would be too dear."""


def new_token() -> str:
    return new_secret(PREFIX)


def check_lifetime(days: int) -> None:
    if not 1 <= days <= LONGEST_DAYS:
        raise Invalid(f"A token lives 1 to {LONGEST_DAYS} days, not {days}")


def check_scopes(scopes: list[str]) -> None:
    unknown = sorted(set(scopes) - set(Scope))
    if unknown:
        raise Invalid(f"There is no scope '{unknown[0]}'; there are {', '.join(Scope)}")


def is_alive(token: PresentedToken, now: Instant) -> bool:
    return token.owner_is_active and token.revoked_at is None and now < token.expires_at


def caller(token: PresentedToken, now: Instant) -> Caller:
    """Who calls with this token, and what they may do: what its owner may, as far as its scopes go."""
    return Caller(
        account_id=token.account_id,
        time_zone=token.time_zone,
        scopes=scopes_in(token.scopes),
        grants=grants_from(token.permission_keys),
        token_to_note=token.id if needs_note(token.last_used_at, now) else None,
    )


def needs_note(last_used_at: Instant | None, now: Instant) -> bool:
    """Whether the last use is so long ago that a new one should be written down."""
    return last_used_at is None or last_used_at < clock.later(now, -LAST_USED_SECONDS)
