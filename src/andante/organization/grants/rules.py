"""Turns the permission keys of a user's roles into grants."""

from functools import lru_cache

from andante.kit.grants import Grants

EVERYTHING = "*"
"""The key of the administrators' role. It grants all permissions."""


@lru_cache(maxsize=1000)
def grants_from(keys: str | None) -> Grants:
    """The permissions that a user holds over everyone. `keys` are separated by spaces."""
    held = frozenset(keys.split()) if keys else frozenset[str]()
    return Grants(EVERYTHING in held, held)
