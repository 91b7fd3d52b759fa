"""Manages the token of the servlets and the addresses that may use them."""

import msgspec

from andante.kit.call import Call
from andante.kit.db import lock
from andante.kit.errors import FaultCode, Invalid, NotFound
from andante.kit.networks import parse_network
from andante.kit.secrets import digest, new_secret

from . import store
from .rules import NetworkRecord, TokenRecord

PREFIX = "andante_servlet_"
"""The prefix of secrets, by which secret scanners recognize them."""


def token(call: Call) -> TokenRecord | None:
    """The active token, if there is one."""
    call.require_administrator(to="manage access to the servlets")
    return store.active_token(call.db)


def create_token(call: Call) -> str:
    """Creates the token and returns its secret, which is never shown again."""
    if _lock_token(call):
        raise Invalid("", FaultCode.DUPLICATE, "A token for the servlets already exists: rotate it to replace it, or revoke it")
    return _add(call)


def rotate_token(call: Call) -> str:
    """Revokes the active token, creates a new one and returns its secret. The old token is no longer valid."""
    _revoke(call, _require_token(call))
    return _add(call)


def revoke_token(call: Call) -> None:
    """Revokes the active token, which closes the servlets."""
    _revoke(call, _require_token(call))


def networks(call: Call) -> list[NetworkRecord]:
    """The allowed addresses and networks, oldest first. If there are none, only the local machine is allowed."""
    call.require_administrator(to="manage access to the servlets")
    return store.networks(call.db)


def allow(call: Call, text: str) -> NetworkRecord:
    """Allows an address or a network. Once there is one, the local machine needs to be allowed too."""
    call.require_administrator(to="allow addresses")
    added = NetworkRecord(str(parse_network(text)), call.now)
    if any(record.network == added.network for record in store.networks(call.db)):
        raise Invalid("network", FaultCode.DUPLICATE, f"{added.network} is already allowed")
    store.add_network(call.db, added)
    call.record_created(store.NETWORK, [added])
    return added


def deny(call: Call, text: str) -> None:
    """Removes an allowed address or network. Raises NotFound if it isn't allowed."""
    call.require_administrator(to="deny addresses")
    key = str(parse_network(text))
    removed = next((record for record in store.networks(call.db) if record.network == key), None)
    if removed is None:
        raise NotFound(f"{key} is not an allowed address or network")
    store.remove_network(call.db, key)
    call.record_deleted(store.NETWORK, [removed])


def _lock_token(call: Call) -> TokenRecord | None:
    """Locks the table of tokens and returns the active token."""
    call.require_administrator(to="manage the token of the servlets")
    lock(call.db, store.TOKEN.name)
    return store.active_token(call.db)


def _require_token(call: Call) -> TokenRecord:
    active = _lock_token(call)
    if active is None:
        raise NotFound("The servlets have no token")
    return active


def _add(call: Call) -> str:
    secret = new_secret(PREFIX)
    added = store.add_token(call.db, digest(secret), call.now)
    call.record_created(store.TOKEN, [added])
    return secret


def _revoke(call: Call, before: TokenRecord) -> None:
    store.revoke_token(call.db, before.id, call.now)
    call.record_updated(store.TOKEN, [(before, msgspec.structs.replace(before, revoked_at=call.now))])
