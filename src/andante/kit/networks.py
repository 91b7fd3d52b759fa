"""Addresses and networks of machines, and where a request really comes from."""

import ipaddress
from collections.abc import Collection, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

from .errors import FaultCode, Forbidden, Invalid
from .faults import shown

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


def parse_network(text: str) -> Network:
    """The network that a text names; a single address is a network of one. Invalid where it names none."""
    try:
        return ipaddress.ip_network(text.strip())
    except ValueError as error:
        raise Invalid(
            "network",
            FaultCode.INVALID,
            f"{shown(text)} must be an address or a network like 192.0.2.7, 10.1.0.0/16 or 2001:db8::/32: {error}",
        ) from None


def parse_networks(text: str) -> list[Network]:
    """The networks that are named between commas or blanks."""
    return [parse_network(part) for part in text.replace(",", " ").split()]


def parse_proxies(text: str) -> list[Network]:
    """The proxies that the operator's setting names; Invalid, naming the setting, where it can't be used."""
    try:
        return parse_networks(text)
    except Invalid as refusal:
        raise Invalid("", FaultCode.INVALID, f"ANDANTE_TRUSTED_PROXIES can't be used: {refusal.faults[0].message}") from None


def parse_address(text: str) -> Address | None:
    """The address that a text is, None where it is none. An IPv4 address in the dress of IPv6 is the IPv4 address."""
    try:
        found = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found


def in_networks(found: Address, among: Collection[Network]) -> bool:
    return any(found in one for one in among)


def client_address(peer: str, forwarded: str | None, proxies: Sequence[Network]) -> Address:
    """Where a request comes from: the peer, unless that is one of our proxies. Then it is the last address of
    X-Forwarded-For that is none of them: what stands before it, the client could have written itself. Forbidden where
    that can't be told, so that a proxy which nobody configured does not make the whole world look like this machine."""
    found = parse_address(peer)
    if found is None:
        raise Forbidden(f"It can't be told from which address this request comes: the server says {shown(peer)}.")
    if forwarded is None:
        return found
    if not in_networks(found, proxies):
        raise Forbidden(
            f"This request has X-Forwarded-For but comes from {found}, which is no proxy that ANDANTE_TRUSTED_PROXIES names, "
            "so that it can't be told where it really comes from."
        )
    for text in reversed(forwarded.split(",")):
        found = parse_address(text)
        if found is None:
            raise Forbidden(f"It can't be told from which address this request comes: X-Forwarded-For has {shown(text.strip())}.")
        if not in_networks(found, proxies):
            break
    return found
