"""Sends the requests of webhooks. Receivers are not trusted: they can be slow, send endless responses, or point to internal addresses."""

import asyncio
import socket
import ssl
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from types import TracebackType
from typing import Self
from urllib.parse import quote

import httpx

from andante import __version__
from andante.kit import clock, signatures
from andante.kit.networks import Network, parse_address, parse_networks
from andante.kit.settings import Settings

from .rules import HANDSHAKE, DueDelivery, Outcome, may_connect, refused_message

TIMEOUT_SECONDS = 30
MAX_RESPONSE_BYTES = 64 * 1024
"""More of a response is not read."""

MAX_ERROR_LENGTH = 500


class Refused(Exception):
    """The receiver can't be used. The message is one sentence."""


class Sender:
    """Sends webhooks, many at a time. Close it by leaving its `async with` block."""

    def __init__(self, settings: Settings, instance_id: str) -> None:
        self._allowed: Sequence[Network] = parse_networks(settings.webhook_allowed_networks)
        self._instance_id = instance_id
        # Without idle connections: the pool distinguishes addresses, but not the host names of certificates.
        limits = httpx.Limits(max_keepalive_connections=0)
        self._client = httpx.AsyncClient(timeout=TIMEOUT_SECONDS, trust_env=False, limits=limits, verify=_ssl_context())

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._client.aclose()

    async def send(self, due: DueDelivery) -> Outcome:
        """Sends a delivery once. Never raises an exception because of the receiver."""
        is_handshake = due.delivery.event == HANDSHAKE
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                response, content = await (self._get(due) if is_handshake else self._post(due))
        except TimeoutError:
            return Outcome(error=f"No response within {TIMEOUT_SECONDS} seconds")
        except Refused as refused:
            return Outcome(error=str(refused))
        except Exception as error:
            return Outcome(error=f"{type(error).__name__}: {error}".rstrip(": ")[:MAX_ERROR_LENGTH])
        if not response.is_success:
            return Outcome(response.status_code, f"The response has the status {response.status_code}", _retry_after(response))
        if is_handshake and (problem := _handshake_problem(response, content, due.delivery.body)):
            return Outcome(response.status_code, problem)
        return Outcome(response.status_code)

    async def _get(self, due: DueDelivery) -> tuple[httpx.Response, bytes]:
        """The handshake. It keeps the query of the URL."""
        url, _, _ = due.subscription.url.partition("#")
        separator = "&" if "?" in url else "?"
        return await self._request("GET", f"{url}{separator}randomString={quote(due.delivery.body)}", {}, None)

    async def _post(self, due: DueDelivery) -> tuple[httpx.Response, bytes]:
        body = due.delivery.body.encode()
        first = f"{(due.delivery.first_sent_at or clock.now())[:-1]}.000Z"
        now = int(datetime.fromisoformat(clock.now()).astimezone(UTC).timestamp())
        standard = [signatures.standard_signature(secret, due.delivery.event_id, now, body) for secret in due.secrets]
        tempo = [signatures.tempo_signature(secret, body, first) for secret in due.secrets]
        headers = {
            "Content-Type": "application/json",
            signatures.TEMPO_TIMESTAMP: first,
            signatures.TEMPO_SIGNATURE: tempo[0],
            **({signatures.TEMPO_PREVIOUS: tempo[1]} if len(tempo) > 1 else {}),
            "Tempo-Jira-Client-Key": self._instance_id,
            "Tempo-Tenant-ID": self._instance_id,
            signatures.ID: due.delivery.event_id,
            signatures.TIMESTAMP: str(now),
            signatures.SIGNATURE: " ".join(standard),
        }
        return await self._request("POST", due.subscription.url, headers, body)

    async def _request(self, method: str, url: str, headers: dict[str, str], body: bytes | None) -> tuple[httpx.Response, bytes]:
        """Resolves the host once, and connects to that address, so that a second answer of the name server can't lead elsewhere."""
        target = httpx.URL(url)
        host = target.raw_host.decode()
        address = await self._address(host, target.port or (443 if target.scheme == "https" else 80))
        request = self._client.build_request(
            method,
            target.copy_with(host=address),
            headers={"Host": target.netloc.decode(), "User-Agent": f"Andante/{__version__}", "Accept-Encoding": "identity", **headers},
            content=body,
            extensions={"sni_hostname": host},
        )
        response = await self._client.send(request, stream=True)
        content = bytearray()
        try:
            async for chunk in response.aiter_raw(MAX_RESPONSE_BYTES):
                content += chunk
                if len(content) >= MAX_RESPONSE_BYTES:
                    break
        finally:
            await response.aclose()
        return response, bytes(content)

    async def _address(self, host: str, port: int) -> str:
        """The first address of a host to which webhooks may be sent."""
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise Refused(f"The host {host} can't be resolved: {getattr(error, 'strerror', None) or error}") from None
        addresses = [address for *_, (text, *_) in found if (address := parse_address(str(text).partition("%")[0]))]
        permitted = [address for address in addresses if may_connect(address, self._allowed)]
        if not permitted:
            raise Refused(refused_message(addresses[0]) if addresses else f"The host {host} has no address")
        return str(permitted[0])


@cache
def _ssl_context() -> ssl.SSLContext:
    """Reads the certificates of all authorities, which takes longer than most deliveries: once for all runs of the job."""
    return httpx.create_ssl_context()


def _handshake_problem(response: httpx.Response, content: bytes, text: str) -> str | None:
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if response.status_code != 200 or kind != "text/plain" or content != text.encode():
        return "The handshake must be answered with the status 200, the type text/plain, and exactly the text of randomString"
    return None


def _retry_after(response: httpx.Response) -> int:
    value = response.headers.get("retry-after", "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0
