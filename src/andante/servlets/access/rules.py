"""Decides which machines may use the servlets."""

from collections.abc import Collection

from msgspec import Struct

from andante.kit.clock import Instant
from andante.kit.errors import Forbidden, Unauthorized
from andante.kit.networks import Address, Network, in_networks, parse_network

LOOPBACK: tuple[Network, ...] = (parse_network("127.0.0.0/8"), parse_network("::1/128"))
"""The addresses of the local machine. They are allowed if no others are."""


class TokenRecord(Struct, frozen=True):
    """A token of the servlets, without its secret."""

    id: int
    created_at: Instant
    revoked_at: Instant | None = None


class NetworkRecord(Struct, frozen=True):
    """An address or a network that may use the servlets."""

    network: str
    added_at: Instant


def require_allowed(address: Address, allowed: Collection[Network]) -> None:
    """Raises Forbidden unless the address is allowed."""
    if not in_networks(address, allowed or LOOPBACK):
        reason = "it is not an allowed address" if allowed else "no address is allowed yet except those of this machine"
        raise Forbidden(f"The address {address} may not use the servlets: {reason} (andante admin servlet allow {address}).")


def require_open(*, any_active: bool) -> None:
    """Raises Forbidden if no token is active."""
    if not any_active:
        raise Forbidden("The servlets are closed: they have no token (andante admin servlet token create).")


def require_active(secret: str, token: TokenRecord | None, *, any_active: bool) -> None:
    """Raises Unauthorized unless the token that matches the secret is active, and Forbidden if no token is active."""
    require_open(any_active=any_active)
    if not secret:
        raise Unauthorized("The parameter tempoApiToken is missing.")
    if token is None:
        raise Unauthorized("The token in tempoApiToken is unknown.")
    if token.revoked_at:
        raise Unauthorized(f"The token in tempoApiToken was revoked at {token.revoked_at}.")
