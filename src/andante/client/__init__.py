"""The typed client: every operation of the API as a method, sync and async."""

from . import groups
from .andante import TEMPO_CLOUD, TEMPO_CLOUD_EU, TEMPO_CLOUD_US, Andante, AsyncAndante
from .errors import (
    AndanteError,
    ApiError,
    LoginNeeded,
    NotAllowed,
    NotAuthenticated,
    NotThere,
    Refused,
    Throttled,
    Unreachable,
    Unreadable,
)
from .groups import *  # noqa: F403 - it says which
from .retries import NEVER, Retries

__all__ = [
    "NEVER",
    "TEMPO_CLOUD",
    "TEMPO_CLOUD_EU",
    "TEMPO_CLOUD_US",
    "Andante",
    "AndanteError",
    "ApiError",
    "AsyncAndante",
    "LoginNeeded",
    "NotAllowed",
    "NotAuthenticated",
    "NotThere",
    "Refused",
    "Retries",
    "Throttled",
    "Unreachable",
    "Unreadable",
]
__all__ += groups.__all__
