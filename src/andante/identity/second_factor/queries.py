"""Reads second factors for other domains, without a permission check."""

from andante.kit.call import Call

from . import store
from .rules import Factors


def has_factor(call: Call, account_id: str) -> bool:
    """Whether the user has an authenticator app or a passkey."""
    return store.has_factor(call.db, account_id)


def factors_of(call: Call, account_id: str) -> Factors:
    return store.factors(call.db, account_id)


def credential_ids(call: Call, account_id: str) -> list[str]:
    """The ids of the user's passkeys, in base64url."""
    return store.credential_ids(call.db, account_id)
