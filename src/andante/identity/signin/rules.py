"""Rules for passwords, their hashes, and the waiting time after failed sign-ins."""

import hashlib

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from msgspec import Struct

from andante.directory.people.rules import UserRecord
from andante.kit.call import Caller
from andante.kit.clock import SECONDS_PER_DAY, Instant
from andante.kit.errors import FaultCode, Invalid

MIN_PASSWORD_LENGTH, MAX_PASSWORD_LENGTH = 10, 1000
SESSION_SECONDS = 14 * SECONDS_PER_DAY
LINK_SECONDS = SECONDS_PER_DAY
FAILURES_EXPIRE_SECONDS = SECONDS_PER_DAY
"""Failures are forgotten if there isn't another one for this long."""

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)  # as OWASP recommends for argon2id
_dummy_hash = _hasher.hash("no user has this password")


class Credential(Struct, frozen=True):
    """The hash that a password is checked against. If `account_id` is None, every password is wrong. `address_subject` identifies the
    client's IP address when attempts are counted."""

    account_id: str | None
    email: str
    hash: str
    address_subject: str


class PasswordLink(Struct, frozen=True):
    """A link with which the owner can choose a password. `revokes_tokens`: the new password also revokes API tokens and the access of
    applications."""

    owner: UserRecord
    revokes_tokens: bool


class SignedIn(Struct, frozen=True):
    """The user of a valid session. Pages show the display name."""

    caller: Caller
    display_name: str


class Attempts(Struct, frozen=True, gc=False):
    """The recent failures of an email or IP address. Attempts before `blocked_until` are refused."""

    failures: int
    last_at: Instant
    blocked_until: Instant


class Backoff(Struct, frozen=True):
    """The waiting time after failures. With fewer than `free` failures there isn't any. Then it is 1 second, and each further failure
    doubles it, up to `max_seconds`."""

    free: int
    max_seconds: int

    def wait(self, failures: int) -> int:
        """The seconds to wait after this many failures."""
        return min(2 ** min(failures - self.free, 30), self.max_seconds) if failures >= self.free else 0


EMAIL_BACKOFF = Backoff(free=5, max_seconds=900)
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


def credential(account_id: str | None, email: str, hash: str | None, address_subject: str) -> Credential:
    """The credential for a sign-in. If there isn't such a user or password, it has a dummy hash: `verify` takes the same time and fails."""
    if account_id and hash:
        return Credential(account_id, email, hash, address_subject)
    return Credential(None, email, _dummy_hash, address_subject)


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
