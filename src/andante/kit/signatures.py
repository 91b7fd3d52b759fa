"""Signs the requests of webhooks, in Tempo's way and in that of Standard Webhooks. The receiver computes the same and compares."""

import base64
import hmac

TEMPO_TIMESTAMP, TEMPO_SIGNATURE, TEMPO_PREVIOUS = "Tempo-Timestamp", "Tempo-Signature", "Tempo-Signature-Previous"
ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
"""The headers of Standard Webhooks."""


def tempo_signature(secret: str, body: bytes, timestamp: str) -> str:
    """The HMAC-SHA256 of the body followed by the timestamp, in hexadecimal. The key is the text of the secret."""
    return hmac.new(secret.encode(), body + timestamp.encode(), "sha256").hexdigest()


def standard_signature(secret: str, id: str, timestamp: int, body: bytes) -> str:
    """The signature of Standard Webhooks, version 1. `timestamp` is in seconds since 1970. The key is the text of the secret, so
    libraries of Standard Webhooks need `whsec_` followed by its Base64."""
    digest = hmac.new(secret.encode(), f"{id}.{timestamp}.".encode() + body, "sha256").digest()
    return f"v1,{base64.b64encode(digest).decode()}"
