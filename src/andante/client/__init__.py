"""A typed client for the Tempo REST API: every operation as a method, sync and async, and every model."""

from . import activity_models, extension_groups, groups, models
from .activity_models import *  # noqa: F403 - its __all__ lists the names
from .andante import Andante, AsyncAndante
from .errors import (
    AndanteError,
    ApiError,
    ApiFault,
    InvalidResponse,
    LoginRequired,
    NotAllowed,
    NotAuthenticated,
    NotFound,
    RateLimited,
    Refused,
    Unavailable,
    Unreachable,
)
from .extension_groups import *  # noqa: F403 - its __all__ lists the names
from .groups import *  # noqa: F403 - its __all__ lists the names
from .hosts import TEMPO_CLOUD, TEMPO_CLOUD_EU, TEMPO_CLOUD_US
from .models import *  # noqa: F403 - its __all__ lists the names
from .oauth import ConsentRequest, OAuth
from .retries import NO_RETRIES, Retries
from .tokens import FileStore, MemoryStore, Tokens, TokenStore
from .webhooks import InvalidSignature, WebhookEvent, verify_webhook

__all__ = [
    "NO_RETRIES",
    "TEMPO_CLOUD",
    "TEMPO_CLOUD_EU",
    "TEMPO_CLOUD_US",
    "Andante",
    "AndanteError",
    "ApiError",
    "ApiFault",
    "AsyncAndante",
    "ConsentRequest",
    "FileStore",
    "InvalidResponse",
    "InvalidSignature",
    "LoginRequired",
    "MemoryStore",
    "NotAllowed",
    "NotAuthenticated",
    "NotFound",
    "OAuth",
    "RateLimited",
    "Refused",
    "Retries",
    "TokenStore",
    "Tokens",
    "Unavailable",
    "Unreachable",
    "WebhookEvent",
    "verify_webhook",
]
__all__ += groups.__all__
__all__ += extension_groups.__all__
__all__ += activity_models.__all__
__all__ += models.__all__
