"""Receivers with HTTPS: the certificate must be for the host name, although the connection is made to its address."""

import datetime as dt
import ipaddress
import ssl
import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from andante.activity.webhooks import sender
from tests.databases import sqlite_only

from .conftest import Webhooks
from .receiver import Handler

pytestmark = sqlite_only


def _certificate(folder: Path, host: x509.GeneralName) -> Path:
    """A file with a new certificate for the host, and its key."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "receiver")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([host]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "certificate.pem"
    file.write_bytes(certificate.public_bytes(Encoding.PEM) + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return file


@pytest.fixture
def port(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A receiver whose certificate is trusted, and is for this host."""
    file = _certificate(tmp_path, request.param)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    monkeypatch.setattr(sender, "_ssl_context", lambda: ssl.create_default_context(cafile=str(file)))
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def _problem(webhooks: Webhooks, url: str) -> str | None:
    """Why the handshake failed; None if it succeeded."""
    id = webhooks.subscribe("worklog.created", url)["id"]
    response = webhooks.administrator.http.get(f"/4-andante/webhooks/subscriptions/{id}/deliveries")
    error: str | None = response.json()["results"][0].get("error")
    return error


@pytest.mark.parametrize("port", [x509.DNSName("localhost")], indirect=True)
def test_the_certificate_of_the_name_is_accepted(webhooks: Webhooks, port: int) -> None:
    assert _problem(webhooks, f"https://localhost:{port}/ok") is None


@pytest.mark.parametrize("port", [x509.IPAddress(ipaddress.ip_address("127.0.0.1"))], indirect=True)
def test_the_certificate_of_an_address_is_accepted(webhooks: Webhooks, port: int) -> None:
    assert _problem(webhooks, f"https://127.0.0.1:{port}/ok") is None


@pytest.mark.parametrize("port", [x509.DNSName("other.example.com"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))], indirect=True)
def test_the_certificate_of_another_name_or_of_the_address_is_refused(webhooks: Webhooks, port: int) -> None:
    assert "certificate is not valid for 'localhost'" in (_problem(webhooks, f"https://localhost:{port}/ok") or "")
