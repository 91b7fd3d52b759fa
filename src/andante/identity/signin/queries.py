"""Finds the users of sessions and password links, without a permission check."""

from collections.abc import Collection

from sqlalchemy import Connection
from sqlalchemy.sql.elements import ColumnElement

from andante.directory.people import queries as people
from andante.identity.second_factor import queries as second_factor
from andante.kit.call import Call, Caller
from andante.kit.clock import Instant
from andante.kit.errors import NotFound, Unauthorized
from andante.kit.secrets import digest

from . import rules, store
from .rules import LinkPurpose, PasswordLink, PendingSignIn, SignedIn


def signed_in(
    db: Connection, secret: str, now: Instant, *, lock: bool = False, unread: ColumnElement[int] | None = None
) -> SignedIn | None:
    """The user of this session. None if the session is unknown or expired, or if the user is inactive.

    Set `lock` to write: a new password then waits for this transaction before it ends the session, and revokes what it created.
    `unread` is an expression that counts the unread notifications of the user in `users`.
    """
    return store.signed_in(db, digest(secret), now, lock=lock, unread=unread)


def authenticate(db: Connection, now: Instant, secret: str) -> Caller:
    """The user of this session, with all permissions of the user. Raises Unauthorized."""
    found = signed_in(db, secret, now)
    if found is None:
        raise Unauthorized("You're signed out. Sign in again.")
    return found.caller


def has_sign_in(call: Call) -> bool:
    """Whether any user has a password or an OpenID identity. False on a new server."""
    return store.has_sign_in(call.db)


def who_can_sign_in(call: Call, account_ids: Collection[str]) -> set[str]:
    """Those of these users who have a password or an OpenID identity."""
    return store.who_can_sign_in(call.db, account_ids)


def links(call: Call, purpose: LinkPurpose) -> dict[str, Instant]:
    """When the links for this purpose expire or have expired, by the account id of their owners."""
    return store.links(call.db, purpose)


def may_reset(call: Call, account_id: str) -> bool:
    """Whether the user has a password or was invited to choose one. Others sign in with their provider, which decides about them."""
    return store.password_hash(call.db, account_id) is not None or account_id in store.links(call.db, "INVITATION")


def pending_sign_in(call: Call, secret: str) -> PendingSignIn | None:
    """The pending sign-in with this secret. None if it is unknown, expired or already used, or if the user is inactive."""
    return store.pending(call.db, digest(secret), call.now)


def is_check_due(call: Call, secret: str) -> bool:
    """Whether the caller must show a second factor before a sensitive page: they have one, and the last check in this session is old."""
    return second_factor.has_factor(call, call.me) and rules.is_check_due(store.second_factor_at(call.db, digest(secret)), call.now)


def challenge(call: Call, secret: str) -> str | None:
    """The challenge for a passkey in this session. None in sessions that are older than passkeys in Andante."""
    return store.challenge(call.db, digest(secret))


def password_link(call: Call, secret: str) -> PasswordLink:
    """The link with this secret. Raises NotFound."""
    found = store.password_link(call.db, digest(secret), call.now)
    if found is None:
        raise NotFound("This link is invalid, expired or already used. Ask your administrator for a new one.")
    account_id, revokes_tokens, purpose = found
    return PasswordLink(people.find(call, account_id), revokes_tokens, purpose)
