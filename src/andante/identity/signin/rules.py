"""Rules for passwords, their hashes, and the waiting time after failed sign-ins."""

import hashlib
from typing import Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from itsdangerous import BadSignature, URLSafeSerializer
from msgspec import Struct

from andante.directory.people.rules import UserRecord
from andante.identity.preferences.rules import PreferencesRecord
from andante.kit import clock
from andante.kit.call import Caller
from andante.kit.clock import SECONDS_PER_DAY, Instant
from andante.kit.errors import FaultCode, Invalid

MIN_PASSWORD_LENGTH, MAX_PASSWORD_LENGTH = 10, 1000
SESSION_SECONDS = 14 * SECONDS_PER_DAY
LinkPurpose = Literal["PASSWORD", "INVITATION", "RESET"]
"""Who asked for a link to choose a password: an administrator for a user who forgot it or is new, or the user."""

LINK_SECONDS: dict[LinkPurpose, int] = {"PASSWORD": SECONDS_PER_DAY, "INVITATION": 7 * SECONDS_PER_DAY, "RESET": 3600}
"""How long a link works."""

BROWSER_SECONDS = 180 * SECONDS_PER_DAY
SECOND_STEP_SECONDS = 600
"""How long a user has for the second step, after the password."""

RECHECK_SECONDS = 900
"""Pages that are sensitive ask for the second factor again if the last check is older."""

BROWSER_PREFIX = "andante_browser_"
FAILURES_EXPIRE_SECONDS = SECONDS_PER_DAY
"""Failures are forgotten if there isn't another one for this long."""

_BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
"""Marks in the `User-Agent` header. The first one counts: Chrome also claims to be Safari."""

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)  # as OWASP recommends for argon2id
_DUMMY_HASH = "$argon2id$v=19$m=19456,t=2,p=1$EdO6nCXSGWLHRrCR0Px8IQ$WTrzF4nVtiul9bRmlEC40o3Y7mrn3s9AgSrAoWYmRM8"
"""The hash of a password that no user has. A constant, because computing it would delay each start by 30 ms."""


class Backoff(Struct, frozen=True):
    """The waiting time after failures. With fewer than `free` failures there isn't any. Then it is 1 second, and each further failure
    doubles it, up to `max_seconds`."""

    free: int
    max_seconds: int

    def wait(self, failures: int) -> int:
        """The seconds to wait after this many failures."""
        return min(2 ** min(failures - self.free, 30), self.max_seconds) if failures >= self.free else 0


class Counter(Struct, frozen=True):
    """Counts failed attempts. `subject` is a digest of what they have in common."""

    subject: str
    backoff: Backoff


class Credential(Struct, frozen=True):
    """The hash that a password is checked against. If `account_id` is None, every password is wrong.

    `counter` counted the attempt as failed. The right password resets it. `shared_counters` also count attempts for other emails or from
    other networks. The right password subtracts only the failures in `counter` from them: otherwise attackers could reset them with a
    password of their own.
    """

    account_id: str | None
    hash: str
    counter: Counter | None = None
    shared_counters: list[Counter] = []


class KnownBrowser(Struct, frozen=True):
    """A cookie by which a browser is recognized in which someone has signed in before (a device cookie in OWASP's terms)."""

    name: str
    value: str
    seconds: int


class PasswordLink(Struct, frozen=True):
    """A link with which the owner can choose a password. `revokes_tokens`: the new password also revokes API tokens and the access of
    applications."""

    owner: UserRecord
    revokes_tokens: bool
    purpose: LinkPurpose = "PASSWORD"


class Started(Struct, frozen=True):
    """What the right password starts: a session, or the second step if it isn't `complete`. `secret` is for the browser's cookie."""

    secret: str
    complete: bool


class PendingSignIn(Struct, frozen=True):
    """A sign-in after the right password, before the second step. `challenge` is for a passkey."""

    account_id: str
    challenge: str


class SessionRecord(Struct, frozen=True):
    """A session of a user. `device` names the browser and the system. `is_current`: it is the one of the browser that sent the request."""

    id: int
    device: str
    created_at: Instant
    expires_at: Instant
    is_current: bool


class SignedIn(Struct, frozen=True):
    """The user of a valid session, with what all pages show and need. `unread` is the number of their unread notifications."""

    caller: Caller
    display_name: str
    preferences: PreferencesRecord
    unread: int = 0


class Attempts(Struct, frozen=True, gc=False):
    """The recent failures of a `Counter`. Attempts before `blocked_until` are refused."""

    failures: int
    last_at: Instant
    blocked_until: Instant


EMAIL_BACKOFF = Backoff(free=5, max_seconds=900)
"""For an email from one network, and for a known browser."""

ACCOUNT_BACKOFF = Backoff(free=100, max_seconds=60)
"""For an email from all unknown browsers together. Its wait is short, because it also affects the owner in a new browser."""

MAX_COUNTED_PER_NETWORK = 10
"""One network adds at most this many failures to those of `ACCOUNT_BACKOFF`, so that it can't use them up alone."""

ADDRESS_BACKOFF = Backoff(free=50, max_seconds=60)
"""Less strict than `EMAIL_BACKOFF`, because many people may share an IP address. It slows down attackers who try one password with
many emails."""


def check_password(password: str) -> None:
    if not MIN_PASSWORD_LENGTH <= len(password) <= MAX_PASSWORD_LENGTH:
        raise Invalid(
            "password", FaultCode.WRONG_LENGTH, f"must have {MIN_PASSWORD_LENGTH} to {MAX_PASSWORD_LENGTH} characters, not {len(password)}"
        )
    if len(set(password)) < 4:
        raise Invalid("password", FaultCode.INVALID, "must have at least 4 different characters")


def hash_password(password: str) -> str:
    return _hasher.hash(password.encode("utf-8", "surrogatepass"))


def credential(account_id: str | None, hash: str | None) -> Credential:
    """The credential for a sign-in. If there isn't such a user or password, it has a dummy hash: `verify` takes the same time and fails."""
    return Credential(account_id, hash) if account_id and hash else Credential(None, _DUMMY_HASH)


def verify(credential: Credential, password: str) -> bool:
    """Whether the password is right. Takes about 30 ms on purpose, so don't call it inside a transaction."""
    try:
        _hasher.verify(credential.hash, password[: MAX_PASSWORD_LENGTH + 1].encode("utf-8", "surrogatepass"))
    except (VerificationError, InvalidHashError):
        return False
    return credential.account_id is not None


def subject(kind: str, name: str) -> str:
    """The key under which attempts are counted. It is a digest because people sometimes type their password into the wrong field."""
    return hashlib.sha256(f"{kind}\n{name.strip().lower()}".encode("utf-8", "surrogatepass")).hexdigest()


def network_counter(email: str, network: str) -> Counter:
    """Counts the attempts for an email from one network."""
    return Counter(subject("email and network", f"{email.strip()}\n{network}"), EMAIL_BACKOFF)


def account_counter(email: str) -> Counter:
    """Counts the attempts for an email from all unknown browsers."""
    return Counter(subject("email", email), ACCOUNT_BACKOFF)


def address_counter(network: str) -> Counter:
    """Counts the attempts from a network for all emails."""
    return Counter(subject("address", network), ADDRESS_BACKOFF)


def browser_counter(browser: str) -> Counter:
    """Counts the attempts in a known browser."""
    return Counter(subject("browser", browser), EMAIL_BACKOFF)


def password_change_counter(account_id: str) -> Counter:
    """Counts the guesses of the current password in browsers that are signed in but not known."""
    return Counter(subject("password change", account_id), EMAIL_BACKOFF)


def reset_counters(email: str, network: str) -> list[Counter]:
    """Count the requests for new passwords by mail: for an email from one network, and from a network for all emails."""
    here = Counter(subject("reset for email and network", f"{email.strip()}\n{network}"), EMAIL_BACKOFF)
    return [here, Counter(subject("resets from address", network), ADDRESS_BACKOFF)]


def mailbox_counter(email: str) -> Counter:
    """Counts the requests for an email from all networks, so that nobody can flood a mailbox."""
    return Counter(subject("reset for email", email), EMAIL_BACKOFF)


def second_factor_counter(account_id: str) -> Counter:
    """Counts the wrong codes of a user, in sign-ins with the right password and in sessions."""
    return Counter(subject("second factor", account_id), EMAIL_BACKOFF)


def is_check_due(checked_at: Instant | None, now: Instant) -> bool:
    """Whether a sensitive page asks for the second factor. `checked_at` is the last check in this session."""
    return checked_at is None or clock.later(checked_at, RECHECK_SECONDS) <= now


def device_name(user_agent: str) -> str:
    """The browser and the system of a `User-Agent` header, such as "Firefox, Windows". Empty if they aren't recognized."""
    found = (next((name for mark, name in names if mark in user_agent), "") for names in (_BROWSERS, _SYSTEMS))
    return ", ".join(filter(None, found))


def counts_for_account(from_network: int, from_all: int) -> bool:
    """Whether another attempt counts in `account_counter`. `from_network` and `from_all` are the failures before it. While many networks
    guess, all attempts count."""
    return from_network < MAX_COUNTED_PER_NETWORK or from_all >= ACCOUNT_BACKOFF.free


def browser_cookie_name(email: str) -> str:
    """The name of the cookie by which a browser is known. People who share a browser have different cookies."""
    return BROWSER_PREFIX + subject("browser cookie", email)[:16]


def browser_cookie(hash: str, browser: str, expires_at: Instant) -> str:
    """The value of the cookie by which this browser is known. It is signed with the hash of the user's password: so it is valid only for
    this user, and only until the password changes."""
    return _browser_signer(hash).dumps([browser, expires_at])


def known_browser(credential: Credential, cookie: str, now: Instant) -> str | None:
    """The browser that this cookie identifies. None if the cookie is invalid, expired or for another user."""
    try:
        browser, expires_at = _browser_signer(credential.hash).loads(cookie)
    except BadSignature:
        return None
    return str(browser) if now < expires_at else None


def _browser_signer(hash: str) -> URLSafeSerializer:
    return URLSafeSerializer(hash, salt=BROWSER_PREFIX, signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256})
