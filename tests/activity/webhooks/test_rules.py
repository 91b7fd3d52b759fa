"""When a delivery is repeated, and to which addresses webhooks may be sent."""

import ipaddress

import pytest

from andante.activity.webhooks.rules import may_connect, wait_after


@pytest.mark.parametrize(
    ("attempts", "retry_after", "least", "most"),
    [(1, 0, 300, 900), (10, 0, 300, 900), (11, 0, 3600, 3600), (34, 0, 3600, 3600), (1, 1800, 1800, 1800), (1, 10**9, 3600, 3600)],
)
def test_a_delivery_is_repeated_as_by_tempo_and_then_every_hour(attempts: int, retry_after: int, least: int, most: int) -> None:
    assert all(least <= (wait_after(attempts, retry_after) or 0) <= most for _ in range(20))


def test_after_a_day_it_is_not_repeated() -> None:
    assert wait_after(35) is None


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("10.0.0.1", False),
        ("10.7.0.1", True),
        ("127.0.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("0.0.0.0", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("fe80::1", False),
        ("fd00::1", False),
        ("fd00:7::1", True),
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::", False),
        ("2001::1", False),
    ],
)
def test_only_public_and_allowed_addresses_are_used(address: str, expected: bool) -> None:
    allowed = [ipaddress.ip_network("10.7.0.0/16"), ipaddress.ip_network("fd00:7::/32")]

    assert may_connect(ipaddress.ip_address(address), allowed) is expected
