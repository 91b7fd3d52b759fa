"""Creates random secrets, and the digests of them that are stored."""

import hashlib
import hmac
import secrets


def new_secret(prefix: str = "") -> str:
    """A secret of 256 random bits, to be shown once. With the prefix, secret scanners find one that was committed to a repository."""
    return prefix + secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """The stored form of a random secret. SHA-256 without a salt is enough, because the secret is too random to guess. Finding a
    secret by its digest needs no comparison in constant time."""
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()


def matches(secret: str, stored_digest: str) -> bool:
    """Whether the secret has this digest, compared in constant time."""
    return hmac.compare_digest(digest(secret), stored_digest)
