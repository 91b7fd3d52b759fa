"""What the keys of permission roles come to."""

from functools import lru_cache

from andante.kit.grants import Grants

EVERYTHING = "*"
"""The key that the administrators' role holds instead of a list of all."""


@lru_cache(maxsize=1000)
def grants_from(keys: str | None) -> Grants:
    """What a person holds over everyone, from the keys separated by blanks."""
    held = frozenset(keys.split()) if keys else frozenset[str]()
    return Grants(EVERYTHING in held, held)
