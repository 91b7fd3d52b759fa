"""How people get in: they prove who they are, and hold a session until it ends."""

from sqlalchemy import Connection

from andante.directory.people import actions as people
from andante.directory.people.rules import UserRecord
from andante.kit import clock
from andante.kit.call import Call
from andante.kit.changes import Action
from andante.kit.clock import Instant
from andante.kit.db import lock
from andante.kit.errors import Forbidden, NotFound, TooManyRequests
from andante.kit.secrets import digest, new_secret

from . import rules, store
from .rules import Attempts, Credential, Patience, SignedIn

SESSION_PREFIX, LINK_PREFIX = "andante_session_", "andante_link_"


def attempt(call: Call, email: str, address: str) -> Credential:
    """What a password for this email has to prove. The attempt counts as failed until `admit` says otherwise, so that
    many at once gain nothing. TooManyRequests while those before it are to be waited for."""
    place = rules.subject("address", address)
    for subject, patience in ((_person(email), rules.WITH_A_PERSON), (place, rules.WITH_A_PLACE)):
        lock(call.db, "signin", subject)
        _count(call, subject, patience)
    user = people.by_email(call, email)
    hash = store.password_hash(call.db, user.account_id) if user and user.active else None
    return rules.credential(user.account_id if user else None, email, hash, place)


def admit(call: Call, proven: Credential) -> str:
    """A session for somebody who gave the right password. Their attempts are forgotten; of those that were made at the same
    place only this one, or an own password would open the way to guess those of others."""
    assert proven.account_id is not None
    store.take_back_attempt(call.db, proven.place)
    store.forget_attempts(call.db, _person(proven.email), clock.later(call.now, -rules.QUIET_SECONDS))
    return open_session(call, proven.account_id)


def open_session(call: Call, account_id: str) -> str:
    """What the browser's cookie is to hold; it is not stored."""
    secret = new_secret(SESSION_PREFIX)
    store.forget_sessions(call.db, call.now)
    id = store.add_session(call.db, digest(secret), account_id, call.now, clock.later(call.now, rules.SESSION_SECONDS))
    call.on_behalf_of(account_id).record(store.SESSION, id, Action.CREATED)
    return secret


def signed_in(db: Connection, secret: str, now: Instant) -> SignedIn | None:
    """Who holds this session, if it lives and they are active."""
    return store.signed_in(db, digest(secret), now)


def end_session(call: Call, secret: str) -> None:
    id = store.end_session(call.db, digest(secret))
    if id is not None:
        call.record(store.SESSION, id, Action.DELETED)


def anybody_can_sign_in(call: Call) -> bool:
    """False in a house where nobody lives yet."""
    return store.anybody_can_sign_in(call.db)


def set_password(call: Call, account_id: str, password: str) -> None:
    """Ends the person's sessions and links, so that whoever had got in is out again."""
    if account_id != call.me:
        call.require_administrator(to="set passwords of others")
    rules.check_password(password)
    people.find(call, account_id)
    store.set_password_hash(call.db, account_id, rules.hashed(password), call.now)
    store.end_sessions(call.db, account_id)
    _remove_links(call, account_id)
    call.record(store.PASSWORD, account_id, Action.UPDATED)


def change_password(call: Call, proven: Credential, password: str) -> str:
    """A new password for the caller, who has proven the present one; and a session, as all that they held end."""
    assert proven.account_id == call.me
    set_password(call, call.me, password)
    return admit(call, proven)


def password_link(call: Call, account_id: str) -> str:
    """A secret with which the person can choose a password, once, within a day. Older ones die."""
    call.require_administrator(to="make links to choose a password")
    people.find(call, account_id)
    secret = new_secret(LINK_PREFIX)
    _remove_links(call, account_id)
    store.add_link(call.db, digest(secret), account_id, clock.later(call.now, rules.LINK_SECONDS))
    call.record(store.PASSWORD_LINK, account_id, Action.CREATED)
    return secret


def link_owner(call: Call, secret: str) -> UserRecord:
    """Who may choose a password with this link."""
    account_id = store.link_owner(call.db, digest(secret), call.now)
    if account_id is None:
        raise NotFound("This link has been used, has expired or never was. Ask your administrator for a new one.")
    return people.find(call, account_id)


def choose_password(call: Call, secret: str, password: str) -> None:
    """Sets the password of the link's owner. The link is used up."""
    owner = link_owner(call, secret)
    rules.check_password(password)
    if not store.use_link(call.db, digest(secret)):
        raise NotFound("This link has been used already")
    call.on_behalf_of(owner.account_id).record(store.PASSWORD_LINK, owner.account_id, Action.DELETED)
    set_password(call.on_behalf_of(owner.account_id), owner.account_id, password)
    store.forget_attempts(call.db, _person(owner.email or ""), clock.later(call.now, -rules.QUIET_SECONDS))


def recognise(call: Call, issuer: str, subject: str, email: str | None) -> str:
    """The person whom an OpenID provider calls `subject`. At first sight they are known by the email that the provider
    has verified (None where it has not); from then on by the subject, whatever becomes of the email."""
    known = store.identity(call.db, issuer, subject)
    user = people.find(call, known) if known else people.by_email(call, email) if email else None
    if user is None:
        raise Forbidden("Nobody here has the email that your provider has verified. Ask your administrator to add you.")
    if not user.active:
        raise Forbidden("You are not active here.")
    if known is None:
        _remember(call, issuer, subject, user)
    return user.account_id


def _remember(call: Call, issuer: str, subject: str, user: UserRecord) -> None:
    if store.has_identity_at(call.db, issuer, user.account_id):
        raise Forbidden("Somebody else at your provider signs in as you here. Ask your administrator.")
    store.add_identity(call.db, issuer, subject, user.account_id)
    call.on_behalf_of(user.account_id).record(store.IDENTITY, user.account_id, Action.CREATED)


def _remove_links(call: Call, account_id: str) -> None:
    if store.remove_links(call.db, account_id):
        call.record(store.PASSWORD_LINK, account_id, Action.DELETED)


def _person(email: str) -> str:
    return rules.subject("email", email)


def _count(call: Call, subject: str, patience: Patience) -> None:
    before = store.attempts(call.db, subject)
    if before and before.blocked_until > call.now:
        seconds = clock.seconds_between(call.now, before.blocked_until)
        raise TooManyRequests(f"That were too many attempts. Try again in {_in_words(seconds)}.", seconds)
    fresh = before is None or before.last_at < clock.later(call.now, -rules.QUIET_SECONDS)
    failures = 1 if fresh or before is None else before.failures + 1
    store.set_attempts(call.db, subject, Attempts(failures, call.now, clock.later(call.now, patience.wait(failures))))


def _in_words(seconds: int) -> str:
    return f"{seconds} seconds" if seconds < 120 else f"{-(-seconds // 60)} minutes"
