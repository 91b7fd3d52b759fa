"""Which passwords will do, how they are kept, and how long a guesser has to wait."""

import hashlib

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from msgspec import Struct

from andante.kit.call import Caller
from andante.kit.clock import Instant
from andante.kit.errors import FaultCode, Invalid

SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 1000
SESSION_SECONDS = 14 * 86_400
LINK_SECONDS = 86_400
QUIET_SECONDS = 86_400
"""After so long without a failure the failures are forgotten."""

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)  # as OWASP recommends for argon2id
_of_nobody = _hasher.hash("nobody has this password")


class Credential(Struct, frozen=True):
    """What is to be proven; without an account nothing proves it. `place` is where that is tried, as attempts are counted."""

    account_id: str | None
    email: str
    hash: str
    place: str


class SignedIn(Struct, frozen=True):
    """A living session: who it is, and how the page calls them."""

    caller: Caller
    display_name: str


class Attempts(Struct, frozen=True, gc=False):
    """How often somebody (or some place) has failed lately, and until when they are not listened to."""

    failures: int
    last_at: Instant
    blocked_until: Instant


class Patience(Struct, frozen=True):
    """So many failures cost nothing; each one after them doubles the wait, up to the longest."""

    free: int
    longest_seconds: int

    def wait(self, failures: int) -> int:
        """The seconds to wait after so many failures."""
        return min(2 ** min(failures - self.free, 30), self.longest_seconds) if failures >= self.free else 0


WITH_A_PERSON = Patience(free=5, longest_seconds=900)
WITH_A_PLACE = Patience(free=50, longest_seconds=60)
"""Many people may share an address, so it has more patience; it slows down those who try one password on everybody."""


def check_password(password: str) -> None:
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise Invalid(
            "password", FaultCode.WRONG_LENGTH, f"A password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters, not {len(password)}"
        )
    if len(set(password)) < 4:
        raise Invalid("password", FaultCode.INVALID, "A password has at least 4 different characters")


def hashed(password: str) -> str:
    return _hasher.hash(password.encode("utf-8", "surrogatepass"))


def credential(account_id: str | None, email: str, hash: str | None, place: str) -> Credential:
    """Where there is no such person or no password, the check takes as long and fails."""
    return Credential(account_id, email, hash, place) if account_id and hash else Credential(None, email, _of_nobody, place)


def proves(given: Credential, password: str) -> bool:
    """Whether this is the password. Takes some 30 ms on purpose: never call it inside a transaction."""
    try:
        _hasher.verify(given.hash, password[: LONGEST_PASSWORD + 1].encode("utf-8", "surrogatepass"))
    except (VerificationError, InvalidHashError):
        return False
    return given.account_id is not None


def subject(kind: str, name: str) -> str:
    """Under which name attempts are counted: a digest, since people type their password into the wrong field."""
    return hashlib.sha256(f"{kind}\n{name.strip().lower()}".encode("utf-8", "surrogatepass")).hexdigest()
