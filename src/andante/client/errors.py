"""The exceptions that a call can raise.

AndanteError
├── ApiError               the server refused the call; with its status, its messages and the id of the request
│   ├── Refused            400, 409: the input is invalid or conflicts with other data; the messages say how
│   ├── NotAuthenticated   401
│   ├── NotAllowed         403
│   ├── NotFound           404
│   └── RateLimited        429, after all retries
├── Unreachable            the server didn't respond; `__cause__` says why
├── InvalidResponse        the response isn't one of this API
└── LoginRequired          OAuth: no user has granted this application access, or the grant has ended
"""

from collections.abc import Iterator
from html import unescape
from typing import Any

import httpx
import msgspec

from ..kit.errors import written

REQUEST_ID = "X-Request-Id"


class AndanteError(Exception):
    """The base class of all exceptions that a call can raise."""


class ApiFault(msgspec.Struct, frozen=True):
    """One thing that is wrong with a request: the path of the field (empty where it is about none), a stable code from the
    list in the documentation of the API, to which newer servers may add, and a message for people."""

    field: str = ""
    code: str = ""
    message: str = ""

    def __str__(self) -> str:
        """As the server writes it in one text."""
        return written(self.field, self.message)


class ApiError(AndanteError):
    """Any answer that is not a success, with the server's own words. `faults` are the same in parts, if the server lists
    them: Andante does, Tempo does not. `request_id` is the id of the request in the server's log, and `retry_after` the
    number of seconds to wait, if the server sends them."""

    def __init__(
        self,
        status: int,
        messages: list[str],
        request_id: str | None = None,
        retry_after: float | None = None,
        faults: tuple[ApiFault, ...] = (),
    ) -> None:
        super().__init__(f"{status}: {'; '.join(messages)}")
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


class Unreachable(AndanteError):
    pass


class InvalidResponse(AndanteError):
    pass


class LoginRequired(AndanteError):
    pass


_BY_STATUS = {400: Refused, 401: NotAuthenticated, 403: NotAllowed, 404: NotFound, 409: Refused, 429: RateLimited}


def error_from(response: httpx.Response, retry_after: float | None = None) -> ApiError:
    """The error of an unsuccessful answer, whichever form its body has."""
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
    """The messages and faults of `{"errors": {"message"}}`, `{"errors": [{"message"}]}`, `{"message"}`, HTML or plain text."""
    try:
        body: Any = msgspec.json.decode(response.content)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return [_text(response)], ()
    found = body.get("errors", body) if isinstance(body, dict) else body
    entries = found if isinstance(found, list) else [found]
    messages = [str(entry.get("message", entry) if isinstance(entry, dict) else entry) for entry in entries]
    return messages, tuple(fault for entry in entries for fault in _faults(entry))


def _text(response: httpx.Response) -> str:
    text = response.text.strip() or response.reason_phrase
    return unescape(text) if response.headers.get("content-type", "").startswith("text/html") else text


def _faults(entry: Any) -> Iterator[ApiFault]:
    """The faults of an entry, which lists them or is one itself: then its message begins with the field."""
    if not isinstance(entry, dict):
        return
    if isinstance(listed := entry.get("faults"), list):
        yield from (_fault(each) for each in listed if isinstance(each, dict))
    elif "code" in entry:
        fault = _fault(entry)
        prefixes = written(fault.field, ""), written(fault.field, "X")[:-1]
        yield msgspec.structs.replace(fault, message=fault.message.removeprefix(prefixes[0]).removeprefix(prefixes[1]))


def _fault(given: dict[str, Any]) -> ApiFault:
    return ApiFault(*(str(given.get(name, "")) for name in ApiFault.__struct_fields__))
