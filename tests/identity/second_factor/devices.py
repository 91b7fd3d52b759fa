"""The devices of a user: an authenticator app, and a passkey in software that signs as browsers do."""

import hashlib
import json
import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import cbor2
import httpx
import pyotp
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import bytes_to_base64url

from andante.identity.second_factor import actions, rules
from andante.kit import clock
from andante.kit.call import SYSTEM, Call
from andante.kit.database import Database
from tests.cast import BASE_URL, Person
from tests.web.browsing import Visitor

USER_PRESENT, USER_VERIFIED, HAS_KEY = 0x01, 0x04, 0x40


def code(secret: str) -> str:
    """The code that an authenticator app shows now."""
    return pyotp.TOTP(secret).generate_otp(rules.step_at(clock.now()))


def wrong_code(secret: str) -> str:
    """A code that isn't valid now."""
    valid = {pyotp.TOTP(secret).generate_otp(rules.step_at(clock.now()) + n) for n in rules.TOLERATED_STEPS}
    return next(text for text in ("000000", "111111", "222222", "333333") if text not in valid)


def give_app(person: Person, database: Database) -> tuple[str, list[str]]:
    """Sets up an authenticator app. Returns its secret and the recovery codes. The current code is used up."""
    secret = rules.new_secret()
    with database.write() as db:
        codes = actions.activate_app(Call(db, SYSTEM, clock.now()), person.id, secret, code(secret))
    assert codes
    return secret, codes


@dataclass
class Passkey:
    """A passkey for one host. `count` is the number of signatures that it reports; passkeys that are synchronized report 0."""

    host: str = "time.example.com"
    origin: str = BASE_URL
    counts: bool = True
    count: int = 0
    id: bytes = b"a passkey of the tests"
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def create(self, options: dict[str, Any]) -> str:
        numbers = self.key.public_key().public_numbers()
        key = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")})
        data = self._data(HAS_KEY) + bytes(16) + len(self.id).to_bytes(2, "big") + self.id + key
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._response(attestationObject=attestation, clientDataJSON=self._client_data("webauthn.create", options["challenge"]))

    def sign(self, options: dict[str, Any]) -> str:
        self.count += self.counts
        data, client_data = self._data(), self._client_data("webauthn.get", options["challenge"])
        signature = self.key.sign(data + hashlib.sha256(client_data).digest(), ec.ECDSA(hashes.SHA256()))
        return self._response(authenticatorData=data, clientDataJSON=client_data, signature=signature)

    def _data(self, flags: int = 0) -> bytes:
        flags |= USER_PRESENT | USER_VERIFIED
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client_data(self, type: str, challenge: str) -> bytes:
        return json.dumps({"type": type, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def _response(self, **values: bytes) -> str:
        id = bytes_to_base64url(self.id)
        response = {name: bytes_to_base64url(value) for name, value in values.items()}
        return json.dumps({"id": id, "rawId": id, "type": "public-key", "response": response, "clientExtensionResults": {}})


def passkey_options(page: httpx.Response) -> dict[str, Any]:
    """What the page passes to the browser."""
    found = re.search(r"<passkey-form.*?<script[^>]*>(.*?)</script>", page.text, re.DOTALL)
    assert found, page.text
    options: dict[str, Any] = json.loads(unescape(found[1]))
    return options


def add_passkey(visitor: Visitor, passkey: Passkey, name: str = "Laptop") -> httpx.Response:
    options = passkey_options(visitor.post("/second-factor/passkeys/new", form_at="/second-factor"))
    return visitor.post("/second-factor/passkeys", {"name": name, "response": passkey.create(options)}, form_at="/second-factor")
