"""Checks whether a machine may use the servlets."""

from sqlalchemy import Connection

from andante.kit.networks import Address, parse_network
from andante.kit.secrets import digest

from . import rules, store


def check(db: Connection, address: Address, secret: str) -> None:
    """Raises Forbidden or Unauthorized unless the address is allowed and the secret is that of the active token. The token is
    looked up by its digest, so no comparison can reveal it by its duration."""
    _require_allowed(db, address)
    secret_digest = digest(secret)
    tokens = store.active_or_matching(db, secret_digest)
    any_active = any(token.revoked_at is None for token in tokens.values())
    rules.require_active(secret, tokens.get(secret_digest), any_active=any_active)


def check_open(db: Connection, address: Address) -> None:
    """Raises Forbidden unless the address is allowed and a token is active."""
    _require_allowed(db, address)
    rules.require_open(any_active=store.active_token(db) is not None)


def _require_allowed(db: Connection, address: Address) -> None:
    rules.require_allowed(address, [parse_network(record.network) for record in store.networks(db)])
