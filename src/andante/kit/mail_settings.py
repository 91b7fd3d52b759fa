"""Reads the settings of mail: the address of the SMTP server, and that of the sender."""

import re
from email.errors import MessageError
from email.headerregistry import Address
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

from msgspec import Struct

Security = Literal["STARTTLS", "TLS", "NONE"]
PORTS: dict[Security, int] = {"STARTTLS": 587, "TLS": 465, "NONE": 25}


class SmtpServer(Struct, frozen=True):
    """Where mails are sent to. Without a `user`, there is no login."""

    host: str
    port: int
    security: Security
    user: str | None = None
    password: str = ""


def smtp_server(url: str) -> SmtpServer:
    """The server of `smtp://user:password@host:587` (with STARTTLS), or `smtps://…` (with TLS from the start). `?tls=off` sends without
    encryption. Raises ValueError."""
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.path not in ("", "/"):
        raise ValueError("must look like smtp://user:password@host:587 or smtps://user:password@host")
    options = parse_qs(parts.query)
    if options not in ({}, {"tls": ["off"]}):
        raise ValueError("accepts only the option ?tls=off")
    if options and parts.scheme == "smtps":
        raise ValueError("can't use smtps:// with ?tls=off")
    security: Security = "TLS" if parts.scheme == "smtps" else "NONE" if options else "STARTTLS"
    user = unquote(parts.username) if parts.username else None
    if user and security == "NONE":
        raise ValueError("can't send a password without TLS: remove ?tls=off")
    return SmtpServer(parts.hostname, parts.port or PORTS[security], security, user, unquote(parts.password or ""))


def address(text: str) -> Address:
    """An address that can be in a header, with an ASCII domain. `Andante <time@example.com>` has a name. Raises ValueError."""
    named = re.fullmatch(r"\s*([^<>]*?)\s*<([^<>]+)>\s*", text)
    name, plain = (named[1].strip('"'), named[2]) if named else ("", text.strip())
    local, at, domain = plain.rpartition("@")
    try:
        parsed = Address(one_line(name), addr_spec=f"{local}@{domain.encode('idna').decode()}" if at else plain)
    except (UnicodeError, ValueError, IndexError, MessageError) as error:
        raise ValueError(f"must be an address like time@example.com, not {plain!r}") from error
    if not parsed.username or not parsed.domain:
        raise ValueError(f"must be an address like time@example.com, not {plain!r}")
    return parsed


def one_line(text: str) -> str:
    """The text for a header. Line breaks would start another header, so they and other control characters become spaces."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
