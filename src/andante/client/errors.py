"""What can go wrong with a call.

AndanteError
├── ApiError               the server refused; with its status, its words and the id of the request
│   ├── Refused            400, 409: the input is wrong or collides; the messages say what
│   ├── NotAuthenticated   401
│   ├── NotAllowed         403
│   ├── NotThere           404
│   └── Throttled          429, once all retries are used up
├── Unreachable            no answer came: the cause says why
├── Unreadable             an answer came, and it is not one of this API
└── LoginNeeded            OAuth: nobody has allowed this application anything, or not any more
"""

from typing import Any

import httpx
import msgspec

REQUEST_ID = "X-Request-Id"


class AndanteError(Exception):
    """Whatever the client raises about a call."""


class ApiError(AndanteError):
    """Any answer that is not a success, with the server's own words. `request_id` is how the server's log calls the request,
    where it says so; `retry_after` how many seconds it wants to be left alone, where it says so."""

    def __init__(self, status: int, messages: list[str], request_id: str | None = None, retry_after: float | None = None) -> None:
        super().__init__(f"{status}: {'; '.join(messages)}")
        self.status = status
        self.messages = messages
        self.request_id = request_id
        self.retry_after = retry_after


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


class Unreachable(AndanteError):
    pass


class Unreadable(AndanteError):
    pass


class LoginNeeded(AndanteError):
    pass


_KINDS = {400: Refused, 401: NotAuthenticated, 403: NotAllowed, 404: NotThere, 409: Refused, 429: Throttled}


def error_of(response: httpx.Response, retry_after: float | None = None) -> ApiError:
    """The error of an unsuccessful answer, whichever form its body has."""
    kind = _KINDS.get(response.status_code, ApiError)
    return kind(response.status_code, _messages(response), response.headers.get(REQUEST_ID), retry_after)


def unreachable(request: httpx.Request, error: httpx.RequestError) -> Unreachable:
    """The error of a request that got no answer."""
    made = Unreachable(f"{request.method} {place(request.url)} got no answer: {str(error) or type(error).__name__}")
    made.__cause__ = error
    return made


def place(url: httpx.URL) -> str:
    """An address without what may be a secret in it: who asks, and the query."""
    return f"{url.scheme}://{url.netloc.decode()}{url.path}"


def _messages(response: httpx.Response) -> list[str]:
    """`{"errors": {"message"}}`, `{"errors": [{"message"}]}`, `{"message"}`, or plain text."""
    try:
        body: Any = msgspec.json.decode(response.content)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return [response.text.strip() or response.reason_phrase]
    found = body.get("errors", body) if isinstance(body, dict) else body
    entries = found if isinstance(found, list) else [found]
    return [str(entry.get("message", entry) if isinstance(entry, dict) else entry) for entry in entries]
