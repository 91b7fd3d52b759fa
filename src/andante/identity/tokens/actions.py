"""What one may do with tokens."""

from collections.abc import Collection

from msgspec.structs import replace
from sqlalchemy import Connection

from andante.directory.people import actions as people
from andante.kit import clock
from andante.kit.call import Call, Caller
from andante.kit.changes import Action
from andante.kit.clock import Instant
from andante.kit.db import CachedQuery
from andante.kit.errors import NotFound, Unauthorized
from andante.kit.secrets import digest

from . import rules, store
from .rules import API, APPLICATION, Admission, TokenRecord

SECONDS_PER_DAY = 86_400
DEFAULT_DAYS = 30


def create_token(
    call: Call, account_id: str, name: str, *, days: int = DEFAULT_DAYS, scopes: list[str] | None = None
) -> tuple[TokenRecord, str]:
    """A token for a person, with full access unless scopes are named. The second value is the token itself: it is
    not stored and can't be shown again."""
    if account_id != call.me:
        call.require_administrator(to="make tokens for others")
    people.find(call, account_id)
    rules.check_lifetime(days)
    rules.check_scopes(scopes or [])
    token = rules.new_token()
    expires_at = clock.later(call.now, days * SECONDS_PER_DAY)
    record = store.add(call.db, API, account_id, name, digest(token), " ".join(sorted(scopes or [])), call.now, expires_at)
    call.record(store.API_TOKEN, record.id, Action.CREATED, after=record)
    return record, token


def revoke_token(call: Call, id: int) -> None:
    """From the next request on it opens nothing."""
    token = store.by_id(call.db, id)
    if token is None or token.kind != API or (token.account_id != call.me and not call.caller.grants.administrator):
        raise NotFound(f"Token {id} not found")
    store.revoke(call.db, [id], call.now)
    call.record(store.API_TOKEN, id, Action.UPDATED, before=token, after=store.by_id(call.db, id))


def issue(call: Call, account_id: str, application: str, scopes: str, seconds: int) -> tuple[TokenRecord, str]:
    """A token with which an application acts for a person who allowed it to; that they did is for `oauth` to know."""
    token = rules.new_token()
    expires_at = clock.later(call.now, seconds)
    record = store.add(call.db, APPLICATION, account_id, application, digest(token), scopes, call.now, expires_at)
    call.record(store.APPLICATION_TOKEN, record.id, Action.CREATED, after=record)
    return record, token


def withdraw(call: Call, ids: Collection[int]) -> None:
    """Revokes tokens that were issued to applications."""
    revoked = store.revoke(call.db, ids, call.now)
    call.record_deleted(store.APPLICATION_TOKEN, revoked)


def id_of(call: Call, token: str) -> int | None:
    """Which token this is, whether it is alive or not."""
    presented = store.by_digest(call.db, digest(token))
    return presented.id if presented else None


def tokens_of(call: Call, account_id: str) -> list[TokenRecord]:
    if account_id != call.me:
        call.require_administrator(to="see the tokens of others")
    return store.of_user(call.db, account_id)


def _admission(db: Connection, token: str) -> Admission | None:
    presented = store.by_digest(db, digest(token))
    return rules.admission(presented) if presented else None


class TokenAuthenticator:
    """Authenticates callers by their API token."""

    def __init__(self) -> None:
        self._admission = CachedQuery(_admission)

    def authenticate(self, db: Connection, now: Instant, token: str, owner: str | None = None) -> Caller:
        found = self._admission(db, token) if token else None
        if found is None or not rules.holds(found, now, owner):
            raise Unauthorized("The access token is missing, expired, revoked or not valid.")
        return found.caller if now <= found.touched_until else replace(found.caller, token_to_touch=found.token_id)

    def touch(self, call: Call) -> None:
        if call.caller.token_to_touch is not None:
            store.set_last_used(call.db, call.caller.token_to_touch, call.now)
