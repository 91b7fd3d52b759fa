"""Verifies the signatures of webhooks that Andante sends."""

import hmac
import time
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from andante.kit import signatures

TOLERANCE_SECONDS = 300


class InvalidSignature(Exception):
    """The request was not sent by Andante, was changed on its way, or is a copy of an old one."""


class WebhookEvent(Struct, rename="camel", frozen=True):
    """An event. Andante may send the same `event_id` more than once."""

    event_id: str
    event_type: str
    payload: dict[str, Any]


def verify_webhook(
    body: bytes,
    headers: Mapping[str, str],
    secret: str,
    *,
    tolerance_seconds: int = TOLERANCE_SECONDS,
    now: Callable[[], float] = time.time,
) -> WebhookEvent:
    """Returns the event of a request, after checking its signature. `body` are the bytes as received, `secret` is the `sharedSecret` of the
    subscription. A request may be at most `tolerance_seconds` old. Raises InvalidSignature.

    Requests of Tempo Cloud have only Tempo's signature, whose timestamp is that of the first attempt, so their age isn't checked.
    """
    found = {name.lower(): value for name, value in headers.items()}
    if signatures.SIGNATURE in found:
        _verify_standard(body, found, secret, tolerance_seconds, now())
    else:
        expected = signatures.tempo_signature(secret, body, found.get(signatures.TEMPO_TIMESTAMP.lower(), ""))
        _require_one(expected, [found.get(name.lower(), "") for name in (signatures.TEMPO_SIGNATURE, signatures.TEMPO_PREVIOUS)])
    return msgspec.json.decode(body, type=WebhookEvent)


def _verify_standard(body: bytes, headers: Mapping[str, str], secret: str, tolerance_seconds: int, now: float) -> None:
    id, sent = headers.get(signatures.ID, ""), headers.get(signatures.TIMESTAMP, "")
    if not (sent.isascii() and sent.isdigit() and len(sent) < 12):
        raise InvalidSignature("The request has no valid timestamp")
    if abs(now - int(sent)) > tolerance_seconds:
        raise InvalidSignature(f"The request was sent more than {tolerance_seconds} seconds ago, or the clocks differ")
    _require_one(signatures.standard_signature(secret, id, int(sent), body), headers[signatures.SIGNATURE].split())


def _require_one(expected: str, given: list[str]) -> None:
    if not any(hmac.compare_digest(expected.encode(), each.encode()) for each in given):
        raise InvalidSignature("The signature doesn't match the body and the secret")
