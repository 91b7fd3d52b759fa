"""Finds the users of sessions and password links, without a permission check."""

from sqlalchemy import Connection

from andante.directory.people import queries as people
from andante.directory.people.rules import UserRecord
from andante.kit.call import Call
from andante.kit.clock import Instant
from andante.kit.errors import NotFound
from andante.kit.secrets import digest

from . import store
from .rules import SignedIn


def signed_in(db: Connection, secret: str, now: Instant) -> SignedIn | None:
    """The user of this session. None if the session is unknown or expired, or if the user is inactive."""
    return store.signed_in(db, digest(secret), now)


def has_sign_in(call: Call) -> bool:
    """Whether any user has a password or an OpenID identity. False on a new server."""
    return store.has_sign_in(call.db)


def link_owner(call: Call, secret: str) -> UserRecord:
    """The user who may choose a password with this link. Raises NotFound."""
    account_id = store.link_owner(call.db, digest(secret), call.now)
    if account_id is None:
        raise NotFound("This link is invalid, expired or already used. Ask your administrator for a new one.")
    return people.find(call, account_id)
