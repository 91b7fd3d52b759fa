"""Subscriptions and deliveries as records, when to repeat a delivery, and to which addresses webhooks may be sent."""

import random
from collections.abc import Collection
from ipaddress import IPv6Address, IPv6Network
from typing import NamedTuple
from urllib.parse import urlsplit

from msgspec import Struct

from andante.kit.clock import SECONDS_PER_DAY, Instant
from andante.kit.errors import Fault, FaultCode
from andante.kit.networks import Address, Network, in_networks, parse_address

MAX_SUBSCRIPTIONS = 25
HANDSHAKE = "handshake"
"""The event type of a delivery that asks the URL for the handshake."""

FAST_RETRIES, FAST_SECONDS = 10, (300, 900)
SLOW_RETRIES, SLOW_SECONDS = 24, 3600
"""After the retries of Tempo, a delivery is repeated every hour for a day."""

GONE = 410
"""The receiver doesn't want any more events."""

KEPT_SECONDS, FAILED_KEPT_SECONDS = 7 * SECONDS_PER_DAY, 30 * SECONDS_PER_DAY
"""How long deliveries are kept, and those that failed."""

OLD_SECRET_SECONDS = SECONDS_PER_DAY
"""How long the old secret signs requests after a rotation."""

WAITING, HELD, DELIVERED, FAILED = "WAITING", "HELD", "DELIVERED", "FAILED"

_TRANSLATED = [IPv6Network(text) for text in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")]
"""IPv6 networks whose addresses contain an IPv4 address, which may be private: NAT64, 6to4 and Teredo."""


class SubscriptionRecord(Struct, frozen=True):
    """A subscription without its secrets. `activated_at` is the time of the last handshake. `inactive_reason` explains why the
    subscription was switched off."""

    id: str
    event: str
    url: str
    name: str | None
    description: str | None
    active: bool
    activated_at: Instant | None
    inactive_reason: str | None
    rotated_at: Instant | None
    created_at: Instant


class Secrets(NamedTuple):
    """The secrets of a subscription, and when they were changed."""

    current: str
    previous: str | None
    updated_at: Instant


class DeliveryRecord(Struct, frozen=True):
    """An event for a subscription, with the result of its last attempt. `body` is the JSON that is sent."""

    id: int
    subscription_id: str
    event_id: str
    event: str
    body: str
    state: str
    attempts: int
    next_at: Instant
    created_at: Instant
    first_sent_at: Instant | None
    finished_at: Instant | None
    status: int | None
    error: str | None


class DueDelivery(NamedTuple):
    """A delivery to send now. `secrets` are those that sign it, the current one first."""

    delivery: DeliveryRecord
    subscription: SubscriptionRecord
    secrets: list[str]


class Outcome(NamedTuple):
    """The result of an attempt. `error` is None if it succeeded, otherwise one sentence. `retry_after` is in seconds."""

    status: int | None = None
    error: str | None = None
    retry_after: int = 0


def wait_after(attempts: int, retry_after: int = 0) -> int | None:
    """Seconds until the next attempt, after this number of failed ones. None after the last one. Receivers can ask to wait for up to an
    hour."""
    if attempts > FAST_RETRIES + SLOW_RETRIES:
        return None
    wait = random.randint(*FAST_SECONDS) if attempts <= FAST_RETRIES else SLOW_SECONDS  # noqa: S311
    return max(wait, min(retry_after, SLOW_SECONDS))


def url_faults(url: str, allowed: Collection[Network], *, allow_http: bool) -> list[Fault]:
    """What is wrong with the URL of a subscription. The addresses of its host are checked when a request is sent."""
    schemes = ("https", "http") if allow_http else ("https",)
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port, parts = None, None, urlsplit("")
    if parts.scheme not in schemes or not host or port == 0 or not url.isprintable() or " " in url or "\\" in url:
        return [Fault("url", FaultCode.INVALID, f"must be a valid URL that starts with {' or '.join(f'{each}://' for each in schemes)}")]
    if "@" in parts.netloc:
        return [Fault("url", FaultCode.INVALID, "must not contain a user name or password")]
    address = parse_address(host)
    if address is not None and not may_connect(address, allowed):
        return [Fault("url", FaultCode.INVALID, refused_message(address))]
    return []


def may_connect(address: Address, allowed: Collection[Network]) -> bool:
    """Whether webhooks may be sent to an address: a public one, or one in the allowed networks."""
    if in_networks(address, allowed):
        return True
    if isinstance(address, IPv6Address) and in_networks(address, _TRANSLATED):
        return False
    return address.is_global and not address.is_multicast


def refused_message(address: Address) -> str:
    return f"{address} is not a public address; an operator can allow it with ANDANTE_WEBHOOK_ALLOWED_NETWORKS"
