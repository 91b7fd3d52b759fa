"""Reserves the port of the server, so that two servers never share one.

Granian's workers listen with SO_REUSEPORT. The kernel then lets any other server of the same user listen on the same port, and
distributes the connections over both.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from ipaddress import ip_address
from typing import Any

from andante.cli.failures import stop

MAX_PORT = 65535
IPV6 = 6

OTHER_FILES = 200
"""The number of open files of a process that aren't connections of clients: databases, static files, responses."""


def check_port(host: str, port: int) -> None:
    """Ends the command if another program uses the port."""
    with _bound(host, port, shared=False):
        pass


@contextmanager
def reserved_port(host: str, port: int) -> Iterator[int]:
    """Holds the port during the block: workers can listen on it, but no other server can start. Ends the command if another program
    uses the port. Returns the port, which differs only if it is 0."""
    if port:
        check_port(host, port)
    with _bound(host, port, shared=True) as holder:
        yield int(holder.getsockname()[1])


def usable_connections(wanted: int) -> int:
    """The number of connections that a process can have open. Raises the limit of open files of this process and its workers if that
    is necessary and possible. Otherwise a process could not accept connections, and not open files for others, when it is reached."""
    import resource  # not available on Windows

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = wanted + OTHER_FILES
    if soft < needed:
        soft = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return max(1, min(wanted, soft - OTHER_FILES))


def address_of(host: str) -> str:
    """The IP address of a host name. Ends the command if it has none."""
    return str(_address(host, 0)[1][0])


def url_of(host: str, port: int) -> str:
    """The address for browsers of a server that listens on this host. If it listens on all addresses, that of this machine."""
    with suppress(ValueError):
        address = ip_address(host)
        if address.is_unspecified:
            address = ip_address(_own_address(address.version))
        host = f"[{address}]" if address.version == IPV6 else str(address)
    return f"http://{host}:{port}"


def _own_address(version: int) -> str:
    """The address from which this machine reaches others. The loopback address if it isn't in a network."""
    family, elsewhere, loopback = (socket.AF_INET6, "2001:db8::1", "::1") if version == IPV6 else (socket.AF_INET, "192.0.2.1", "127.0.0.1")
    with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as unused:
        unused.connect((elsewhere, 9))  # chooses the route, but sends nothing
        return str(unused.getsockname()[0])
    return loopback


def _address(host: str, port: int) -> tuple[socket.AddressFamily, Any]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        raise stop(f"Can't listen on {host}: {getattr(error, 'strerror', error)}. Use an address like --host 127.0.0.1.") from None
    family, _, _, _, address = min(found, key=lambda each: each[0] != socket.AF_INET)  # as before, IPv4 if there are both
    return family, address


@contextmanager
def _bound(host: str, port: int, *, shared: bool) -> Iterator[socket.socket]:
    """A socket that is bound to the port. Other sockets can be bound to it only if both are `shared`."""
    family, address = _address(host, port)
    with socket.socket(family) as bound:
        if shared and hasattr(socket, "SO_REUSEPORT"):
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        elif not shared:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # ignores closed connections of a previous server
        try:
            bound.bind(address)
        except OSError as error:
            advice = f"Try another port, like --port {port + 1}." if port < MAX_PORT else "Try another port."
            raise stop(f"Can't listen on {host}:{port}: {error.strerror}. {advice}") from None
        yield bound
