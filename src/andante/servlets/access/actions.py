"""What administrators do about the access of machines, and who is let in."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection

from andante.kit.call import Call
from andante.kit.changes import Action
from andante.kit.db import lock
from andante.kit.errors import FaultCode, Invalid, NotFound
from andante.kit.networks import Address, Network, parse_network
from andante.kit.secrets import digest, new_secret

from . import rules, store
from .rules import NetworkRecord, TokenRecord

PREFIX = "andante_servlet_"


def token(call: Call) -> TokenRecord | None:
    """The token that lives, if any does."""
    call.require_administrator(to="look after the access of the servlets")
    return store.living_token(call.db)


def create_token(call: Call) -> str:
    """Makes the token and gives its secret, which nobody is shown again."""
    if _token_to_change(call):
        raise Invalid(
            "", FaultCode.DUPLICATE, "There is a token already: rotate it (the present one opens nothing any more then), or revoke it"
        )
    return _add(call)


def rotate_token(call: Call) -> str:
    """A new token in the place of the present one, which opens nothing from the next request on."""
    _revoke(call, _required(call))
    return _add(call)


def revoke_token(call: Call) -> None:
    """From the next request on the servlets are closed."""
    _revoke(call, _required(call))


def networks(call: Call) -> list[NetworkRecord]:
    """Who may come in besides those who may not: oldest first; while there are none, this machine only."""
    call.require_administrator(to="look after the access of the servlets")
    return store.networks(call.db)


def allow(call: Call, text: str) -> NetworkRecord:
    """Lets an address or a network in. This machine is let in without being named only while nobody is."""
    call.require_administrator(to="allow addresses")
    added = NetworkRecord(str(parse_network(text)), call.now)
    if any(one.network == added.network for one in store.networks(call.db)):
        raise Invalid("network", FaultCode.DUPLICATE, f"{added.network} is allowed already")
    store.add_network(call.db, added)
    call.record(store.NETWORK, added.network, Action.CREATED, after=added)
    return added


def deny(call: Call, text: str) -> None:
    """Takes an address or a network off the list; NotFound where it is not on it."""
    call.require_administrator(to="deny addresses")
    wanted = str(parse_network(text))
    removed = next((one for one in store.networks(call.db) if one.network == wanted), None)
    if removed is None:
        raise NotFound(f"{wanted} is not on the list of allowed addresses")
    store.remove_network(call.db, wanted)
    call.record(store.NETWORK, wanted, Action.DELETED, before=removed)


def check(db: Connection, address: Address, secret: str) -> None:
    """Refuses unless the address is allowed and the secret is that of the living token. It is looked up by its digest, so
    that there is nothing to compare in variable time."""
    allowed: Sequence[Network] = [parse_network(one.network) for one in store.networks(db)]
    rules.require_allowed(address, allowed)
    given = digest(secret)
    found = store.living_or_given(db, given)
    rules.require_living(secret, found.get(given), any_living=any(one.revoked_at is None for one in found.values()))


def _token_to_change(call: Call) -> TokenRecord | None:
    call.require_administrator(to="make tokens for the servlets")
    lock(call.db, store.TOKEN.name)
    return store.living_token(call.db)


def _required(call: Call) -> TokenRecord:
    found = _token_to_change(call)
    if found is None:
        raise NotFound("There is no token for the servlets")
    return found


def _add(call: Call) -> str:
    secret = new_secret(PREFIX)
    added = store.add_token(call.db, digest(secret), call.now)
    call.record(store.TOKEN, added.id, Action.CREATED, after=added)
    return secret


def _revoke(call: Call, before: TokenRecord) -> None:
    store.revoke_token(call.db, before.id, call.now)
    call.record(store.TOKEN, before.id, Action.UPDATED, before=before, after=msgspec.structs.replace(before, revoked_at=call.now))
