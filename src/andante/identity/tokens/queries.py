"""Finds tokens for other domains, without a permission check."""

from andante.kit.call import Call
from andante.kit.secrets import digest

from . import store


def token_id(call: Call, token: str) -> int | None:
    """The id of a token, even if it is expired or revoked. None if it is unknown."""
    stored = store.by_digest(call.db, digest(token))
    return stored.id if stored else None
