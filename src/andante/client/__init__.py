"""The typed client: every operation of the API as a method, sync and async, and every model."""

from . import groups, models
from .andante import Andante, AsyncAndante
from .errors import (
    AndanteError,
    ApiError,
    ApiFault,
    LoginNeeded,
    NotAllowed,
    NotAuthenticated,
    NotThere,
    Refused,
    Throttled,
    Unreachable,
    Unreadable,
)
from .groups import *  # noqa: F403 - its __all__ lists the names
from .hosts import TEMPO_CLOUD, TEMPO_CLOUD_EU, TEMPO_CLOUD_US
from .models import *  # noqa: F403 - its __all__ lists the names
from .oauth import Consent, OAuth
from .retries import NEVER, Retries
from .tokens import FileStore, MemoryStore, Tokens, TokenStore

__all__ = [
    "NEVER",
    "TEMPO_CLOUD",
    "TEMPO_CLOUD_EU",
    "TEMPO_CLOUD_US",
    "Andante",
    "AndanteError",
    "ApiError",
    "ApiFault",
    "AsyncAndante",
    "Consent",
    "FileStore",
    "LoginNeeded",
    "MemoryStore",
    "NotAllowed",
    "NotAuthenticated",
    "NotThere",
    "OAuth",
    "Refused",
    "Retries",
    "Throttled",
    "TokenStore",
    "Tokens",
    "Unreachable",
    "Unreadable",
]
__all__ += groups.__all__
__all__ += models.__all__
