"""Parses IP addresses and networks, and finds the client address of a request behind proxies."""

import ipaddress
from collections.abc import Collection, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

from .errors import FaultCode, Forbidden, Invalid
from .faults import shown

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


def parse_network(text: str) -> Network:
    """Parses a network. A single address is a network of one. Raises Invalid."""
    try:
        return ipaddress.ip_network(text.strip())
    except ValueError as error:
        raise Invalid(
            "network",
            FaultCode.INVALID,
            f"{shown(text)} must be an address or a network like 192.0.2.7, 10.1.0.0/16 or 2001:db8::/32: {error}",
        ) from None


def parse_networks(text: str) -> list[Network]:
    """Parses networks that are separated by commas or blanks."""
    return [parse_network(part) for part in text.replace(",", " ").split()]


def parse_proxies(text: str) -> list[Network]:
    """Parses the setting ANDANTE_TRUSTED_PROXIES. Raises Invalid with its name."""
    try:
        return parse_networks(text)
    except Invalid as refusal:
        raise Invalid("", FaultCode.INVALID, f"ANDANTE_TRUSTED_PROXIES can't be used: {refusal.faults[0].message}") from None


def parse_address(text: str) -> Address | None:
    """Parses an address; None if it is not one. An IPv4-mapped IPv6 address becomes the IPv4 address."""
    try:
        found = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found


def client_network(text: str) -> str:
    """The network within which a client can usually choose its address: the /64 of an IPv6 address, and an IPv4 address itself. Returns
    the text if it is not an address."""
    address = parse_address(text)
    if isinstance(address, IPv6Address):
        return str(IPv6Network((int(address), 64), strict=False))
    return text if address is None else str(address)


def in_networks(address: Address, networks: Collection[Network]) -> bool:
    return any(address in network for network in networks)


def client_address(peer: str, forwarded: str | None, proxies: Sequence[Network]) -> Address:
    """The address of the client: the peer, unless it is a trusted proxy. Then it is the last address in X-Forwarded-For that is not
    a trusted proxy; the client could have written the addresses before it. Raises Forbidden if the address can't be determined.
    Otherwise, requests through a proxy that isn't configured would appear to come from the proxy, perhaps from this machine."""
    address = parse_address(peer)
    if address is None:
        raise Forbidden(f"The client address of this request is unknown: the server reports {shown(peer)}.")
    if forwarded is None:
        return address
    if not in_networks(address, proxies):
        raise Forbidden(
            f"This request has X-Forwarded-For but comes from {address}, which is not a proxy in ANDANTE_TRUSTED_PROXIES, "
            "so its client address is unknown."
        )
    for text in reversed(forwarded.split(",")):
        address = parse_address(text)
        if address is None:
            raise Forbidden(f"The client address of this request is unknown: X-Forwarded-For contains {shown(text.strip())}.")
        if not in_networks(address, proxies):
            break
    return address
