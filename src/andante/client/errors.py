"""The exceptions that a call can raise.

AndanteError
├── ApiError               the server refused the call; contains the status, the messages and the id of the request
│   ├── Refused            400, 409, 422: the input is invalid or conflicts with other data; the messages say how
│   ├── NotAuthenticated   401
│   ├── NotAllowed         403
│   ├── NotFound           404
│   ├── RateLimited        429, after all retries
│   └── Unavailable        503, after all retries: the server can't use its database; `retry_after` says when to try again
├── Unreachable            the server didn't respond; `__cause__` is the reason
├── InvalidResponse        the response doesn't match the API
└── LoginRequired          OAuth: no user has granted this application access, or the grant has ended
"""

from collections.abc import Iterator
from html import unescape
from http import HTTPStatus
from typing import Any

import httpx
import msgspec

from ..kit.errors import fault_text

REQUEST_ID = "X-Request-Id"


class AndanteError(Exception):
    """The base class of all exceptions that a call can raise."""


class ApiFault(msgspec.Struct, frozen=True):
    """One error in a request. `field` is the path of the field, or empty. `code` is one of the stable codes in the API
    documentation; newer servers may add codes. `message` is text for people."""

    field: str = ""
    code: str = ""
    message: str = ""

    def __str__(self) -> str:
        """The field and the message in one text, in the server's format."""
        return fault_text(self.field, self.message)


class ApiError(AndanteError):
    """A response that isn't a success, with the server's messages. `faults` are the same errors in structured form; Andante sends
    them, Tempo doesn't. `request_id` identifies the request in the server's log, and `retry_after` is the number of seconds to
    wait; either is None if the server doesn't send it."""

    def __init__(
        self,
        status: int,
        messages: list[str],
        request_id: str | None = None,
        retry_after: float | None = None,
        faults: tuple[ApiFault, ...] = (),
    ) -> None:
        delay = f" (retry after {retry_after:g} s)" if status == HTTPStatus.SERVICE_UNAVAILABLE and retry_after is not None else ""
        super().__init__(f"{status}: {'; '.join(messages)}{delay}")
        self.status = status
        self.messages = messages
        self.faults = faults
        self.request_id = request_id
        self.retry_after = retry_after


class Refused(ApiError):
    pass


class NotAuthenticated(ApiError):
    pass


class NotAllowed(ApiError):
    pass


class NotFound(ApiError):
    pass


class RateLimited(ApiError):
    pass


class Unavailable(ApiError):
    """A write may have been applied nevertheless, if the database failed during the commit."""


class Unreachable(AndanteError):
    pass


class InvalidResponse(AndanteError):
    pass


class LoginRequired(AndanteError):
    pass


_BY_STATUS = {
    400: Refused,
    401: NotAuthenticated,
    403: NotAllowed,
    404: NotFound,
    409: Refused,
    413: Refused,
    422: Refused,
    429: RateLimited,
    503: Unavailable,
}


def error_from(response: httpx.Response, retry_after: float | None = None) -> ApiError:
    """The error for an unsuccessful response. Supports every form of error body that the API uses."""
    kind = _BY_STATUS.get(response.status_code, ApiError)
    messages, faults = _read(response)
    return kind(response.status_code, messages, response.headers.get(REQUEST_ID), retry_after, faults)


def unreachable_error(request: httpx.Request, error: httpx.RequestError) -> Unreachable:
    """The error for a request without a response."""
    unreachable = Unreachable(f"{request.method} {loggable_url(request.url)} got no response: {str(error) or type(error).__name__}")
    unreachable.__cause__ = error
    return unreachable


def loggable_url(url: httpx.URL) -> str:
    """The URL without the parts that may contain secrets: the credentials and the query."""
    return f"{url.scheme}://{url.netloc.decode()}{url.path}"


def _read(response: httpx.Response) -> tuple[list[str], tuple[ApiFault, ...]]:
    """The messages and faults of `{"errors": {"message"}}`, `{"errors": [{"message"}]}`, `{"message"}`, Jira's
    `{"errorMessages": [], "errors": {}}`, HTML or plain text. If a body has no message, the message is the status."""
    try:
        body: Any = msgspec.json.decode(response.content)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return [_text(response)], ()
    if isinstance(body, dict) and body.get("errorMessages"):
        return list(map(str, body["errorMessages"])), ()
    found = body.get("errors") or body.get("message") or body.get("error") if isinstance(body, dict) else body
    entries = [entry for entry in (found if isinstance(found, list) else [found]) if entry]
    messages = [str(entry.get("message", entry) if isinstance(entry, dict) else entry) for entry in entries]
    return messages or [_status_of(response)], tuple(fault for entry in entries for fault in _faults(entry))


def _text(response: httpx.Response) -> str:
    """The body if it is a sentence, as Andante's and Tempo's are. A whole page, for example of a proxy, is not a message."""
    text = response.text.strip()
    if response.headers.get("content-type", "").startswith("text/html"):
        text = unescape(text)
    return text if text and not text.startswith("<") else _status_of(response)


def _status_of(response: httpx.Response) -> str:
    return response.reason_phrase or f"Status {response.status_code}"


def _faults(entry: Any) -> Iterator[ApiFault]:
    """The faults of an entry. Either the entry lists them, or it is a fault itself, and its message starts with the field."""
    if not isinstance(entry, dict):
        return
    if isinstance(listed := entry.get("faults"), list):
        yield from (_fault(each) for each in listed if isinstance(each, dict))
    elif "code" in entry:
        fault = _fault(entry)
        prefixes = fault_text(fault.field, ""), fault_text(fault.field, "X")[:-1]
        yield msgspec.structs.replace(fault, message=fault.message.removeprefix(prefixes[0]).removeprefix(prefixes[1]))


def _fault(entry: dict[str, Any]) -> ApiFault:
    return ApiFault(*(str(entry.get(name, "")) for name in ApiFault.__struct_fields__))
