"""The typed client: every operation of the API as a method, sync and async."""

from .andante import Andante, AsyncAndante
from .errors import ApiError, NotAllowed, NotAuthenticated, NotThere, Refused, Throttled

__all__ = ["Andante", "ApiError", "AsyncAndante", "NotAllowed", "NotAuthenticated", "NotThere", "Refused", "Throttled"]
