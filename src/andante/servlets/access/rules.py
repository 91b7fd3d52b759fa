"""Which machines may come in."""

from collections.abc import Collection

from msgspec import Struct

from andante.kit.clock import Instant
from andante.kit.errors import Forbidden, Unauthorized
from andante.kit.networks import Address, Network, in_networks, parse_network

LOOPBACK: tuple[Network, ...] = (parse_network("127.0.0.0/8"), parse_network("::1/128"))
"""Who may come in while nobody is allowed by name: this machine."""


class TokenRecord(Struct, frozen=True):
    """The token that every servlet asks for; its secret is not here."""

    id: int
    created_at: Instant
    revoked_at: Instant | None = None


class NetworkRecord(Struct, frozen=True):
    """An address, or a network of them, that may use the servlets."""

    network: str
    added_at: Instant


def require_allowed(found: Address, allowed: Collection[Network]) -> None:
    if not in_networks(found, allowed or LOOPBACK):
        known = "is not among the addresses that are allowed" if allowed else "is not this machine, and no other address is allowed yet"
        raise Forbidden(f"The address {found} may not use the servlets: it {known} (andante servlet allow {found}).")


def require_living(given: str, token: TokenRecord | None, *, any_living: bool) -> None:
    """Refuses unless the token that was found for the given one still lives."""
    if not any_living:
        raise Forbidden("The servlets are closed: there is no token for them (andante servlet token create).")
    if not given:
        raise Unauthorized("The parameter tempoApiToken is missing.")
    if token is None:
        raise Unauthorized("The parameter tempoApiToken has no token that is known here.")
    if token.revoked_at:
        raise Unauthorized(f"The token in tempoApiToken was revoked at {token.revoked_at}.")
