"""What a server's refusal becomes.

ApiError
├── Refused            400, 409: the input is wrong or collides; the messages say what
├── NotAuthenticated   401
├── NotAllowed         403
├── NotThere           404
└── Throttled          429, once all retries are used up
"""

from typing import Any

import httpx
import msgspec


class ApiError(Exception):
    """Any answer that is not a success, with the server's own words."""

    def __init__(self, status: int, messages: list[str]) -> None:
        super().__init__(f"{status}: {'; '.join(messages)}")
        self.status = status
        self.messages = messages


class Refused(ApiError):
    pass


class NotAuthenticated(ApiError):
    pass


class NotAllowed(ApiError):
    pass


class NotThere(ApiError):
    pass


class Throttled(ApiError):
    pass


_KINDS = {400: Refused, 401: NotAuthenticated, 403: NotAllowed, 404: NotThere, 409: Refused, 429: Throttled}


def error_of(response: httpx.Response) -> ApiError:
    """The error of an unsuccessful answer, whichever form its body has."""
    return _KINDS.get(response.status_code, ApiError)(response.status_code, _messages(response))


def _messages(response: httpx.Response) -> list[str]:
    """`{"errors": {"message"}}`, `{"errors": [{"message"}]}`, `{"message"}`, or plain text."""
    try:
        body: Any = msgspec.json.decode(response.content)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return [response.text.strip() or response.reason_phrase]
    found = body.get("errors", body) if isinstance(body, dict) else body
    entries = found if isinstance(found, list) else [found]
    return [str(entry.get("message", entry) if isinstance(entry, dict) else entry) for entry in entries]
