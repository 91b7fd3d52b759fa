"""Signs users in with a password or an OpenID provider, and manages sessions and passwords."""

from andante.directory.people import queries as people
from andante.directory.people.rules import UserRecord
from andante.identity.oauth import actions as oauth
from andante.identity.tokens import actions as tokens
from andante.kit import clock
from andante.kit.call import Call
from andante.kit.changes import Action
from andante.kit.db import lock
from andante.kit.errors import Forbidden, NotFound, TooManyRequests
from andante.kit.secrets import digest, new_secret

from . import queries, rules, store
from .rules import Attempts, Backoff, Credential

SESSION_PREFIX, LINK_PREFIX = "andante_session_", "andante_link_"


def start_attempt(call: Call, email: str, address: str) -> Credential:
    """Starts a sign-in with a password. Returns the credential that `rules.verify` checks the password against.

    Counts the attempt as failed until `sign_in` corrects the count. Otherwise parallel attempts could exceed the limit. Raises
    TooManyRequests if the email or the IP address is blocked after earlier failures.
    """
    address_subject = rules.subject("address", address)
    for subject, backoff in ((_email_subject(email), rules.EMAIL_BACKOFF), (address_subject, rules.ADDRESS_BACKOFF)):
        lock(call.db, "signin", subject)
        _count_failure(call, subject, backoff)
    user = people.by_email(call, email)
    hash = store.password_hash(call.db, user.account_id) if user and user.active else None
    return rules.credential(user.account_id if user else None, email, hash, address_subject)


def sign_in(call: Call, verified: Credential) -> str:
    """Creates a session for a user whose password has been verified. Returns the session's secret.

    Deletes the failures of this email. From the failures of the IP address it removes only this attempt: otherwise attackers could
    reset them by signing in with a password of their own.
    """
    assert verified.account_id is not None
    store.subtract_failure(call.db, verified.address_subject)
    store.delete_attempts(call.db, _email_subject(verified.email), clock.later(call.now, -rules.FAILURES_EXPIRE_SECONDS))
    return create_session(call, verified.account_id)


def create_session(call: Call, account_id: str) -> str:
    """Creates a session. Returns its secret for the browser's cookie. The secret isn't stored."""
    secret = new_secret(SESSION_PREFIX)
    store.delete_expired_sessions(call.db, call.now)
    id = store.add_session(call.db, digest(secret), account_id, call.now, clock.later(call.now, rules.SESSION_SECONDS))
    call.on_behalf_of(account_id).record(store.SESSION, id, Action.CREATED)
    return secret


def end_session(call: Call, secret: str) -> None:
    """Ends the session with this secret, if it exists."""
    id = store.end_session(call.db, digest(secret))
    if id is not None:
        call.record(store.SESSION, id, Action.DELETED)


def set_password(call: Call, account_id: str, password: str, *, revoke_tokens: bool = False) -> None:
    """Sets a user's password. Ends the user's sessions and deletes their password links, which an attacker may have.

    `revoke_tokens` also revokes their API tokens and the access that they granted to applications.
    """
    if account_id != call.me:
        call.require_administrator(to="set passwords of others")
    rules.check_password(password)
    people.find(call, account_id)
    store.set_password_hash(call.db, account_id, rules.hash_password(password), call.now)
    store.end_sessions(call.db, account_id)
    _remove_links(call, account_id)
    call.record(store.PASSWORD, account_id, Action.UPDATED)
    if revoke_tokens:
        tokens.revoke_tokens(call, account_id)
        oauth.revoke_authorizations(call, account_id)


def change_password(call: Call, verified: Credential, password: str, *, revoke_tokens: bool = False) -> str:
    """Sets a new password for the caller. The current password has been verified. Ends all sessions of the caller, and returns the
    secret of a new session. `revoke_tokens` as in `set_password`."""
    assert verified.account_id == call.me
    set_password(call, call.me, password, revoke_tokens=revoke_tokens)
    return sign_in(call, verified)


def create_password_link(call: Call, account_id: str, *, revoke_tokens: bool = False) -> str:
    """Creates a link with which the user can choose a password once, within a day. Returns its secret. Deletes older links of the
    user. `revoke_tokens` as in `set_password`, when the user chooses the password."""
    call.require_administrator(to="create links to choose a password")
    people.find(call, account_id)
    secret = new_secret(LINK_PREFIX)
    _remove_links(call, account_id)
    store.add_link(call.db, digest(secret), account_id, clock.later(call.now, rules.LINK_SECONDS), revoke_tokens=revoke_tokens)
    call.record(store.PASSWORD_LINK, account_id, Action.CREATED)
    return secret


def choose_password(call: Call, secret: str, password: str, *, revoke_tokens: bool = False) -> None:
    """Sets the password of the user that the link is for, and deletes the link. Raises NotFound if the link isn't valid.
    `revoke_tokens` as in `set_password`; it has no effect if the link already requires it."""
    link = queries.password_link(call, secret)
    owner = link.owner
    rules.check_password(password)
    if not store.use_link(call.db, digest(secret)):
        raise NotFound("This link has already been used")
    call.on_behalf_of(owner.account_id).record(store.PASSWORD_LINK, owner.account_id, Action.DELETED)
    revoke_tokens = revoke_tokens or link.revokes_tokens
    set_password(call.on_behalf_of(owner.account_id), owner.account_id, password, revoke_tokens=revoke_tokens)
    store.delete_attempts(call.db, _email_subject(owner.email or ""), clock.later(call.now, -rules.FAILURES_EXPIRE_SECONDS))


def user_of_identity(call: Call, issuer: str, subject: str, email: str | None) -> str:
    """The account id of the user with this subject at an OpenID provider.

    At the first sign-in, finds the user by the email that the provider has verified (None if it hasn't), and stores the subject.
    Later sign-ins use only the subject, so the email may change.
    """
    account_id = store.identity(call.db, issuer, subject)
    user = people.find(call, account_id) if account_id else people.by_email(call, email) if email else None
    if user is None:
        raise Forbidden("No user has the email that your provider has verified. Ask your administrator to add you.")
    if not user.active:
        raise Forbidden("Your user is inactive. Ask your administrator.")
    if account_id is None:
        _add_identity(call, issuer, subject, user)
    return user.account_id


def _add_identity(call: Call, issuer: str, subject: str, user: UserRecord) -> None:
    if store.has_identity_at(call.db, issuer, user.account_id):
        raise Forbidden("Another person at your provider signs in with your email. Ask your administrator.")
    store.add_identity(call.db, issuer, subject, user.account_id)
    call.on_behalf_of(user.account_id).record(store.IDENTITY, user.account_id, Action.CREATED)


def _remove_links(call: Call, account_id: str) -> None:
    if store.remove_links(call.db, account_id):
        call.record(store.PASSWORD_LINK, account_id, Action.DELETED)


def _email_subject(email: str) -> str:
    return rules.subject("email", email)


def _count_failure(call: Call, subject: str, backoff: Backoff) -> None:
    before = store.attempts(call.db, subject)
    if before and before.blocked_until > call.now:
        seconds = clock.seconds_between(call.now, before.blocked_until)
        raise TooManyRequests(f"Too many attempts. Try again in {_duration(seconds)}.", seconds)
    expired = before is None or before.last_at < clock.later(call.now, -rules.FAILURES_EXPIRE_SECONDS)
    failures = 1 if expired or before is None else before.failures + 1
    store.set_attempts(call.db, subject, Attempts(failures, call.now, clock.later(call.now, backoff.wait(failures))))


def _duration(seconds: int) -> str:
    return f"{seconds} seconds" if seconds < 120 else f"{-(-seconds // 60)} minutes"
