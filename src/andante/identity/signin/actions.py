"""Signs users in with a password or an OpenID provider, and manages sessions and passwords."""

from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from andante.directory.people import queries as people
from andante.directory.people.rules import UserRecord, may_be_email
from andante.identity.oauth import actions as oauth
from andante.identity.preferences import queries as preferences
from andante.identity.second_factor import actions as second_factors
from andante.identity.second_factor import queries as second_factor
from andante.identity.second_factor.rules import RelyingParty
from andante.identity.tokens import actions as tokens
from andante.kit import clock
from andante.kit.call import Call
from andante.kit.changes import Action
from andante.kit.clock import Instant
from andante.kit.db import lock
from andante.kit.errors import Forbidden, NotFound, TooManyRequests
from andante.kit.jobs import Job, JobContext, enqueue
from andante.kit.mail_settings import one_line
from andante.kit.metrics import add_sign_in
from andante.kit.networks import client_network
from andante.kit.secrets import digest, new_secret
from andante.mail.messages import actions as mail
from andante.mail.messages.rules import Kind

from . import queries, rules, store
from .rules import Attempts, Counter, Credential, KnownBrowser, LinkPurpose, SessionRecord, Started

SESSION_PREFIX, LINK_PREFIX, PENDING_PREFIX = "andante_session_", "andante_link_", "andante_pending_"
RESET_MAIL = Kind("password_reset", Path(__file__).parent / "mails")
EXPIRED_STEP = "This sign-in has expired. Sign in again."


class ResetRequest(Struct):
    """Someone asked for a new password on the sign-in page. Perhaps no user has this email."""

    email: str
    language: str


def start_attempt(call: Call, email: str, address: str, browser_cookie: str = "") -> Credential:
    """Starts a sign-in with a password. Returns the credential that `rules.verify` checks the password against.

    Counts the attempt as failed until `sign_in` corrects the count. Otherwise parallel attempts could exceed the limit. A browser that is
    known by its cookie has its own count, so failures elsewhere don't block it. Raises TooManyRequests after too many failures.
    """
    add_sign_in("attempted")
    user = people.by_email(call, email)
    account_id = user.account_id if user and user.active else None
    credential = rules.credential(account_id, store.password_hash(call.db, account_id or ""))
    browser = rules.known_browser(credential, browser_cookie, call.now)
    if browser is None:
        return _count_unknown(call, credential, email, client_network(address))
    return _count_alone(call, credential, rules.browser_counter(browser))


def start_password_change(call: Call, browser_cookie: str = "") -> Credential:
    """Like `start_attempt`, for the current password of the caller. Failures of sign-ins elsewhere don't block the caller."""
    credential = rules.credential(call.me, store.password_hash(call.db, call.me))
    browser = rules.known_browser(credential, browser_cookie, call.now)
    counter = rules.browser_counter(browser) if browser else rules.password_change_counter(call.me)
    return _count_alone(call, credential, counter)


def sign_in(call: Call, verified: Credential, device: str = "") -> Started:
    """Continues a sign-in after the password has been verified, as `begin` does."""
    assert verified.account_id is not None
    _accept(call, verified)
    add_sign_in("accepted")
    return begin(call, verified.account_id, device)


def begin(call: Call, account_id: str, device: str = "") -> Started:
    """Starts a session for a user who has just chosen a password, or the second step if they have a second factor or must set one up."""
    if not call.settings.require_second_factor and not second_factor.has_factor(call, account_id):
        return Started(create_session(call, account_id, device), complete=True)
    secret = new_secret(PENDING_PREFIX)
    store.add_pending(call.db, digest(secret), account_id, clock.later(call.now, rules.SECOND_STEP_SECONDS), new_secret())
    return Started(secret, complete=False)


def finish_sign_in(call: Call, secret: str, device: str = "") -> str:
    """Creates a session for a pending sign-in, after the second step. Returns the session's secret. Raises Forbidden if the sign-in has
    expired or was used, or if the password was changed since."""
    pending = queries.pending_sign_in(call, secret)
    if pending is None or not store.use_pending(call.db, digest(secret)):
        raise Forbidden(EXPIRED_STEP)
    return create_session(call, pending.account_id, device, second_factor_at=call.now)


def try_code(call: Call, account_id: str, code: str) -> bool:
    """Whether this is a valid code of the user's second factor. Limits wrong codes. Commit the transaction in both cases: the attempt is
    counted in it. Raises TooManyRequests."""
    counter = rules.second_factor_counter(account_id)
    _count(call, counter, _failures(call, counter))
    if not second_factors.verify_code(call, account_id, code):
        return False
    store.delete_attempts(call.db, counter.subject)
    return True


def try_passkey(call: Call, account_id: str, secret: str, response: str, challenge: str, party: RelyingParty) -> bool:
    """Whether a passkey of the user has signed the challenge of the session or pending sign-in with this secret. A challenge works once.
    Commit the transaction in both cases. Guesses aren't limited: a signature can't be guessed."""
    renew_challenge(call, secret)
    return second_factors.verify_passkey(call, account_id, response, challenge=challenge, party=party)


def renew_challenge(call: Call, secret: str) -> str:
    """Replaces the challenge of a session or pending sign-in."""
    challenge = new_secret()
    store.set_challenge(call.db, digest(secret), challenge)
    return challenge


def confirm_second_factor(call: Call, secret: str) -> None:
    """Records that the caller has just shown a second factor in the session with this secret."""
    store.set_second_factor_at(call.db, digest(secret), call.now)


def reset_second_factor(call: Call, account_id: str) -> bool:
    """Removes all second factors of a user who lost them, and their pending sign-ins. Returns whether there were any."""
    people.find(call, account_id)
    was_reset = second_factors.reset(call, account_id)
    store.remove_pending(call.db, account_id)
    return was_reset


def remember_browser(call: Call, account_id: str) -> KnownBrowser | None:
    """A cookie by which this browser is known at the next sign-in. Call it after the user has proven who they are. None if the user has no
    password or email, so can't sign in with them."""
    email, hash = people.find(call, account_id).email, store.password_hash(call.db, account_id)
    if not email or not hash:
        return None
    value = rules.browser_cookie(hash, new_secret(), clock.later(call.now, rules.BROWSER_SECONDS))
    return KnownBrowser(rules.browser_cookie_name(email), value, rules.BROWSER_SECONDS)


def create_session(call: Call, account_id: str, device: str = "", *, second_factor_at: Instant | None = None) -> str:
    """Creates a session. Returns its secret for the browser's cookie. The secret isn't stored."""
    secret = new_secret(SESSION_PREFIX)
    store.delete_unusable_sessions(call.db, call.now)
    expires_at = clock.later(call.now, rules.SESSION_SECONDS)
    id = store.add_session(call.db, digest(secret), account_id, call.now, expires_at, device[:100], new_secret(), second_factor_at)
    call.on_behalf_of(account_id).record(store.SESSION, id, Action.CREATED)
    return secret


def delete_expired(call: Call) -> None:
    """Deletes expired sessions, unfinished sign-ins and counts of failures, and the sessions of inactive users."""
    store.delete_unusable_sessions(call.db, call.now)
    store.delete_expired_pending(call.db, call.now)
    store.delete_expired_attempts(call.db, clock.later(call.now, -rules.FAILURES_EXPIRE_SECONDS))


def end_session(call: Call, secret: str) -> None:
    """Ends the session with this secret, if it exists."""
    id = store.end_session(call.db, digest(secret))
    if id is not None:
        call.record(store.SESSION, id, Action.DELETED)


def my_sessions(call: Call, secret: str) -> list[SessionRecord]:
    """The caller's sessions, the newest first. `secret`: that of the current session, which is marked."""
    return store.sessions_of(call.db, call.me, digest(secret), call.now)


def end_other_sessions(call: Call, secret: str) -> int:
    """Ends all sessions of the caller except the one with this secret. Returns their number."""
    ended = store.end_other_sessions(call.db, call.me, digest(secret))
    for id in ended:
        call.record(store.SESSION, id, Action.DELETED)
    return len(ended)


def end_sessions_of_inactive_users(call: Call) -> None:
    """Call this after a user became inactive. Otherwise their sessions would be valid again if the user becomes active."""
    call.require_administrator(to="end sessions of others")
    store.delete_unusable_sessions(call.db, call.now)


def set_password(call: Call, account_id: str, password: str, *, revoke_tokens: bool = False) -> None:
    """Sets a user's password. Ends the user's sessions and deletes their password links, which an attacker may have.

    `revoke_tokens` also revokes their API tokens and the access that they granted to applications.
    """
    if account_id != call.me:
        call.require_administrator(to="set passwords of others")
    rules.check_password(password)
    people.find(call, account_id)
    store.set_password_hash(call.db, account_id, rules.hash_password(password), call.now)
    store.remove_pending(call.db, account_id)  # before the sessions: a sign-in that is being finished is waited for, and its session ends
    store.end_sessions(call.db, account_id)
    _remove_links(call, [account_id])
    call.record(store.PASSWORD, account_id, Action.UPDATED)
    if revoke_tokens:
        tokens.revoke_tokens(call, account_id)
        oauth.revoke_authorizations(call, account_id)


def change_password(
    call: Call, verified: Credential, password: str, *, secret: str = "", revoke_tokens: bool = False, device: str = ""
) -> str:
    """Sets a new password for the caller. The current password has been verified. Ends all sessions of the caller, and returns the
    secret of a new session. `secret` is that of the current one: the new one takes over its last check of a second factor.
    `revoke_tokens` as in `set_password`."""
    assert verified.account_id == call.me
    second_factor_at = store.second_factor_at(call.db, digest(secret))
    _accept(call, verified)
    set_password(call, call.me, password, revoke_tokens=revoke_tokens)
    return create_session(call, call.me, device, second_factor_at=second_factor_at)


def create_password_link(call: Call, account_id: str, *, revoke_tokens: bool = False) -> str:
    """Creates a link with which the user can choose a password once, within a day. Returns its secret. Deletes older links of the
    user. `revoke_tokens` as in `set_password`, when the user chooses the password."""
    people.find(call, account_id)
    return create_links(call, [account_id], "PASSWORD", revoke_tokens=revoke_tokens)[account_id]


def create_links(call: Call, account_ids: Collection[str], purpose: LinkPurpose, *, revoke_tokens: bool = False) -> dict[str, str]:
    """Creates a link for each of these users, like `create_password_link`. It works for the time of its purpose. Returns the secrets by
    account id."""
    call.require_administrator(to="create links to choose a password")
    secrets = {account_id: new_secret(LINK_PREFIX) for account_id in account_ids}
    _remove_links(call, account_ids)
    expires_at = clock.later(call.now, rules.LINK_SECONDS[purpose])
    digests = {digest(secret): account_id for account_id, secret in secrets.items()}
    store.add_links(call.db, digests, expires_at, purpose, revoke_tokens=revoke_tokens)
    call.record_all(store.PASSWORD_LINK, Action.CREATED, ((account_id, None, None) for account_id in account_ids))
    return secrets


def revoke_links(call: Call, account_id: str) -> None:
    """Makes all links of the user invalid."""
    call.require_administrator(to="revoke links to choose a password")
    _remove_links(call, [account_id])


def request_reset(call: Call, email: str, address: str, language: str) -> None:
    """Someone who forgot the password asks for a link by mail, in this language unless they have chosen another one. It takes the same
    time for every email: a job finds out whether there is such a user. Raises TooManyRequests after too many requests."""
    for counter in rules.reset_counters(email, client_network(address)):  # always in this order, to prevent deadlocks
        _count(call, counter, _failures(call, counter))
    mailbox = rules.mailbox_counter(email)
    with suppress(TooManyRequests):  # a refusal would tell others that someone is asking for this email
        _count(call, mailbox, _failures(call, mailbox))
        if may_be_email(email):
            enqueue(call.db, RESET, ResetRequest(email.strip(), language))


def send_reset(call: Call, email: str, language: str) -> None:
    """Sends a link to choose a new password to the active user with this email, if there is one who may have a password."""
    user = people.by_email(call, email)
    if user is None or not user.active or not queries.may_reset(call, user.account_id):
        return
    secret = new_secret(LINK_PREFIX)
    store.remove_links(call.db, [user.account_id], "RESET")
    expires_at = clock.later(call.now, rules.LINK_SECONDS["RESET"])
    store.add_links(call.db, {digest(secret): user.account_id}, expires_at, "RESET", revoke_tokens=False)
    call.record(store.PASSWORD_LINK, user.account_id, Action.CREATED)
    chosen = preferences.of_user(call, user.account_id).language
    context = {"name": one_line(user.display_name), "email": user.email, "path": f"/password?token={secret}"}
    mail.send(call, user.email or "", RESET_MAIL, chosen or language, context)


def _run_reset(context: JobContext, request: ResetRequest) -> None:
    with context.write() as call:
        send_reset(call, request.email, request.language)


RESET = Job("identity.send_reset", ResetRequest, _run_reset)


def choose_password(call: Call, secret: str, password: str, *, revoke_tokens: bool = False) -> str:
    """Sets the password of the user that the link is for, and deletes the link. Returns their account id. Raises NotFound if the link isn't
    valid. `revoke_tokens` as in `set_password`; it has no effect if the link already requires it."""
    link = queries.password_link(call, secret)
    owner = link.owner
    rules.check_password(password)
    if not store.use_link(call.db, digest(secret)):
        raise NotFound("This link has already been used")
    call.on_behalf_of(owner.account_id).record(store.PASSWORD_LINK, owner.account_id, Action.DELETED)
    revoke_tokens = revoke_tokens or link.revokes_tokens
    set_password(call.on_behalf_of(owner.account_id), owner.account_id, password, revoke_tokens=revoke_tokens)
    return owner.account_id


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


def _remove_links(call: Call, account_ids: Collection[str]) -> None:
    removed = store.remove_links(call.db, account_ids)
    call.record_all(store.PASSWORD_LINK, Action.DELETED, ((account_id, None, None) for account_id in removed))


def _accept(call: Call, verified: Credential) -> None:
    """Corrects the count of an attempt that succeeded. Raises Forbidden if the password was changed after it was verified."""
    if store.lock_password_hash(call.db, verified.account_id or "") != verified.hash:
        raise Forbidden("Your password has just been changed. Sign in with the new one.")
    failures = store.delete_attempts(call.db, verified.counter.subject) if verified.counter else 0
    for counter in verified.shared_counters:
        store.subtract_failures(call.db, counter.subject, min(failures, rules.MAX_COUNTED_PER_NETWORK))


def _count_unknown(call: Call, credential: Credential, email: str, network: str) -> Credential:
    """Counts an attempt in an unknown browser."""
    here, account, address = rules.network_counter(email, network), rules.account_counter(email), rules.address_counter(network)
    failures = {counter: _failures(call, counter) for counter in (here, account, address)}  # always in this order, to prevent deadlocks
    if not rules.counts_for_account(failures[here], failures[account]):
        del failures[account]
    for counter, before in failures.items():
        _count(call, counter, before)
    return replace(credential, counter=here, shared_counters=[account, address])


def _count_alone(call: Call, credential: Credential, counter: Counter) -> Credential:
    """Counts an attempt in one counter."""
    _count(call, counter, _failures(call, counter))
    return replace(credential, counter=counter)


def _failures(call: Call, counter: Counter) -> int:
    """The recent failures. Locks the counter until the transaction ends. Raises TooManyRequests if the counter blocks attempts."""
    lock(call.db, "signin", counter.subject)
    before = store.attempts(call.db, counter.subject)
    if before and before.blocked_until > call.now:
        seconds = clock.seconds_between(call.now, before.blocked_until)
        add_sign_in("blocked")
        raise TooManyRequests(f"Too many attempts. Try again in {_duration(seconds)}.", seconds)
    is_recent = before is not None and before.last_at >= clock.later(call.now, -rules.FAILURES_EXPIRE_SECONDS)
    return before.failures if before and is_recent else 0


def _count(call: Call, counter: Counter, before: int) -> None:
    """Adds a failure to those before."""
    blocked_until = clock.later(call.now, counter.backoff.wait(before + 1))
    store.set_attempts(call.db, counter.subject, Attempts(before + 1, call.now, blocked_until))


def _duration(seconds: int) -> str:
    return f"{seconds} seconds" if seconds < 120 else f"{-(-seconds // 60)} minutes"
