"""Random secrets, and what is stored of them."""

import hashlib
import hmac
import secrets


def new_secret(prefix: str = "") -> str:
    """256 random bits, to be shown once. The prefix lets a secret scanner find one that somebody committed."""
    return prefix + secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is stored of a random secret: it is random enough that a plain SHA-256 can't be turned back, and looking it
    up by the digest leaves nothing to compare in variable time."""
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()


def matches(secret: str, stored_digest: str) -> bool:
    """Whether this is the secret of that digest; takes as long for a near miss as for a far one."""
    return hmac.compare_digest(digest(secret), stored_digest)
