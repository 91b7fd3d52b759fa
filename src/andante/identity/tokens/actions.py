"""Creates, revokes and authenticates tokens."""

from collections.abc import Collection

from msgspec.structs import replace
from sqlalchemy import Connection

from andante.directory.people import queries as people
from andante.kit import clock
from andante.kit.call import Call, Caller
from andante.kit.changes import Action
from andante.kit.clock import Instant
from andante.kit.db import CachedQuery
from andante.kit.errors import NotFound, Unauthorized
from andante.kit.secrets import digest

from . import rules, store
from .rules import API, APPLICATION, TokenRecord, UsableToken

DEFAULT_DAYS = 30


def create_token(
    call: Call, account_id: str, name: str, *, days: int = DEFAULT_DAYS, scopes: list[str] | None = None
) -> tuple[TokenRecord, str]:
    """Creates an API token for a user. Without scopes it has full access. Returns its record and the token itself.

    The token isn't stored, so it can't be shown again.
    """
    if account_id != call.me:
        call.require_administrator(to="create tokens for others")
    people.find(call, account_id)
    rules.check_lifetime(days)
    rules.check_scopes(scopes)
    token = rules.new_token()
    expires_at = clock.later(call.now, days * clock.SECONDS_PER_DAY)
    record = store.add(call.db, API, account_id, name, digest(token), " ".join(sorted(scopes or [])), call.now, expires_at)
    call.record(store.API_TOKEN, record.id, Action.CREATED, after=record)
    return record, token


def revoke_token(call: Call, id: int) -> None:
    """Revokes an API token of the caller, or of any user if the caller is an administrator."""
    token = store.by_id(call.db, id)
    if token is None or token.kind != API or (token.account_id != call.me and not call.caller.grants.administrator):
        raise NotFound(f"Token {id} not found")
    store.revoke(call.db, [id], call.now)
    call.record(store.API_TOKEN, id, Action.UPDATED, before=token, after=store.by_id(call.db, id))


def revoke_tokens(call: Call, account_id: str) -> None:
    """Revokes all API tokens of a user."""
    if account_id != call.me:
        call.require_administrator(to="revoke tokens of others")
    revoked = store.revoke_of_user(call.db, account_id, call.now)
    call.record_updated(store.API_TOKEN, [(token, replace(token, revoked_at=call.now)) for token in revoked])


def issue_application_token(call: Call, account_id: str, application: str, scopes: str, seconds: int) -> tuple[TokenRecord, str]:
    """Creates a token with which an OAuth application acts for a user. The caller must check that the user has authorized it. Returns
    its record and the token itself."""
    token = rules.new_token()
    expires_at = clock.later(call.now, seconds)
    record = store.add(call.db, APPLICATION, account_id, application, digest(token), scopes, call.now, expires_at)
    call.record(store.APPLICATION_TOKEN, record.id, Action.CREATED, after=record)
    return record, token


def revoke_application_tokens(call: Call, ids: Collection[int]) -> None:
    """Revokes tokens of OAuth applications."""
    revoked = store.revoke(call.db, ids, call.now)
    call.record_deleted(store.APPLICATION_TOKEN, revoked)


def tokens_of(call: Call, account_id: str) -> list[TokenRecord]:
    """The API tokens of a user, oldest first."""
    if account_id != call.me:
        call.require_administrator(to="see the tokens of others")
    return store.of_user(call.db, account_id)


def _usable_token(db: Connection, token: str) -> UsableToken | None:
    stored = store.by_digest(db, digest(token))
    return rules.usable_token(stored) if stored else None


class TokenAuthenticator:
    """Authenticates callers by their token."""

    def __init__(self) -> None:
        self._usable_token = CachedQuery(_usable_token)

    def authenticate(self, db: Connection, now: Instant, token: str, owner: str | None = None) -> Caller:
        """The caller with this token. `owner` is the email in the request, if it has one; the token must belong to this user.
        Raises Unauthorized."""
        found = self._usable_token(db, token) if token else None
        if found is None or not rules.is_accepted(found, now, owner):
            raise Unauthorized("The access token is missing, expired, revoked or not valid.")
        return found.caller if now <= found.touch_after else replace(found.caller, token_to_touch=found.token_id)

    def touch(self, call: Call) -> None:
        """Updates the token's time of last use, if the stored one is too old."""
        if call.caller.token_to_touch is not None:
            store.set_last_used(call.db, call.caller.token_to_touch, call.now)
