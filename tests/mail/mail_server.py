"""A real SMTP server for tests: with STARTTLS and a throwaway certificate, a login, and replies that a test chooses."""

import datetime as dt
import ipaddress
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.end_to_end.serving import free_port

HOST, USER, PASSWORD = "127.0.0.1", "andante", "p@ss/word"
URL_LOGIN = "andante:p%40ss%2Fword@"


@dataclass
class Mailbox:
    """What the server received. `replies`: the replies to the next mails, instead of accepting them."""

    url: str = ""
    received: list[EmailMessage] = field(default_factory=list)
    replies: list[str] = field(default_factory=list)
    recipient_replies: list[str] = field(default_factory=list)

    def clear(self) -> None:
        self.received.clear()
        self.replies.clear()
        self.recipient_replies.clear()

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Envelope, address: str, _options: Any) -> str:
        if self.recipient_replies:
            return self.recipient_replies.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, session: Any, envelope: Envelope) -> str:
        if self.replies:
            return self.replies.pop(0)
        message = message_from_bytes(bytes(envelope.original_content or b""), policy=default)
        assert isinstance(message, EmailMessage)
        message["X-Encrypted"] = str(session.ssl is not None)
        self.received.append(message)
        return "250 OK"


def _login(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
    assert isinstance(data, LoginPassword)
    return AuthResult(success=(data.login, data.password) == (USER.encode(), PASSWORD.encode()), handled=False)


@contextmanager
def mail_server(certificate: Path, *, tls: bool = True) -> Iterator[Mailbox]:
    """A server with STARTTLS and a login, or without both."""
    mailbox = Mailbox()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    security: dict[str, Any] = (
        {"tls_context": context, "require_starttls": True, "auth_required": True, "authenticator": _login} if tls else {}
    )
    controller = Controller(mailbox, hostname=HOST, port=free_port(), **security)
    controller.start()
    try:
        mailbox.url = f"smtp://{URL_LOGIN if tls else ''}{HOST}:{controller.port}{'' if tls else '?tls=off'}"
        yield mailbox
    finally:
        controller.stop()


def write_certificate(path: Path) -> None:
    """A certificate for the server, signed by itself, with its key. It is valid for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HOST))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
