"""Rules for codes of authenticator apps, recovery codes, and the parameters of passkeys."""

import datetime as dt
import hmac
import ipaddress
import re
import secrets

import pyotp
import segno
from msgspec import Struct

from andante.kit.clock import Instant
from andante.kit.errors import FaultCode, Invalid

SECRET_LENGTH = 32
"""The characters of a TOTP secret: 160 bits in base32, as RFC 4226 recommends."""

STEP_SECONDS, DIGITS = 30, 6
TOLERATED_STEPS = (-1, 0, 1)
"""Codes of the previous and the next step are accepted too, because clocks differ."""

RECOVERY_CODES = 10
RECOVERY_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
RECOVERY_GROUPS, RECOVERY_GROUP_LENGTH = 4, 4
"""A recovery code has 79 random bits, so its SHA-256 can't be reverted by trying all codes."""

MAX_PASSKEYS, MAX_NAME_LENGTH, MAX_CREDENTIAL_LENGTH = 20, 100, 1400


class PasskeyRecord(Struct, frozen=True):
    """A passkey without its key. `last_used_at` is None until it is used."""

    id: int
    account_id: str
    name: str
    created_at: Instant
    last_used_at: Instant | None


class StoredPasskey(Struct, frozen=True):
    """What is needed to verify a signature of a passkey. `credential_id` and `public_key` are base64url."""

    id: int
    credential_id: str
    public_key: str
    sign_count: int


class Factors(Struct, frozen=True):
    """The second factors of a user. Recovery codes alone aren't one: they replace a factor that was lost."""

    app_since: Instant | None
    passkeys: list[PasskeyRecord]
    recovery_codes: int

    @property
    def exist(self) -> bool:
        return self.app_since is not None or bool(self.passkeys)


class RelyingParty(Struct, frozen=True):
    """This server as passkeys know it: `id` is its host name, `origin` its address. A passkey works only for this host."""

    id: str
    origin: str

    @property
    def supports_passkeys(self) -> bool:
        """Browsers refuse passkeys for IP addresses, and without https except on localhost."""
        try:
            ipaddress.ip_address(self.id.strip("[]"))
        except ValueError:
            return self.origin.startswith("https:") or self.id == "localhost"
        return False


def new_secret() -> str:
    return pyotp.random_base32(SECRET_LENGTH)


def is_secret(text: str) -> bool:
    return re.fullmatch(rf"[A-Z2-7]{{{SECRET_LENGTH}}}", text) is not None


def app_uri(secret: str, account: str, host: str) -> str:
    """The address that an authenticator app reads from the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=f"Andante ({host})")


def qr_code(text: str) -> str:
    """A QR code as SVG. It has no styles, which the content security policy would forbid."""
    svg: str = segno.make(text, error="m", micro=False).svg_inline(border=3, dark="#000", light="#fff", omitsize=True)
    return svg


def grouped(secret: str) -> str:
    """The secret in groups of four characters, to type it."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def step_at(now: Instant) -> int:
    """The number of the step of 30 seconds at this time."""
    return int(dt.datetime.fromisoformat(now).timestamp()) // STEP_SECONDS


def matching_step(secret: str, code: str, now: Instant) -> int | None:
    """The step whose code this is. None if the code is wrong. Compares with all accepted codes in constant time."""
    totp, given, current = pyotp.TOTP(secret), code.encode("utf-8", "replace"), step_at(now)
    matches = [step for step in (current + n for n in TOLERATED_STEPS) if hmac.compare_digest(totp.generate_otp(step).encode(), given)]
    return max(matches, default=None)


def plain_code(text: str) -> str:
    """A code without the blanks and hyphens that make it readable."""
    return re.sub(r"[\s-]", "", text[:200]).lower()


def is_app_code(code: str) -> bool:
    return len(code) == DIGITS and code.isascii() and code.isdigit()


def new_recovery_codes() -> list[str]:
    return [_recovery_code() for _ in range(RECOVERY_CODES)]


def _recovery_code() -> str:
    groups = ("".join(secrets.choice(RECOVERY_ALPHABET) for _ in range(RECOVERY_GROUP_LENGTH)) for _ in range(RECOVERY_GROUPS))
    return "-".join(groups)


def is_credential_id(text: str) -> bool:
    """Whether this can be the id of a passkey, in base64url."""
    return re.fullmatch(rf"[\w-]{{1,{MAX_CREDENTIAL_LENGTH}}}", text, re.ASCII) is not None


def check_passkey_name(name: str) -> None:
    if not 1 <= len(name) <= MAX_NAME_LENGTH or not name.isprintable():
        raise Invalid("name", FaultCode.WRONG_LENGTH, f"must have 1 to {MAX_NAME_LENGTH} printable characters")
